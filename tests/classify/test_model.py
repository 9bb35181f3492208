"""The learned model: its trees, its decision, its training, its confidence."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from newsclean import Options, Source, clean
from newsclean.blocks import Category, Policy
from newsclean.classify.feature_set import best_prefix
from newsclean.classify.html import fallback as opinion
from newsclean.classify.html.fallback import MAX_BLOCKS
from newsclean.classify.html.feature_set import HTML
from newsclean.classify.model import Model, model_file, shipped_model
from newsclean.cli.verbs.train import read_examples
from newsclean.errors import UsageError
from newsclean.training.evaluate import evaluate, score_page
from newsclean.training.examples import TrainOptions, snippet_labels
from newsclean.training.gold import GoldPage, coverage, page_f1, read_gold, site_of
from newsclean.training.lightgbm_export import ensemble_from
from newsclean.training.train import boost, calibrated, cross_validated, train
from tests.conftest import Run
from tests.support.golden import PAGES

SENTENCES = [
    "The ferry will sail again on Monday, the harbour office said after the last storm of the winter.",
    "Half the village stood on the pier when the captain, who has made the crossing for thirty years, cast off.",
    "Nobody had slept much, and the bakers of both valleys had been at work since two in the morning.",
    "The next boat leaves on Thursday and is expected to be as full as the first one was.",
]
FRONT = (PAGES / "section-front.html").read_bytes()
CONSENT = b"""<!doctype html><html><head><title>Harbour Post</title></head><body><div class="consent-modal">
<h1>We value your privacy</h1><p>We and our 812 partners store and access information on your device to show ads.</p>
<button>Accept all</button><button>Reject all</button></div></body></html>"""
ERROR = b"""<!doctype html><html><head><title>Page not found</title></head><body><h1>404</h1>
<p>Sorry, the page you were looking for is not here.</p><a href="/">Home</a></body></html>"""


def page(number: int) -> tuple[str, str]:
    """Return an invented page and its body."""
    body = [f"{SENTENCES[(number + i) % 4]} It was day {number + i}." for i in range(3 + number % 3)]
    paragraphs = "".join(f"<p>{text}</p>" for text in body)
    links = "".join(f"<li><a href='/{i}'>Story {i} of site {number}</a></li>" for i in range(6))
    markup = (
        f"<!doctype html><html><head><title>Story {number}</title></head><body><ul class='menu'>{links}</ul>"
        f"<article><h1>Story {number}</h1><div class='text-{number % 5}'>{paragraphs}</div></article>"
        f"<div class='comments'><p>I was there too, says reader {number}, and it rained.</p></div></body></html>"
    )
    return markup, "\n\n".join(body)


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    folder = tmp_path / "gold"
    folder.mkdir()
    rows = []
    for number in range(24):
        markup, body = page(number)
        (folder / f"p{number}.html").write_text(markup, encoding="utf-8")
        url = f"https://www.site{number}.example/a"
        rows.append(json.dumps({"id": f"p{number}", "url": url, "body": body, "without": ["says reader"]}))
    (folder / "gold.jsonl").write_text("\n".join(rows), encoding="utf-8")
    return folder


TINY = TrainOptions(folds=3, threads=1, block_trees=40, context_trees=40, page_trees=10)


def test_trees_say_what_the_trainer_says():
    numbers = np.random.default_rng(1)
    rows = numbers.normal(size=(400, 12)).astype(np.float32)
    labels = (rows[:, 0] * rows[:, 1] + rows[:, 2] > 0).astype(float)
    booster = boost(rows, labels, np.ones(len(rows)), trees=30, leaves=31, options=TINY)
    ensemble = ensemble_from(booster, cascade_size=30, early_exit_threshold=0.0)
    assert np.abs(ensemble.probabilities(rows) - booster.predict(rows)).max() < 1e-3
    given_up = ensemble_from(booster, cascade_size=10, early_exit_threshold=-1.0).probabilities(rows)
    assert (given_up[booster.predict(rows) > 0.5] > 0.3).all()


def test_training_gives_the_same_bytes_and_reads_its_own_pages(gold: Path):
    examples = read_examples(read_gold(gold), TINY)
    trained = train(examples, TINY)
    data = trained.model.to_bytes()
    assert train(examples, TINY).model.to_bytes() == data
    again = Model.of_bytes(data, HTML)
    assert again.version == trained.model.version != ""
    table = examples[0].table
    assert np.array_equal(again.probabilities(table), trained.model.probabilities(table))
    (report,) = cross_validated(trained)
    assert report.measures()["f1"] > 0.9


def test_a_page_without_its_article_teaches_what_it_looks_like_as_a_whole_and_of_its_blocks_nothing(gold: Path):
    examples = read_examples(read_gold(gold), TINY)
    whole = [example for example in examples if not example.absent]
    absent = [example for example in examples if example.absent]
    assert len(whole) == len(absent) == 24
    assert not any(text in example.gold.body for example in absent for text in example.texts)
    taught, untaught = train(examples, TINY), train(whole, TINY)
    for stage in ("block", "context"):
        ours, theirs = (getattr(trained.model, stage).arrays("x") for trained in (taught, untaught))
        assert all(np.array_equal(ours[name], theirs[name]) for name in ours)
    assert taught.examples == tuple(whole)
    assert len(taught.decisions) == 24

    def surest(model: Model) -> float:
        tables = (example.table for example in absent)
        chosen = ((table, model.probabilities(table)) for table in tables)
        rows = [model.features.page(table, p, model.features.choose(table, p, None)) for table, p in chosen]
        return float(np.interp(model.page.scores(np.concatenate(rows)), *model.calibration).max())

    assert surest(taught.model) < 0.5 < surest(untaught.model)


def test_too_little_gold_is_refused(gold: Path):
    examples = read_examples(read_gold(gold), TINY)
    with pytest.raises(UsageError, match="training takes 20 of 5"):
        train(examples[:10], TINY)


def test_verbs_train_and_eval(gold: Path, tmp_path: Path, run: Run):
    trained = run("train", gold, "-o", tmp_path / "model.npz")
    assert trained.returncode == 0, trained.stderr
    assert Model.of_bytes((tmp_path / "model.npz").read_bytes(), HTML).version in trained.stderr.decode()
    measured = run("eval", gold, "--against", "trafilatura")
    names, ours, theirs = (line.split("\t") for line in measured.stdout.decode().splitlines())
    assert (ours[1], theirs[1]) == ("newsclean", "trafilatura")
    assert float(ours[names.index("f1")]) > 0.9
    assert run("eval", tmp_path).returncode == 2


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


def test_labels_of_gold():
    texts = ["Menu", SENTENCES[0], "Subhead", SENTENCES[1], SENTENCES[1], "Read more of this on our front page"]
    body = f"{SENTENCES[0]}\n\nSubhead\n\n{SENTENCES[1]}"
    assert [share >= 0.5 for share in coverage(texts, body)] == [False, True, True, True, False, False]


def test_a_table_of_contents_is_no_heading_of_the_article():
    heads = [f"How the {name} came to stand on the pier" for name in ("crane", "office", "lamp")]
    parts = [part for head, sentence in zip(heads, SENTENCES, strict=False) for part in (head, sentence)]
    for contents in (heads, [" ".join(heads)]):
        found = coverage([*contents, *parts, *heads], "\n\n".join(parts))
        assert [share >= 0.5 for share in found] == [False] * len(contents) + [True] * 6 + [False] * 3


def test_scores():
    assert page_f1("a b c d e", "a b c d e") == (1.0, 1.0, 1.0)
    assert page_f1("a b c d e", "")[2] == 0.0
    assert page_f1("港の事務所", "港の事務所")[2] == 1.0
    assert calibrated(np.arange(8.0), np.array([0, 0, 1, 0, 1, 1, 1, 1]), np.ones(8), 4)[1].tolist() == [0.0, 0.5, 1.0]


@pytest.mark.parametrize("url", ["https://www.news.example.co.uk/a", "http://example.co.uk"])
def test_sites_are_registered_domains(url):
    assert site_of(url) == "example.co.uk"


def test_labels_of_snippets():
    texts = ("Home", "The harbour opens at six, says the mayor.", "More news", "More news of the harbour", "Six", "Six")
    gold = GoldPage("set", "1", b"", "", None, "1", ("opens at  SIX", "six", "nowhere"), ("More news", "Home"))
    labels, told = snippet_labels(gold, texts)
    # "six" stands in three blocks, and one of them need not be the article
    assert labels.tolist() == [False, True, False, False, False, False]
    assert told.tolist() == [True, True, True, False, False, False]


def test_an_empty_page_scores_nothing(gold: Path):
    pages = list(read_gold(gold))
    report = evaluate(pages[:2], lambda _: ("", None), "nothing")
    assert report.measures()["f1"] == 0.0
    assert report.measures()["without"] == 1.0
    assert score_page(pages[0], pages[0].body).is_exact


def test_source_is_read_as_the_options_say():
    assert clean(Source("x", page(1)[0].encode()), options=Options(second_opinion="never")).body
