"""Every built-in publication file keeps its own promises."""

from pathlib import Path

import pytest

import newsclean
from newsclean import Article, Source, clean
from newsclean.rules import Publication, built_in
from newsclean.rules.schema import Example, check_selectors
from tests.golden import FIXTURES

FILES = sorted((Path(newsclean.__file__).parent / "publications").glob("*.toml"))
PUBLICATIONS = built_in().publications
EXAMPLES = [(publication, example) for publication in PUBLICATIONS for example in publication.examples]


def clean_example(example: Example) -> Article:
    if example.page is not None:
        return clean(Source.from_path(FIXTURES / example.page))
    return clean(example.text or "")


@pytest.mark.parametrize(
    ("publication", "example"),
    EXAMPLES,
    ids=[f"{publication.id}-{example.page or 'text'}" for publication, example in EXAMPLES],
)
def test_example_keeps_and_drops(publication: Publication, example: Example) -> None:
    article = clean_example(example)
    assert article.publication is not None
    assert article.publication.id == publication.id
    for line in example.keeps:
        assert line in article.body
    for line in example.drops:
        assert line not in article.body
        assert any(line in entry.text for entry in article.ledger), f"{line!r} is not on the page"


@pytest.mark.parametrize("publication", PUBLICATIONS, ids=lambda publication: publication.id)
def test_every_rule_hits_an_example(publication: Publication) -> None:
    hits = {entry.reason for example in publication.examples for entry in clean_example(example).ledger}
    missed = {rule.id for rule in publication.rules if f"{publication.id}:{rule.id}" not in hits}
    assert not missed


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_selector_compiles(file: Path) -> None:
    check_selectors(built_in().get(file.stem), file.read_text(encoding="utf-8"), file.name)


def test_examples_cover_html_and_text() -> None:
    for publication in PUBLICATIONS:
        kinds = {bool(example.page and example.page.endswith(".html")) for example in publication.examples}
        assert kinds == {True, False}, publication.id
