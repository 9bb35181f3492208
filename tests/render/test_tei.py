"""TEI: documents that the document type of trafilatura's corpora takes."""

from __future__ import annotations

import pytest
from lxml import etree

from newsclean import Article, Options, Source, clean
from newsclean.render.tei import NAMESPACE, to_tei
from tests.structure.test_html import page_of
from tests.support.golden import PAGES
from tests.support.tei import tei_dtd

CONTENT = """<h3>Fares of the ferry</h3>
<ol start=3><li>The captain told the crew that the crossing takes two hours in calm weather.
<ul><li>Passengers may book a seat at the kiosk <b>beside</b> the pier until the end of May.</li></ul></li></ol>
<table><caption>Fares</caption><tr><th>Who pays</th><th>How much</th></tr>
<tr><td colspan=2>The council paid for the new engine of the boat last year.</td></tr></table>
<p>The mayor told the meeting on Tuesday that nothing of this was new to her, <a href="/a?b=1&amp;c=2">as boats</a>
<del>old</del> <ins>new</ins> burn H<sub>2</sub>O,<br>and a <q>word</q> of thanks went to the crew of the ferry.</p>
<figure><img src=/a.jpg alt=Boat></figure><pre>a = 1\n  b &lt; 2</pre>
<dl><dt>Pier</dt><dd>The pier was built by the fishermen of the island a hundred years ago.</dd></dl>"""


def assert_valid(article: Article) -> None:
    dtd = tei_dtd()
    assert dtd.validate(etree.fromstring(to_tei(article).encode())), dtd.error_log


@pytest.mark.parametrize("name", sorted(page.name for page in PAGES.glob("*.html")))
def test_fixtures_are_valid_tei(name: str) -> None:
    article = clean(Source.from_path(PAGES / name), options=Options(structure=True))
    if not article.is_empty:
        assert_valid(article)


def test_every_kind_of_element_is_valid_tei() -> None:
    article = clean(page_of(CONTENT), options=Options(structure=True))
    assert_valid(article)
    tree = etree.fromstring(to_tei(article).encode())
    tags = {etree.QName(element).localname for element in tree.iter()}
    assert tags >= set("ab list item table row cell ref del add hi lb q graphic".split())
    assert tree.find(f".//{{{NAMESPACE}}}ref").get("target") == "https://island.example/a?b=1&c=2"


def test_an_empty_article_has_no_document() -> None:
    assert to_tei(Article(source="x", encoding="utf-8")) == ""
