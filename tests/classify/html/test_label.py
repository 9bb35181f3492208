"""The labels of an HTML page."""

import numpy as np
import pytest

from newsclean import Options, Source, clean
from newsclean.blocks import Category, Label
from newsclean.classify.html.label import _amid
from newsclean.classify.model import Selection
from newsclean.readers import read
from tests.support.golden import PAGES
from tests.support.invented_gold import page

FRONT = (PAGES / "section-front.html").read_bytes()
CONSENT = b"""<!doctype html><html><head><title>Harbour Post</title></head><body><div class="consent-modal">
<h1>We value your privacy</h1><p>We and our 812 partners store and access information on your device to show ads.</p>
<button>Accept all</button><button>Reject all</button></div></body></html>"""
ERROR = b"""<!doctype html><html><head><title>Page not found</title></head><body><h1>404</h1>
<p>Sorry, the page you were looking for is not here.</p><a href="/">Home</a></body></html>"""


def test_an_article_has_a_higher_confidence_than_pages_without_one() -> None:
    markup, body = page(3)
    article = clean(markup)
    assert article.body == body
    assert article.confidence is not None
    for other in (FRONT, CONSENT, ERROR):
        found = clean(other)
        assert found.confidence is not None
        assert found.confidence < min(0.5, article.confidence)


def test_an_ornament_is_dropped() -> None:
    markup, body = page(5)
    article = clean(markup.replace("</p><p>", "</p><p>____</p><p>", 1))
    assert article.body == body
    assert "markup:ornament" in {entry.reason for entry in article.ledger}


def test_a_description_in_markup_of_its_own_below_the_headline_is_the_standfirst() -> None:
    lead = "The harbour of Lunden froze on Monday, and the last ferry lies in the ice."
    text = [f"Winter came early this year, said fisherman number {n}, who has seen forty of them." for n in range(6)]
    prose = "".join(f"<p>{paragraph}</p>" for paragraph in text)
    head = f'<head><title>Ice in Lunden</title><meta name="description" content="{lead}"></head>'
    shown = f"<article><h1>Ice in Lunden</h1><p class=x1>{lead}</p>{prose}</article>"
    article = clean(f"<!doctype html><html>{head}<body>{shown}</body></html>")
    assert (article.standfirst, article.body) == (lead, "\n\n".join(text))
    alone = f"<article><h1>Ice in Lunden</h1><p class=x1>{lead}</p></article>"
    assert lead in clean(f"<!doctype html><html>{head}<body>{alone}</body></html>").body


def test_a_linked_headline_in_capitals_between_paragraphs_is_a_teaser() -> None:
    markup, body = page(5)
    for tag, teases in (("p", True), ("h2", False)):
        line = f"<{tag}><a href=/n>MAYOR OF LUNDEN FINDS A WALRUS IN THE FERRY</a></{tag}>"
        article = clean(markup.replace("</p><p>", f"</p>{line}<p>", 1))
        assert (article.body == body) is teases
        assert ("markup:teaser" in {entry.reason for entry in article.ledger}) is teases


@pytest.mark.parametrize("prose", [0.5, 0.95])
def test_a_block_amid_the_article_stays_if_both_classifiers_together_say_so(prose: float) -> None:
    """Neither a copy of an article's paragraph nor a block below the article does."""
    texts = ["First they sailed.", "Then it snowed.", "Then they rowed.", "First they sailed.", "At last they slept."]
    markup = "".join(f"<p>{text}</p>" for text in [*texts, "Share this page.", "Read more.", "Like it.", "About us."])
    page = read(Source.from_str(f"<html><body>{markup}</body></html>"), Options(input="html"))
    number = len(page.blocks)
    chosen = np.isin(np.arange(number), [0, 2, 4])
    page = page.with_labels({index: Label(Category.OTHER, "model:0.40") for index in range(number)})
    selection = Selection(chosen, np.full(number, 0.4, np.float32))
    found = dict(_amid(page, np.full(number, True), selection, np.full(number, prose, np.float32)))
    assert found == ({1: Label(Category.BODY, "model:0.40")} if prose > 0.9 else {})
