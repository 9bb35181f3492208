"""The HTML model: its selection, its confidence, and the fallback extractors."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from newsclean import Options, Source, clean
from newsclean.blocks import Category, Policy
from newsclean.classify.feature_set import best_prefix
from newsclean.classify.html import fallback as opinion
from newsclean.classify.html.fallback import MAX_BLOCKS
from newsclean.classify.html.feature_set import HTML
from newsclean.classify.model import Model, model_file, shipped_model
from newsclean.errors import UsageError
from tests.support.golden import PAGES
from tests.support.invented_gold import SENTENCES, page

FRONT = (PAGES / "section-front.html").read_bytes()
CONSENT = b"""<!doctype html><html><head><title>Harbour Post</title></head><body><div class="consent-modal">
<h1>We value your privacy</h1><p>We and our 812 partners store and access information on your device to show ads.</p>
<button>Accept all</button><button>Reject all</button></div></body></html>"""
ERROR = b"""<!doctype html><html><head><title>Page not found</title></head><body><h1>404</h1>
<p>Sorry, the page you were looking for is not here.</p><a href="/">Home</a></body></html>"""


def test_shipped_model_is_small_and_ours():
    assert model_file("html").stat().st_size < 100_000
    assert shipped_model(HTML).version.startswith("html-")
    assert clean((PAGES / "harbour-post.html").read_bytes()).model == shipped_model(HTML).version


def test_a_model_of_other_features_is_refused():
    data = model_file("html").read_bytes()
    for other in (replace(HTML, names="size"), replace(HTML, input="text")):
        with pytest.raises(UsageError, match=r"trained on other features.*newsclean train --input"):
            Model.of_bytes(data, other)


def test_an_article_is_told_with_confidence_and_what_is_none_without():
    markup, body = page(3)
    article = clean(markup)
    assert article.body == body
    assert article.confidence is not None
    for other in (FRONT, CONSENT, ERROR):
        found = clean(other)
        assert found.confidence is not None
        assert found.confidence < min(0.5, article.confidence)


def test_best_prefix_maximises_expected_f1():
    assert best_prefix(np.array([0.9, 0.1, 0.8]), np.array([500.0, 400.0, 300.0])).tolist() == [True, False, True]
    assert best_prefix(np.array([0.2, 0.1]), np.array([50.0, 60.0])).any()
    assert not best_prefix(np.array([0.01, 0.02]), np.array([50.0, 60.0])).any()


@pytest.mark.parametrize(("mode", "asked"), [("never", 0), ("auto", 0), ("always", 1)])
def test_trafilatura_is_asked_as_the_options_say(mode, asked, monkeypatch: pytest.MonkeyPatch):
    calls = []
    monkeypatch.setattr(opinion, "trafilatura_text", lambda markup, **_: calls.append(markup) or "")
    monkeypatch.setattr(Model, "confidence", lambda *_: 0.97)
    clean(page(1)[0], options=Options(second_opinion=mode))
    assert len(calls) == asked


@pytest.mark.parametrize(("blocks", "asked"), [(MAX_BLOCKS, 1), (MAX_BLOCKS + 1, 0)])
def test_on_large_pages_nobody_is_asked(blocks, asked, monkeypatch: pytest.MonkeyPatch):
    calls = []
    monkeypatch.setattr(opinion, "trafilatura_text", lambda markup, **_: calls.append(markup) or "")
    monkeypatch.setattr(Model, "confidence", lambda *_: 0.2)
    clean("<html><body>" + "".join(f"<p>Line {n}</p>" for n in range(blocks)), options=Options(input="html"))
    assert len(calls) == asked


def test_where_we_are_unsure_trafilatura_may_be_believed(monkeypatch: pytest.MonkeyPatch):
    markup, body = page(1)
    first, rest = body.split("\n\n", 1)
    monkeypatch.setattr(opinion, "trafilatura_text", lambda _, **__: rest)
    monkeypatch.setattr(Model, "confidence", lambda *arguments: 0.1 if arguments[-1][7] else 0.3)
    article = clean(markup)
    assert article.body == rest
    reasons = {entry.text: entry.reason for entry in article.ledger}
    assert reasons[first].startswith("trafilatura:")
    assert article.confidence == 0.3


def test_a_fragment_of_our_article_is_no_opinion(monkeypatch: pytest.MonkeyPatch):
    paragraphs = [f"{SENTENCES[n % 4]} It was day {n}." for n in range(16)]
    article = "".join(f"<p>{text}</p>" for text in paragraphs)
    markup = f"<!doctype html><html><body><article><h1>Sixteen days</h1>{article}</article></body></html>"
    for taken, believed in ((3, False), (8, True)):
        opinion_text = "\n".join(paragraphs[:taken])
        monkeypatch.setattr(opinion, "trafilatura_text", lambda _, text=opinion_text, **__: text)
        monkeypatch.setattr(Model, "confidence", lambda *arguments: 0.4 if arguments[-1].sum() < 10 else 0.1)
        assert (clean(markup).body == "\n\n".join(paragraphs[:taken])) is believed


def test_the_standfirst_is_a_question_of_its_own():
    lead = "<h2 class='standfirst'>After a winter without boats the pier is full</h2>"
    markup = page(2)[0].replace("</h1>", f"</h1>{lead}")
    article = clean(markup)
    assert "After a winter" not in article.body
    assert article.standfirst == "After a winter without boats the pier is full"
    kept = clean(markup, options=Options(policy={Category.STANDFIRST: Policy.KEEP}))
    assert kept.body.startswith("After a winter without boats the pier is full")


def test_a_row_of_signs_is_no_paragraph():
    markup, body = page(5)
    article = clean(markup.replace("</p><p>", "</p><p>____</p><p>", 1))
    assert article.body == body
    assert "markup:ornament" in {entry.reason for entry in article.ledger}


def test_source_is_read_as_the_options_say():
    assert clean(Source("x", page(1)[0].encode()), options=Options(second_opinion="never")).body
