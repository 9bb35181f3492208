"""Fallback texts: when trafilatura and JSON-LD are used, and which selection wins."""

from __future__ import annotations

import pytest

from newsclean import Options, clean
from newsclean.classify.html import fallback
from newsclean.classify.html.fallback import MAX_BLOCKS
from newsclean.classify.model import Model
from newsclean.options import SecondOpinion
from newsclean.pipeline import label
from tests.support.invented_gold import SENTENCES, page


@pytest.fixture
def extracted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the markup of each page given to trafilatura, which finds nothing."""
    calls: list[str] = []
    monkeypatch.setattr(fallback, "trafilatura_text", lambda markup, **_: calls.append(markup) or "")
    return calls


@pytest.mark.parametrize(("mode", "calls"), [("never", 0), ("auto", 0), ("always", 1)])
def test_the_option_decides_on_a_sure_page(
    mode: SecondOpinion, calls: int, extracted: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Model, "confidence", lambda *_: 0.97)
    clean(page(1)[0], options=Options(second_opinion=mode))
    assert len(extracted) == calls


@pytest.mark.parametrize(("blocks", "calls"), [(MAX_BLOCKS, 1), (MAX_BLOCKS + 1, 0)])
def test_large_pages_have_no_fallback(
    blocks: int, calls: int, extracted: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Model, "confidence", lambda *_: 0.2)
    clean("<html><body>" + "".join(f"<p>Line {n}</p>" for n in range(blocks)), options=Options(input="html"))
    assert len(extracted) == calls


def test_trafilatura_gets_the_page_without_scripts(extracted: list[str]) -> None:
    markup = page(1)[0].replace("<body>", "<body><script>let harbour = 1</script>")
    clean(markup, options=Options(second_opinion="always"))
    assert extracted == [page(1)[0].replace("</body></html>", "")]


@pytest.mark.parametrize("owner", ["trafilatura", "json-ld"])
def test_the_selection_with_the_highest_confidence_wins(owner: str, monkeypatch: pytest.MonkeyPatch) -> None:
    markup, body = page(1)
    first, rest = body.split("\n\n", 1)
    if owner == "json-ld":
        stated = rest.replace("\n", "\\n")
        json_ld = f'<script type="application/ld+json">{{"@type": "NewsArticle", "articleBody": "{stated}"}}</script>'
        markup = markup.replace("</head>", f"{json_ld}</head>")
    monkeypatch.setattr(fallback, "trafilatura_text", lambda _, **__: rest if owner == "trafilatura" else "")
    monkeypatch.setattr(Model, "confidence", lambda *arguments: 0.1 if arguments[-1][7] else 0.3)
    article = clean(markup)
    assert article.body == rest
    assert first in [entry.text for entry in article.ledger]
    decided = label(markup)
    reasons = {block.text: own.reason for block, own in zip(decided.blocks, decided.labels, strict=True) if own}
    assert reasons[rest.split("\n\n")[0]].startswith(f"{owner}:")
    assert article.confidence == 0.3


def test_a_fragment_of_the_models_article_never_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    paragraphs = [f"{SENTENCES[n % 4]} It was day {n}." for n in range(16)]
    article = "".join(f"<p>{text}</p>" for text in paragraphs)
    markup = f"<!doctype html><html><body><article><h1>Sixteen days</h1>{article}</article></body></html>"
    for size, wins in ((3, False), (8, True)):
        text = "\n".join(paragraphs[:size])
        monkeypatch.setattr(fallback, "trafilatura_text", lambda _, text=text, **__: text)
        monkeypatch.setattr(Model, "confidence", lambda *arguments: 0.4 if arguments[-1].sum() < 10 else 0.1)
        assert (clean(markup).body == "\n\n".join(paragraphs[:size])) is wins
