"""TEI: documents that the document type of trafilatura's corpora takes."""

from __future__ import annotations

import pytest
from lxml import etree

from newsclean import Article, Options, Source, clean
from newsclean.render.tei import NAMESPACE, to_tei
from tests.structure.test_html import SENTENCE, page_of
from tests.support.golden import PAGES
from tests.support.tei import tei_dtd

CONTENT = f"""<h3>Fares</h3><ol start=3><li>{SENTENCE}<ul><li>{SENTENCE} <b>Now</b></li></ul></li></ol>
<table><caption>Fares</caption><tr><th>Who pays</th><th>How much</th></tr><tr><td colspan=2>{SENTENCE}</td></tr></table>
<p>{SENTENCE} <a href="/a?b=1&amp;c=2">Boats</a> <del>old</del> <ins>new</ins> H<sub>2</sub>O<br>Next <q>word</q></p>
<blockquote><p>The mayor told the meeting on Tuesday that nothing of this was new to her.</p></blockquote>
<pre>a = 1\n  b &lt; 2</pre><figure><img src=/a.jpg alt=Boat></figure>
<dl><dt>Term</dt><dd>{SENTENCE}</dd></dl>"""


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
