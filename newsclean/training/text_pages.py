"""Text dumps of gold pages, augmented at random and read back: what the text models see in training.

Each gold page becomes several dumps. The dump model sees two dumps of the whole page, two of the article's container,
and two of text that was cleaned before: the gold body, an extractor's output, a half-cleaned container. The appeals
model sees clean text only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from random import Random

import numpy as np

from newsclean.blocks import Block
from newsclean.classify.text.line_features import line_ends
from newsclean.classify.trees import Array
from newsclean.errors import PageError
from newsclean.lexicon.language import detect_language
from newsclean.options import Options
from newsclean.readers import read
from newsclean.sources import Source
from newsclean.training import dumps
from newsclean.training.augment import AugmentRates, augment
from newsclean.training.examples import TrainOptions
from newsclean.training.gold.overlap import POSITIVE_COVERAGE, coverage
from newsclean.training.gold.pages import GoldPage

WHOLE = ("insc", "resi", "resi", "md")
"""Styles of the second dump of the whole page; the first is always BeautifulSoup's."""
CONTAINERS = ("cont", "wrap", "dense", "cont-md")
CLEAN = ("traf", "gold", "half")
RATES = {
    "whole": AugmentRates(short=0.35, min_paragraphs=0, hard_negatives=0.15, appeal=0.35, own_language=0.9),
    "container": AugmentRates(short=0.35, min_paragraphs=0, hard_negatives=0.15, appeal=0.5, own_language=0.9),
    "clean": AugmentRates(short=0.35, min_paragraphs=1, hard_negatives=0.15, appeal=0.6, own_language=0.9),
}
"""Rates for the dump model, by kind of dump. Guesses; not measured."""
APPEAL_RATES = AugmentRates(
    short=0.35, min_paragraphs=2, hard_negatives=0.6, appeal=0.8, own_language=0.95, another=0.4
)
"""Rates for the appeals model. Guesses; not measured."""
TITLED = 0.5  # share of the appeals model's dumps that start with the headline (a guess)
DRAWS, MAX_DRAWS = {"en": 3, "de": 10}, 14
"""Dumps of each gold body for the appeals model, by language; other languages have few gold pages and take the maximum.
More balance the languages better, and cost time in proportion."""


@dataclass(frozen=True, slots=True)
class Dump:
    """A text made from a gold page, its style, and the inserted lines of an appeal."""

    gold: GoldPage
    style: str
    text: str
    injected: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DumpPage:
    """A dump read into blocks.

    gaps: the line ends before each block. covered: each block's coverage by the gold.
    standfirst: the standfirst that the page declares in its metadata, folded to letters and digits.
    """

    dump: Dump
    blocks: tuple[Block, ...]
    gaps: Array
    covered: Array
    standfirst: str

    @property
    def texts(self) -> tuple[str, ...]:
        """The texts of the blocks."""
        return tuple(block.text for block in self.blocks)


def dumps_of(gold: GoldPage, options: TrainOptions) -> Iterator[Dump]:
    """Yield the dumps of a gold page for the dump model."""
    random = Random(f"{options.seed}/{gold.dataset}/{gold.id}")  # noqa: S311 - reproducible, not secret
    container = dumps.container(gold)
    for style in ("bs", random.choice(WHOLE)):
        yield _dump(gold, style, dumps.STYLES[style](gold), "whole", random, options)
    for style in random.sample(CONTAINERS, 2):
        text = dumps.container_markdown(gold) if style == "cont-md" else container
        yield _dump(gold, style, text, "container", random, options)
    for style in random.sample(CLEAN, 2):
        text = _half_cleaned(gold, container, random) if style == "half" else dumps.STYLES[style](gold)
        yield _dump(gold, style, text, "clean", random, options)


def _dump(gold: GoldPage, style: str, text: str, kind: str, random: Random, options: TrainOptions) -> Dump:
    gold, text, appeal = augment(gold, text, RATES[kind], options.appeals, random)
    if style == "wrap":
        text = dumps.wrap(text, gold.id)
    elif style == "dense":
        text = dumps.condense(text)
    return Dump(gold, style, text, tuple(appeal))


def _half_cleaned(gold: GoldPage, container: str, random: Random) -> str:
    """Return a container as an extractor might leave it, with at most 30 % of the lines around the article."""
    lines = [line for line in container.splitlines() if line]
    left = random.random() * 0.3
    covered = coverage(lines, gold.body)
    kept = [
        line for line, share in zip(lines, covered, strict=True) if share >= POSITIVE_COVERAGE or random.random() < left
    ]
    return "\n\n".join(kept) + "\n"


def appeal_dumps(gold: GoldPage, options: TrainOptions) -> Iterator[Dump]:
    """Yield the dumps of a gold page for the appeals model: its body several times, and an extractor's output once."""
    random = Random(f"appeals/{options.seed}/{gold.dataset}/{gold.id}")  # noqa: S311 - reproducible, not secret
    for _ in range(DRAWS.get(detect_language(gold.body) or "", MAX_DRAWS)):
        yield _appeal_dump(gold, dumps.body(gold), random, options)
    yield _appeal_dump(gold, dumps.extracted(gold), random, options)


def _appeal_dump(gold: GoldPage, text: str, random: Random, options: TrainOptions) -> Dump:
    gold, text, appeal = augment(gold, text, APPEAL_RATES, options.appeals, random)
    if gold.title and random.random() < TITLED:
        text = f"{gold.title.strip()}\n\n{text}"
        gold = replace(gold, body=f"{gold.title}\n{gold.body}")
    return Dump(gold, "clean", text, tuple(appeal))


def read_dumps(golds: Iterable[GoldPage], options: TrainOptions) -> list[DumpPage]:
    """Return the dumps for the dump model of all gold pages that have a body."""
    return _read_all(golds, dumps_of, options, declared_standfirst)


def read_appeal_dumps(golds: Iterable[GoldPage], options: TrainOptions) -> list[DumpPage]:
    """Return the dumps for the appeals model of all gold pages that have a body."""
    return _read_all(golds, appeal_dumps, options, lambda _: "")


def _read_all(
    golds: Iterable[GoldPage],
    make: Callable[[GoldPage, TrainOptions], Iterator[Dump]],
    options: TrainOptions,
    standfirst_of: Callable[[GoldPage], str],
) -> list[DumpPage]:
    pages = []
    for gold in golds:
        if gold.body:
            standfirst = standfirst_of(gold)
            pages += [page for dump in make(gold, options) if (page := read_dump(dump, standfirst)) is not None]
    return pages


def read_dump(dump: Dump, standfirst: str) -> DumpPage | None:
    """Return a dump read into blocks, None if it has no text. `standfirst` is the declared one, folded, or ""."""
    try:
        page = read(Source(dump.gold.id, dump.text.encode("utf-8", "surrogatepass")), Options(input="text"))
    except PageError:
        # some gold pages contain the bytes of an image
        return None
    if not page.blocks:
        return None
    covered = np.array(coverage([block.text for block in page.blocks], dump.gold.body))
    return DumpPage(dump, page.blocks, line_ends(page), covered, standfirst)


def declared_standfirst(gold: GoldPage) -> str:
    """Return the start of the standfirst that a page declares in its metadata, folded, or ""."""
    page = read(Source(gold.id, gold.data, gold.url), Options(input="html"))
    return folded(page.metadata.standfirst or "")[:60]


def folded(text: str) -> str:
    """Return the letters and digits of a text, case-folded."""
    return "".join(filter(str.isalnum, text.casefold()))
