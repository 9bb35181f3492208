"""Field selectors: values, dates, and the labels of their blocks."""

from __future__ import annotations

import pytest

from newsclean import Options
from newsclean.readers import read
from newsclean.rules import apply_rules
from newsclean.rules.field_selectors import read_date
from newsclean.rules.files.publication import parse_publication
from newsclean.rules.types import FieldSelector
from newsclean.sources import Source
from tests.support.publications import HEAD

FIELDS = """
language = "de"
[html]
headline = ["h1.nowhere", "h1"]
standfirst = "p.lead"
authors = {select = "p.by", regex = "^Von (.+)", split = [" sowie "]}
published = {select = "span.date", format = "%d.%m.%Y, %H:%M Uhr", timezone = "Europe/Berlin"}
modified = "time"
section = "//nav/a[last()]/text()"
tags = "meta[name=topics]::attr(content)"
image = "figure img"
"""


FIELDS_PAGE = """<html><head><meta name=topics content="Hafen, Fähren"></head><body><nav><a>Start</a><a>Hafen</a></nav>
<h1>Fähre kehrt zurück</h1><p class=lead>Ein Vorspann.</p><p class=by>Von Ana Ruiz sowie Tom Lee</p>
<span class=date>3. März 2024</span><p><span class=date>05.03.2024, 17:30 Uhr</span></p>
<time datetime="2024-03-06T08:00:00Z">heute</time><figure><img src="a.jpg"></figure></body></html>"""


def test_selectors_read_the_fields_and_label_their_blocks() -> None:
    publication = parse_publication(HEAD + FIELDS, "harbour-post.toml")
    page = apply_rules(read(Source.from_str(FIELDS_PAGE), Options()), publication)
    facts = page.metadata
    assert (facts.headline, facts.standfirst) == ("Fähre kehrt zurück", "Ein Vorspann.")
    assert facts.authors == ("Ana Ruiz", "Tom Lee")
    assert (facts.published, facts.modified) == ("2024-03-03", "2024-03-06T08:00:00Z")
    assert (facts.section, facts.tags, facts.image) == ("Hafen", ("Hafen", "Fähren"), {"url": "a.jpg"})
    assert facts.sources["authors"] == "rule:harbour-post"
    assert {label.category for label in page.labels if label} == {"headline", "standfirst", "byline", "date"}


@pytest.mark.parametrize(
    ("text", "form", "zone", "language", "wanted"),
    [
        ("05.03.2024, 17:30 Uhr", "%d.%m.%Y, %H:%M Uhr", "Europe/Berlin", "de", "2024-03-05T17:30:00+01:00"),
        ("5 mars 2024 à 17h30", None, "Europe/Paris", "fr", "2024-03-05T17:30:00+01:00"),
        ("March 5, 2024", None, "America/New_York", "en", "2024-03-05"),
        ("05.03.2024", "%d.%m.%Y", "Europe/Berlin", "de", "2024-03-05"),
        ("5.3.2024, 17.30 Uhr", None, "Europe/Berlin", "de", "2024-03-05T17:30:00+01:00"),
        ("2024-07-05 17:30", None, "Europe/Berlin", "de", "2024-07-05T17:30:00+02:00"),
        ("2024-07-05T17:30:00+03:00", None, "Europe/Berlin", "de", "2024-07-05T17:30:00+03:00"),
        ("yesterday", None, None, "en", None),
        ("5 March", None, None, "en", None),
        ("no date at all", None, None, "xx", None),
    ],
)
def test_read_date(text: str, form: str | None, zone: str | None, language: str, wanted: str | None) -> None:
    place = FieldSelector("time", format=(form,) if form else (), timezone=zone)
    assert read_date(text, place, language) == wanted
