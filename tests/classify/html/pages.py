"""A small HTML page for the tests of `newsclean/classify/html`."""

from __future__ import annotations

from newsclean import Options, Source
from newsclean.blocks import Page
from newsclean.classify.html.features import HtmlTable, html_features
from newsclean.lexicon.phrases import lexicon
from newsclean.readers import read

PARAGRAPH = "The ferry will sail again on Monday, the harbour office said after the last storm of the winter."
PAGE = f"""<!doctype html><html><head><title>Ferry returns</title></head><body>
<nav class="main-nav"><a href="/">Home</a> <a href="/news">News</a></nav>
<article><h1>Ferry returns</h1><div class="article__body"><p>{PARAGRAPH}</p><p>{PARAGRAPH} And so it did.</p></div>
<aside class="relatedTeasers"><a href="/x">Ice on the harbour</a></aside></article>
<div id="comments"><p>{PARAGRAPH}</p></div></body></html>"""


def page_of(markup: str) -> Page:
    """Return the page that the HTML reader makes of markup."""
    return read(Source("page", markup.encode()), Options(input="html"))


def table_of(markup: str) -> tuple[Page, HtmlTable]:
    """Return the page and its feature table."""
    page = page_of(markup)
    return page, html_features(page.blocks, page.metadata, lexicon())
