"""Applying rules: which label wins, and the limits of what rules may do to a page."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from newsclean import Options, RemovalError, Source
from newsclean.authoring.check import run_example
from newsclean.blocks import Category, Policy
from newsclean.budget import Budget
from newsclean.classify import classify
from newsclean.classify.html.feature_set import HTML as HTML_SET
from newsclean.classify.model import Selection, shipped_model
from newsclean.readers import read
from newsclean.rules.apply import apply_rules, generation_for
from newsclean.rules.files.publication import parse_publication
from newsclean.rules.types import Example
from tests.support.assembly import assembled
from tests.support.golden import FIXTURES
from tests.support.publications import HEAD, reasons, run_newsclean

PACKED = 'id = "post"\nname = "Post"\ndomains = "post.example"\nsignatures = "The Post"\n'


def test_the_main_container_decides_html_and_a_selected_headline_wins_over_metadata() -> None:
    text = f'{HEAD}[html]\nmain = [".nowhere", "main"]\nheadline = "h1"\n'
    page = (
        '<html><head><meta property="og:title" content="Wrong"></head><body><p>Out</p>'
        "<h1>Right</h1><main><p>In</p></main></body></html>"
    )
    publication = parse_publication(text, "harbour-post.toml")
    ruled = apply_rules(read(Source.from_str(page), Options()), publication)
    article = assembled(ruled)
    assert article.body == "In"
    assert article.headline == "Right"
    assert article.sources["headline"] == "rule:harbour-post"


def test_a_missing_main_container_is_a_warning_and_decides_nothing() -> None:
    page = read(Source.from_str("<html><body><p>In</p></body></html>"), Options())
    ruled = apply_rules(page, parse_publication(f'{HEAD}[html]\nmain = ["main"]\n', "harbour-post.toml"))
    assert ruled.warnings == ("harbour-post:main-missed",)
    assert ruled.labels == (None,)


def test_keep_wins_over_drop_and_over_the_main_container() -> None:
    text = (
        f'{HEAD}[html]\nmain = "main"\n[[keep]]\nid = "lead"\ncss = "p.lead"\n'
        '[[drop]]\nid = "all"\ncategory = "related"\ncss = "p"\n'
    )
    page = "<html><body><p class=lead>Lead</p><main><p>In</p><p class=lead>More</p></main></body></html>"
    assert reasons(text, page) == ["harbour-post:lead", "harbour-post:all", "harbour-post:lead"]


def test_inside_classify_leaves_the_main_container_to_the_classifier() -> None:
    text = f'{HEAD}[html]\nmain = "main"\ninside = "classify"\n'
    assert reasons(text, "<html><body><p>Out</p><main><p>In</p></main></body></html>") == ["harbour-post:main", None]


def test_paragraphs_stay_against_the_model_but_not_against_set_phrases(monkeypatch: pytest.MonkeyPatch) -> None:
    text = f'{HEAD}[html]\nmain = "main"\nparagraphs = "main > p"\n'
    page = (
        "<html><body><p>Out</p><main><p>The ferry sailed at noon, three hours late and half empty.</p>"
        "<p>Read more</p><div>The crew did not say why they had waited for the tide.</div></main></body></html>"
    )
    publication = parse_publication(text, "harbour-post.toml")
    applied = apply_rules(read(Source.from_str(page), Options()), publication)
    assert applied.expected_body == {1, 2}
    found = Selection(np.zeros(4, dtype=bool), np.array([0.0, 0.06, 0.06, 0.06], dtype=np.float32))
    monkeypatch.setattr(type(shipped_model(HTML_SET)), "select", lambda *_: found)
    kept = assembled(classify(applied, Options().policies_for(applied)))
    assert kept.body == "The ferry sailed at noon, three hours late and half empty."
    found.probabilities[1] = 0.04
    assert assembled(classify(applied, Options().policies_for(applied))).is_empty


def test_the_callers_policy_wins_over_the_publications() -> None:
    publication = parse_publication(
        f'{HEAD}[html]\nmain = "body"\n[policy]\nquote = "drop"\ncaption = "keep"\n', "harbour-post.toml"
    )
    page = "<html><body><blockquote>Said</blockquote><figcaption>Seen</figcaption><p>Told</p></body></html>"
    ruled = run_example(publication, Example(html=page), [FIXTURES]).page
    assert "Seen" in assembled(ruled).body
    assert "Said" not in assembled(ruled).body
    assert "Seen" not in assembled(ruled, Options(policy={Category.CAPTION: Policy.DROP})).body


GENERATIONS = """
[html]
main = "div.new"
[[drop]]
id = "box"
category = "related"
css = ".box"
[[generation]]
id = "old"
until = 2020-01-01
[generation.html]
main = "div.old"
[[generation.drop]]
id = "box"
css = ".kasten"
[[generation]]
id = "amp"
probe = "html[amp]"
[generation.html]
main = "div.amp"
"""


@pytest.mark.parametrize(
    ("head", "wanted"),
    [
        ('<html><head><meta name="date" content="2019-05-05">', ("div.old",)),
        ('<html><head><meta name="date" content="2020-01-01">', ("div.new",)),
        ("<html>", ("div.new",)),
        ("<html amp>", ("div.amp",)),
    ],
)
def test_a_page_gets_the_rules_of_its_generation(head: str, wanted: tuple[str, ...]) -> None:
    publication = parse_publication(HEAD + GENERATIONS, "harbour-post.toml")
    page = read(Source.from_str(f"{head}<body><p>Story</p>"), Options())
    chosen = generation_for(page, publication, Budget())
    assert chosen.main == wanted
    assert chosen.rules[0].css == ((".kasten",) if wanted == ("div.old",) else (".box",))
    assert chosen.rules[0].category == "related"


PAGE = "<html><body><main><p>{}</p></main><p>Other things</p></body></html>".format(
    "</p><p>".join(["A line of the story, and so on"] * 20)
)


GREEDY = PACKED + '[html]\nmain = "main"\n[[drop]]\nid = "all"\ncategory = "related"\nstarts = "A"\n'


def test_rules_that_remove_the_article_do_not_apply() -> None:
    page = read(Source.from_str(PAGE), Options())
    ruled = apply_rules(page, parse_publication(GREEDY, "post.toml"))
    assert ruled.warnings == ("post:removed-too-much",)
    assert {label.reason for label in ruled.labels if label} == {"post:main"}
    assert ruled.rule_hits == {"post:main": 20, "post:all": 20}
    with pytest.raises(RemovalError, match="post:removed-too-much: its rules take more than 90% of the article"):
        apply_rules(page, parse_publication(GREEDY, "post.toml"), Options(removal="fail"))
    assert apply_rules(page, parse_publication(GREEDY, "post.toml"), Options(max_removed=1.0)).warnings == ()


def test_the_removal_limit_is_an_option(tmp_path: Path, environment: dict[str, str]) -> None:
    (tmp_path / "post.toml").write_text(GREEDY)
    rules = ("--rules", str(tmp_path / "post.toml"), "--url", "https://post.example")
    assert "A line" in run_newsclean(tmp_path, environment, "clean", *rules, stdin=PAGE).stdout
    failed = run_newsclean(tmp_path, environment, "clean", *rules, "--removal", "fail", stdin=PAGE)
    assert (failed.returncode, failed.stdout) == (1, "")
    assert "removed-too-much" in failed.stderr
    assert run_newsclean(tmp_path, environment, "clean", *rules, "--max-removed", "100%", stdin=PAGE).returncode == 3
    assert run_newsclean(tmp_path, environment, "clean", *rules, "--max-removed", "many", stdin=PAGE).returncode == 2


def test_a_selector_beyond_the_budget_is_a_warning() -> None:
    text = 'id = "post"\nname = "Post"\n[[drop]]\nid = "x"\ncategory = "share"\nxpath = "//div/following::p"\n'
    page = read(Source.from_str("<html><body>" + "<div><p>x</p></div>" * 4_000), Options())
    ruled = apply_rules(page, parse_publication(text, "post.toml"))
    assert ruled.warnings == ("budget:rules",)
    assert set(ruled.labels) == {None}
