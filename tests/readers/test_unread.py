"""The article in places that no browser shows."""

import json

import pytest

from newsclean import Options, Source
from newsclean.readers import read
from tests.fuzz.guard import cpu_limit

PARAGRAPHS = [
    f"On day {number} the council of Brackwell spoke about the ferry for {number} hours, and at the end it was tired."
    for number in range(1, 6)
]
AS_HTML = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
JSON_LD = {"@type": "NewsArticle", "headline": "Ferry", "articleBody": "\n\n".join(PARAGRAPHS)}
STATE = {"props": {"article": {"title": "Ferry", "blocks": [{"type": "p", "text": text} for text in PARAGRAPHS]}}}
OTHERS = {"related": [{"title": f"Story {n}", "body": " ".join(PARAGRAPHS[n:])} for n in range(2)]}
HOLDERS = {
    "noscript": f"<noscript>{AS_HTML}</noscript>",
    "template": f'<script type="text/template">{AS_HTML}</script>',
    "json-ld": f'<script type="application/ld+json">{json.dumps(JSON_LD)}</script>',
    "state": f'<script id="__NEXT_DATA__" type="application/json">{json.dumps(STATE | OTHERS)}</script>',
    "state of one string": f"<script>window.__NUXT__=function(a){{return {{b:{json.dumps(AS_HTML)}}}}}(1)</script>",
}


def blocks(markup):
    return read(Source.from_str(f"<html><body>{markup}<p>© Post</p></body></html>"), Options(input="html")).blocks


@pytest.mark.parametrize("holder", HOLDERS)
def test_the_article_is_found_where_the_page_shows_none(holder):
    found = blocks(f"<h1>Ferry</h1>{HOLDERS[holder]}")
    assert [block.text for block in found] == ["Ferry", *PARAGRAPHS, "© Post"]
    assert f"article.articleBody.from-{holder.split()[0]} > p" in found[1].container.path()


@pytest.mark.parametrize("holder", HOLDERS)
def test_a_page_that_shows_its_article_is_read_as_it_is(holder):
    shown = "".join(f"<p>{text.upper()}</p>" for text in PARAGRAPHS)
    assert len(blocks(f"<h1>Ferry</h1>{shown}{HOLDERS[holder]}")) == len(PARAGRAPHS) + 2


def test_a_notice_in_noscript_and_a_template_are_no_article():
    notice = "Please enable JavaScript to read the comments. Some parts of this page will not work without it."
    assert len(blocks(f"<h1>Ferry</h1><noscript><p>{notice}</p></noscript><template>{AS_HTML}</template>")) == 2


def test_a_shadow_tree_in_markup_is_read_where_it_is():
    found = blocks(f'<h1>Ferry</h1><x-body><template shadowrootmode="open">{AS_HTML}</template></x-body>')
    assert [block.text for block in found] == ["Ferry", *PARAGRAPHS, "© Post"]


UNCLOSED = ["<style>", "<script ", "<p ", '"a\\"', '{"a":"']


@pytest.mark.parametrize("piece", UNCLOSED)
@pytest.mark.parametrize("holder", ["noscript", 'script type="text/template"', 'script type="application/json"'])
def test_pieces_without_an_end_are_looked_at_once(holder, piece):
    many = piece * (200_000 // len(piece))
    with cpu_limit(3.0):
        found = blocks(f"<h1>Ferry</h1><{holder}>{many}</{holder.split()[0]}>")
    assert found[0].text == "Ferry"
