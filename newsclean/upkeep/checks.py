"""Whether publications keep their promises: their tests, and whether every rule hits something in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from newsclean.article import Article, assemble
from newsclean.blocks import Page, PublicationMatch
from newsclean.classify import classify
from newsclean.options import Options
from newsclean.readers import read
from newsclean.rules.identify import identify
from newsclean.rules.matcher import apply_rules
from newsclean.rules.schema import Example, Publication
from newsclean.sources import Source

MAX_SHOWN_CHARS = 80


@dataclass(frozen=True, slots=True)
class Tried:
    """What became of one test: the labelled page, its article, and what is wrong, a line each."""

    page: Page
    article: Article
    problems: tuple[str, ...]

    @property
    def reasons(self) -> set[str]:
        """The rules that decided something on the page."""
        labels = [label for label in self.page.labels if label] + [span.label for span in self.page.spans]
        return {label.reason for label in labels}


def try_example(publication: Publication, example: Example, pages: Path) -> Tried:
    """Clean the page of a test, and hold the article against what the test says; `pages` is the folder of its page.

    A `page`, and a test with `matched_by` or `url`, has to be recognised; for the others the publication is given.
    Raises `PageError` for a page that cannot be read.
    """
    source = _source(example, pages)
    options = Options(input="html" if example.html else "text" if example.text else "auto")
    page = read(source, options)
    if example.page or example.url or example.matched_by:
        page, _ = identify(page, options)
        match = page.publication
    else:
        match = PublicationMatch(publication.id, publication.name, "options")
    page = classify(apply_rules(replace(page, publication=match), publication), options)
    article = assemble(page, options)
    return Tried(page, article, tuple(_problems(publication, example, article)))


def missed_rules(publication: Publication, tried: list[Tried]) -> list[str]:
    """Return the ids of the rules that decided nothing in any of the publication's tests."""
    hits = {reason for one in tried for reason in one.reasons}
    versions = [publication, *(generation.publication for generation in publication.generations)]
    rules = {rule.id for version in versions for rule in version.rules}
    return sorted(rule for rule in rules if f"{publication.id}:{rule}" not in hits)


def _source(example: Example, pages: Path) -> Source:
    if example.page is not None:
        return replace(Source.from_path(pages / example.page), url=example.url)
    return Source.from_str(example.html or example.text or "", url=example.url)


def _problems(publication: Publication, example: Example, article: Article) -> Iterator[str]:
    match = article.publication
    if match is None or match.id != publication.id:
        yield f"the page is not recognised as {publication.id}'s, but as {match.name if match else 'nobody'}'s"
    elif example.matched_by not in (None, match.matched_by):
        yield f"matched by {match.matched_by}, not by {example.matched_by}"
    for line in example.keeps:
        if line not in article.body:
            found = next((entry for entry in article.ledger if line in entry.text), None)
            yield f"keeps {_short(line)}: " + (f"dropped by {found.reason}" if found else "not on the page")
    for line in example.drops:
        if line in article.body:
            yield f"drops {_short(line)}: still in the body"
        elif not any(line in entry.text for entry in article.ledger):
            yield f"drops {_short(line)}: not on the page"
    for name, wanted in example.fields.items():
        value = _plain(getattr(article, name, None) if hasattr(article, name) else article.fields.get(name))
        if value != wanted:
            yield f"fields.{name} is {value!r}, not {wanted!r}"


def _plain(value: Any) -> Any:
    """Return a field's value as TOML has it: an image is its address, nothing is an empty string."""
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, dict):
        return value.get("url")
    return "" if value is None else value


def _short(line: str) -> str:
    return repr(line if len(line) <= MAX_SHOWN_CHARS else line[: MAX_SHOWN_CHARS - 1] + "…")
