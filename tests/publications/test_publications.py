"""Every built-in publication file passes its own tests, and every rule in it is needed."""

from functools import cache
from pathlib import Path

import pytest

import newsclean
from newsclean.authoring.check import ExampleResult, run_example, unused_rules
from newsclean.rules import Publication, load_library
from newsclean.rules.files.toml import read_toml
from newsclean.rules.files.validate import check_expressions
from newsclean.rules.types import Example
from tests.support.golden import FIXTURES

FILES = sorted((Path(newsclean.__file__).parent / "publications").rglob("*.toml"))
PUBLICATIONS = [*map(load_library().get, load_library().ids)]


@cache
def results_of(publication_id: str) -> list[ExampleResult]:
    publication = load_library().get(publication_id)
    return [run_example(publication, example, [FIXTURES]) for example in publication.examples]


def kind_of(example: Example) -> str:
    is_html = example.html is not None or (example.page or "").endswith(".html")
    return "html" if is_html else "text"


@pytest.mark.parametrize("publication", PUBLICATIONS, ids=lambda publication: publication.id)
def test_examples_hold(publication: Publication) -> None:
    assert [one.problems for one in results_of(publication.id)] == [()] * len(publication.examples)


@pytest.mark.parametrize("publication", PUBLICATIONS, ids=lambda publication: publication.id)
def test_every_rule_hits_an_example(publication: Publication) -> None:
    assert not unused_rules(publication, results_of(publication.id))


@pytest.mark.parametrize("publication", PUBLICATIONS, ids=lambda publication: publication.id)
def test_pages_of_tests_have_the_main_container_and_its_paragraphs(publication: Publication) -> None:
    for one in results_of(publication.id):
        if one.page.input == "html":
            assert not one.page.warnings
            assert bool(one.page.expected_body) is bool(publication.paragraphs)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_selector_and_pattern_compiles(file: Path) -> None:
    check_expressions(read_toml(file.read_text(encoding="utf-8"), file.name))


def test_examples_cover_html_and_text() -> None:
    for publication in PUBLICATIONS:
        assert {kind_of(example) for example in publication.examples} == {"html", "text"}, publication.id
