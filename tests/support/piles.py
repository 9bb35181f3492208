"""Piles of invented pages of one publication, for the tests of learning."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from random import Random

from newsclean import Options, Source, label
from newsclean.learn.filters import Boilerplate, filter_candidates
from newsclean.learn.page_lines import PageSketch, sketch_page
from newsclean.learn.repetition import Support, find_repetition
from newsclean.options import resolve_policies

OPTIONS = Options(publication="none")
_WHO = ["the miller", "the harbour master", "a ferryman", "the council", "her neighbour", "a teacher", "the pilot"]
_WHAT = "repaired counted painted sold refused measured lost found described flooded borrowed praised".split()
_WHOM = [
    "forty beehives",
    "the north pier",
    "a brass bell",
    "two ferries",
    "the old ledger",
    "nine lanterns",
    "the weir",
]
_WHEN = ["on Monday", "before the frost", "after the vote", "in the rain", "at noon", "last winter", "in April"]


def sentence(random: Random) -> str:
    """Return an invented sentence that hardly comes twice."""
    number = random.randrange(10_000)
    return (
        f"{random.choice(_WHO).capitalize()} {random.choice(_WHAT)} {random.choice(_WHOM)} {random.choice(_WHEN)}, and "
        f"{random.choice(_WHO)} {random.choice(_WHAT)} {random.choice(_WHOM)} number {number} {random.choice(_WHEN)}."
    )


def story(seed: int, paragraphs: int = 5) -> list[str]:
    """Return a headline and paragraphs, the same for the same seed and unlike those of any other."""
    random = Random(seed)
    headline = f"{random.choice(_WHO).capitalize()} {random.choice(_WHAT)} {random.choice(_WHOM)} of lot {seed}"
    return [headline, *(f"{sentence(random)} {sentence(random)}" for _ in range(paragraphs))]


def dump(lines: Iterable[str]) -> str:
    """Return the lines as a text dump."""
    return "\n\n".join(lines) + "\n"


def digests(pages: Sequence[Sequence[str] | str], url: str | None = None) -> list[PageSketch]:
    """Return the digests of pages, which are lists of lines or the page itself."""
    texts = [page if isinstance(page, str) else dump(page) for page in pages]
    return [
        sketch_page(label(Source.from_str(text, name=f"{number}", url=url), options=OPTIONS), resolve_policies())
        for number, text in enumerate(texts)
    ]


def learned(pages: Sequence[Sequence[str] | str], support: Support | None = None) -> Boilerplate:
    """Return what may be learned of pages."""
    return filter_candidates(find_repetition(digests(pages), support or Support()))


def texts_of(found: Boilerplate) -> set[str]:
    """Return a line of each kind that was learned."""
    return {found.text_of(kind) for kind in found.lines}
