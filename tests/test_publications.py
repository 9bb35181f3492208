"""Every built-in publication file keeps its own promises."""

from pathlib import Path

import pytest

import newsclean
from newsclean.rules import Publication, load_library
from newsclean.rules.form import check_expressions
from newsclean.rules.schema import Example
from newsclean.rules.toml import read_toml
from newsclean.upkeep.checks import missed_rules, try_example
from tests.golden import FIXTURES

FILES = sorted((Path(newsclean.__file__).parent / "publications").rglob("*.toml"))
PUBLICATIONS = load_library().publications
EXAMPLES = [(publication, example) for publication in PUBLICATIONS for example in publication.examples]


def kind_of(example: Example) -> str:
    is_html = example.html is not None or (example.page or "").endswith(".html")
    return "html" if is_html else "text"


@pytest.mark.parametrize(
    ("publication", "example"),
    EXAMPLES,
    ids=[f"{publication.id}-{example.page or kind_of(example)}" for publication, example in EXAMPLES],
)
def test_example_holds(publication: Publication, example: Example) -> None:
    assert not try_example(publication, example, [FIXTURES]).problems


@pytest.mark.parametrize("publication", PUBLICATIONS, ids=lambda publication: publication.id)
def test_every_rule_hits_an_example(publication: Publication) -> None:
    assert not missed_rules(publication, [try_example(publication, one, [FIXTURES]) for one in publication.examples])


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_selector_and_pattern_compiles(file: Path) -> None:
    check_expressions(read_toml(file.read_text(encoding="utf-8"), file.name))


def test_examples_cover_html_and_text() -> None:
    for publication in PUBLICATIONS:
        assert {kind_of(example) for example in publication.examples} == {"html", "text"}, publication.id
