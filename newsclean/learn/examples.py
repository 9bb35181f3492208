"""Tests from real lines: pages cut down to what proposals speak of, and a few paragraphs around it that must stay."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from newsclean.learn.digest import Digest
from newsclean.rules.schema import Example, Publication
from newsclean.upkeep.checks import try_example

MAX_TESTS = 4
MAX_PARAGRAPHS = 3
"""Of the article's own, so many before what is dropped and after it; none of it is needed to know the rules."""
MAX_SNIPPET_CHARS = 70
"""`keeps` and `drops` name their lines by so much of them."""


@dataclass(frozen=True, slots=True)
class Cut:
    """A page cut down: its lines, which of them rules drop, and which are paragraphs of the article."""

    lines: tuple[str, ...]
    dropped: tuple[str, ...]
    kept: tuple[str, ...]
    hits: frozenset[str]


def examples_for(publication: Publication, pages: Sequence[Digest], wanted: Iterable[str]) -> list[Example]:
    """Return tests in which the rules of the wanted ids find something, few and small, and which hold.

    `pages` are digests of pages that were labelled with the publication's rules.
    """
    missing = set(wanted)
    examples: list[Example] = []
    for page in sorted(pages, key=lambda page: (-len(page.hits & missing), len(page.lines), page.name)):
        new = page.hits & missing
        if not new or len(examples) >= MAX_TESTS:
            continue
        example = _holding(publication, _cut(page, missing))
        if example is not None:
            examples.append(example)
            missing -= new
    return examples


def _cut(page: Digest, missing: set[str]) -> Cut:
    """Keep the lines that rules find, and paragraphs near them."""
    ruled = [index for index, line in enumerate(page.lines) if line.rule is not None and line.rule in page.hits]
    paragraphs = [index for index, line in enumerate(page.lines) if line.kept and line.is_prose and line.rule is None]
    near = {*paragraphs[:MAX_PARAGRAPHS], *paragraphs[-1:]}
    for index in ruled:
        before = [other for other in paragraphs if other < index][-1:]
        after = [other for other in paragraphs if other > index][:1]
        if len(near) < 4 * MAX_PARAGRAPHS:
            near.update(before + after)
    chosen = sorted(near.union(ruled))
    firsts: dict[str, str] = {}
    for index in ruled:
        firsts.setdefault(page.lines[index].rule or "", page.lines[index].text)
    return Cut(
        tuple(page.lines[index].text for index in chosen),
        tuple(text for rule, text in firsts.items() if rule in missing),
        tuple(page.lines[index].text for index in sorted(near)),
        page.hits,
    )


def _holding(publication: Publication, cut: Cut) -> Example | None:
    """Return the test of a cut page, with those of its lines for which it holds; None where nothing is dropped."""
    text = "\n\n".join(cut.lines) + "\n"
    tried = try_example(publication, Example(text=text), ())
    body = tried.article.body
    keeps = tuple(_snippet(line) for line in cut.kept if line in body)[:MAX_PARAGRAPHS]
    dropped = [entry.text for entry in tried.article.ledger]
    drops = tuple(
        dict.fromkeys(_snippet(line) for line in cut.dropped if line in dropped and _snippet(line) not in body)
    )
    return replace(Example(text=text), keeps=keeps, drops=drops) if drops else None


def _snippet(line: str) -> str:
    if len(line) <= MAX_SNIPPET_CHARS:
        return line
    return line[:MAX_SNIPPET_CHARS].rpartition(" ")[0] or line[:MAX_SNIPPET_CHARS]
