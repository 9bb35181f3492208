"""Matching: which blocks and spans each matcher and condition selects."""

from __future__ import annotations

import pytest

from newsclean import Options
from newsclean.readers import read
from newsclean.rules import apply_rules
from newsclean.rules.files.publication import parse_publication
from newsclean.sources import Source
from tests.support.publications import reasons, rule


@pytest.mark.parametrize(
    ("keys", "hit"),
    [
        ({"line": '["Never miss a tide"]'}, [1]),
        ({"line": '["NEVER MISS A TIDE"]'}, [1]),
        ({"line": '["Never miss"]'}, []),
        ({"starts": '["never miss"]'}, [1, 3]),
        ({"from": '"Never"', "through": '"o\'clock."'}, [1, 2, 3]),
        ({"from": '"Never"', "through": '"not there"'}, []),
    ],
)
def test_text_matchers(keys: dict[str, str], hit: list[int]) -> None:
    page = "A story.\n\nNever miss a tide\n\nTides by letter.\n\nNever miss another, at six o’clock.\n\nThe end."
    assert [i for i, reason in enumerate(reasons(rule(**keys), page)) if reason == "harbour-post:one"] == hit


def test_a_range_without_an_end_matches_nothing() -> None:
    page = "Never\n\n" + "\n\n".join(f"Line {n}." for n in range(60)) + "\n\no'clock."
    assert set(reasons(rule(**{"from": '"Never"', "through": '"o\'clock."'}), page)) == {None}


@pytest.mark.parametrize(
    ("css", "hit"),
    [
        ("aside", [1, 2]),
        ("a.teaser", [4]),
        ("b.tag", [3]),
        ("b.inner", []),
        (".nowhere", []),
    ],
)
def test_css_matches_blocks_inside_an_element_and_blocks_that_are_one_inline_element(css: str, hit: list[int]) -> None:
    page = (
        "<html><body><p>A <b class=inner>bold</b> story.</p><aside><p>One</p><ul><li>Two</li></ul></aside>"
        "<p><b class=tag>Tag</b></p><a class=teaser><h3>Elsewhere</h3></a></body></html>"
    )
    assert [i for i, reason in enumerate(reasons(rule(css=f'"{css}"'), page)) if reason] == hit


WIDE = "A long line of the story, which goes on for a while so that it is prose and not a label."


@pytest.mark.parametrize(
    ("keys", "page", "hit"),
    [
        ({"regex": '"^noch \\\\d+ minuten"'}, ["Noch 12 Minuten", "Es sind noch 12 Minuten"], [0]),
        ({"regex": '"don\'t"'}, ["Please don’t go", "Do go"], [0]),
        ({"starts": '"never"'}, ["Never miss", "Nevertheless so"], [0, 1]),
        ({"from": '"Box"', "until": '"Go on"'}, ["Box", "In it", "Go on here"], [0, 1]),
        (
            {"from": '["Box", "Tin"]', "through": '["end", "over"]'},
            ["Tin", "It is over", "Box", "The end"],
            [0, 1, 2, 3],
        ),
        ({"from": '"Box"', "through": '"end"', "max_blocks": "2"}, ["Box", "In it", "The end"], []),
        ({"from": '"Box"', "through": '"end"', "unless": '"quiet"'}, ["Box", "Be quiet", "The end"], []),
        ({"tail": '"Comments"'}, [WIDE, WIDE, "Comments", "I say so.", "Me too."], [2, 3, 4]),
        ({"tail": '"Comments"'}, ["Comments", WIDE, WIDE], []),
        ({"tail": '"Comments"', "zone": '"any"'}, ["Comments", WIDE], [0, 1]),
        ({"header": '"Read also"'}, ["Read also", "Ferry returns", "Who may fish?", "It was so.", WIDE], [0, 1, 2]),
        ({"line": '"More"', "zone": '"head"'}, ["More", WIDE, WIDE, "More"], [0]),
        ({"line": '"More"', "zone": '"tail"'}, ["More", WIDE, WIDE, "More"], [3]),
        ({"starts": '"More"', "max_chars": "20"}, ["More to read", "More " + WIDE], [0]),
        ({"starts": '"More"', "unless": '["light"]'}, ["More to read", "More light!"], [0]),
        ({"line": '"More"', "only": '"html"'}, ["More"], []),
        ({"line": '"More"', "only": '"text"'}, ["More"], [0]),
        ({"line": '"More"', "off": "true"}, ["More"], []),
    ],
)
def test_matchers_and_conditions(keys: dict[str, str], page: list[str], hit: list[int]) -> None:
    found = reasons(rule(**keys), "\n\n".join(page))
    assert [i for i, reason in enumerate(found) if reason == "harbour-post:one"] == hit


def test_titles_below_a_header_are_links_in_html() -> None:
    page = "<p>Read also</p><ul><li><a>Ferry returns</a><li><a>Tide tables</a><li>A thing that is no link</ul>"
    assert reasons(rule(header='"Read also"'), f"<html><body>{page}")[:4] == ["harbour-post:one"] * 3 + [None]


def test_a_span_matches_inside_its_paragraph() -> None:
    text = rule(span='["(opens new tab)"]', span_regex='"\\\\(Quelle: \\\\w+\\\\)"')
    page = read(Source.from_str("So says the report (Opens new tab), which is long (Quelle: APA)."), Options())
    spans = apply_rules(page, parse_publication(text, "harbour-post.toml")).spans
    assert [page.blocks[0].text[span.start : span.end] for span in spans] == ["(Opens new tab)", "(Quelle: APA)"]


def test_xpath_matches_by_siblings() -> None:
    text = rule(xpath='"//p[preceding-sibling::hr]"')
    assert reasons(text, "<html><body><p>In</p><hr><p>Out</p></body></html>") == [None, "harbour-post:one"]
