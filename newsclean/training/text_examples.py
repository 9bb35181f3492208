"""Text examples: dumps of gold pages in many styles, some with an appeal put in, and the word model they share.

A page is shown as a dump of the whole page, as two of the article's container, and as text that was cleaned already:
the gold body, an extractor's output, a half-cleaned container. From those the model learns what to leave alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random

import numpy as np

from newsclean.blocks import Block
from newsclean.classify.text.features import text_table
from newsclean.classify.text.line_features import line_ends, line_table
from newsclean.classify.text.words import WordModel
from newsclean.classify.trees import Array
from newsclean.errors import PageError
from newsclean.lexicon.language import detect_language, detect_page_language
from newsclean.options import Options
from newsclean.readers import read
from newsclean.sources import Source
from newsclean.training import dumps
from newsclean.training.examples import POSITIVE, TrainingExample, TrainOptions, block_weights
from newsclean.training.gold import GoldPage, coverage, fold_of
from newsclean.training.invented_appeals import appeals_of, hard_negatives, vary
from newsclean.training.word_model import train_words

WHOLE = ("insc", "resi", "resi", "md")
"""Beside BeautifulSoup's, each page is shown in one of these styles."""
CONTAINERS = ("cont", "wrap", "dense", "cont-md")
CLEAN = ("traf", "gold", "half")
INJECTED = {"whole": 0.35, "container": 0.5, "clean": 0.6}
"""How many of the dumps have an appeal put in."""
INJECTED_WEIGHT = 4.0
HARD_NEGATIVES = 0.15
"""How many have paragraphs put in that are about what appeals are about."""
SHORT, FEW_AROUND = 0.35, 0.6
"""How many are cut short, and of those, how many lose most of what stands around the article, too."""
MAX_SHORT, MAX_AROUND = 5, 20
MAX_LABEL_SIZE = 25
MIN_CUT_SIZE = 40
FAR = 12
"""Blocks beyond this many before and after the article are many and alike: one of `FAR_STEP` is trained on."""
FAR_STEP = 4
TEXT_TRAINING = TrainOptions(averaged=1, folds=4, context_leaves=31, thinned=True)


@dataclass(frozen=True, slots=True)
class Dump:
    """A text made from a gold page: its style, and the lines of ours in it."""

    gold: GoldPage
    style: str
    text: str
    injected: tuple[str, ...] = ()


def dumps_of(gold: GoldPage, options: TrainOptions) -> Iterator[Dump]:
    """Yield the dumps by which a gold page is shown in training."""
    random = Random(f"{options.seed}/{gold.dataset}/{gold.id}")  # noqa: S311 - drawn, not secret
    container = dumps.container(gold)
    for style in ("bs", random.choice(WHOLE)):
        yield _dump(gold, style, dumps.STYLES[style](gold), "whole", random, options)
    for style in random.sample(CONTAINERS, 2):
        text = dumps.container_markdown(gold) if style == "cont-md" else container
        yield _dump(gold, style, text, "container", random, options)
    for style in random.sample(CLEAN, 2):
        text = _half(gold, container, random) if style == "half" else dumps.STYLES[style](gold)
        yield _dump(gold, style, text, "clean", random, options)


def _dump(gold: GoldPage, style: str, text: str, kind: str, random: Random, options: TrainOptions) -> Dump:
    """Return a dump of a text, with an appeal put in or not."""
    lines: list[str] = []
    language = detect_language(gold.body)
    if random.random() < SHORT:
        text, body = shorten(text, gold.body, int(kind == "clean"), random)
        gold = replace(gold, body=body)
    if random.random() < HARD_NEGATIVES and (news := hard_negatives(language)):
        own = random.sample(news, random.randint(1, min(3, len(news))))
        text = insert_lines(text, own, gold.body, random)
        gold = replace(gold, body="\n".join([gold.body, *own]))
    if random.random() < INJECTED[kind]:
        language = language if random.random() < 0.9 else None
        lines = vary(appeals_of(language, fold_of(gold.site, options.folds), options.folds), random)
        text = insert_lines(text, lines, gold.body, random)
    if style == "wrap":
        text = dumps.wrap(text, gold.id)
    elif style == "dense":
        text = dumps.condense(text)
    return Dump(gold, style, text, tuple(lines))


def _half(gold: GoldPage, container: str, random: Random) -> str:
    """Return a container as an extractor or a first look would leave it: most of what is not the article is gone."""
    lines = [line for line in container.splitlines() if line]
    left = random.random() * 0.3
    covered = coverage(lines, gold.body)
    kept = [line for line, share in zip(lines, covered, strict=True) if share >= POSITIVE or random.random() < left]
    return "\n\n".join(kept) + "\n"


def insert_lines(text: str, lines: Sequence[str], body: str, random: Random) -> str:
    """Return a text with some lines put in: below the first, in the middle or after the last of its article."""
    old = text.splitlines()
    inside = [index for index, share in enumerate(coverage(old, body)) if share >= POSITIVE]
    if not inside:
        return text
    at = {0: inside[0], 1: random.choice(inside), 2: inside[-1]}[random.randrange(3)] + 1
    if not _is_sparse(old):
        return "\n".join([*old[:at], *lines, *old[at:]]) + "\n"
    # labels of widgets and form fields may stand without empty lines
    are_close = random.random() < 0.3
    between = [
        part for line in lines for part in ([line] if are_close and len(line) < MAX_LABEL_SIZE else ["", line, ""])
    ]
    whole = "\n".join([*old[:at], "", *between, "", *old[at:]]) + "\n"
    return re.sub(r"\n{3,}", "\n\n", whole)


def _is_sparse(lines: Sequence[str]) -> bool:
    """Whether a text has empty lines between its paragraphs."""
    return sum(not line for line in lines) > 0.2 * len(lines)


def shorten(text: str, body: str, least: int, random: Random) -> tuple[str, str]:
    """Return a dump and its article with but a few paragraphs left, and often little around them: some are short.

    `least` paragraphs stay at least; without any a dump is one of a page that has no article.
    """
    lines = text.splitlines()
    covered = coverage(lines, body)
    inside = [index for index, line in enumerate(lines) if covered[index] >= POSITIVE and len(line) > MIN_CUT_SIZE]
    around = [index for index, line in enumerate(lines) if covered[index] < POSITIVE and line]
    left = random.randint(least, MAX_SHORT)
    if len(inside) <= left:
        return text, body
    start = random.randrange(len(inside) - left + 1)
    kept = inside[start : start + left]
    gone = {index for index, share in enumerate(covered) if share >= POSITIVE} - set(kept)
    few = random.randint(0, MAX_AROUND)
    if random.random() < FEW_AROUND and len(around) > few:
        # what stands nearest says most: the headline, the byline, the first box after the end
        middle = kept[0] if kept else inside[0]
        near = sorted(around, key=lambda index: abs(index - middle))[: 3 * few]
        gone |= set(around) - set(random.sample(near, min(few, len(near))))
    short = "\n".join(line for index, line in enumerate(lines) if index not in gone) + "\n"
    return re.sub(r"\n{3,}", "\n\n", short), "\n".join(lines[index] for index in kept)


@dataclass(frozen=True, slots=True)
class DumpPage:
    """A dump as read: its blocks, the line ends before each, and how much of each the gold has.

    stated: the standfirst that the page states about itself, folded.
    """

    dump: Dump
    blocks: tuple[Block, ...]
    gaps: Array
    covered: Array
    stated: str

    @property
    def texts(self) -> tuple[str, ...]:
        """The texts of the blocks."""
        return tuple(block.text for block in self.blocks)

    @property
    def fold_name(self) -> str:
        """The site, by which pages are kept apart."""
        return self.dump.gold.site


def read_dump(dump: Dump, stated: str) -> DumpPage | None:
    """Return a dump as read, None for one without text. `stated` is the standfirst that its page states, or ""."""
    try:
        page = read(Source(dump.gold.id, dump.text.encode("utf-8", "surrogatepass")), Options(input="text"))
    except PageError:
        # a page of the gold may have the bytes of a picture in it
        return None
    if not page.blocks:
        return None
    covered = np.array(coverage([block.text for block in page.blocks], dump.gold.body))
    return DumpPage(dump, page.blocks, line_ends(page), covered, stated)


def read_dumps(golds: Iterable[GoldPage], options: TrainOptions) -> list[DumpPage]:
    """Return the dumps of gold pages that have a body, as read."""
    read_pages = (
        read_dump(dump, stated)
        for gold in golds
        if gold.body
        for stated in [stated_standfirst(gold)]
        for dump in dumps_of(gold, options)
    )
    return [page for page in read_pages if page is not None]


def stated_standfirst(gold: GoldPage) -> str:
    """Return the standfirst that a page states about itself, folded, or ""."""
    page = read(Source(gold.id, gold.data, gold.url), Options(input="html"))
    return _folded(page.metadata.standfirst or "")[:60]


def _folded(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def text_examples(
    pages: Sequence[DumpPage],
    options: TrainOptions,
    example: Callable[[DumpPage, WordModel, TrainOptions], TrainingExample],
) -> tuple[list[TrainingExample], WordModel]:
    """Return pages as examples, each seen by a word model that does not know its site; and the word model of all.

    `example` makes the example of a page: `text_example`, or that of appeals.
    """
    folds = np.array([fold_of(page.fold_name, options.folds) for page in pages])
    examples: list[TrainingExample | None] = [None] * len(pages)
    for fold in range(options.folds):
        model = train_words([page for page, own in zip(pages, folds, strict=True) if own != fold], fold, options)
        for index in np.flatnonzero(folds == fold).tolist():
            examples[index] = example(pages[index], model, options)
    return [found for found in examples if found], train_words(pages, None, options)


def text_example(page: DumpPage, model: WordModel, options: TrainOptions) -> TrainingExample:
    """Return a page as an example, seen with a word model."""
    gold = page.dump.gold
    table = text_table(line_table(page.blocks, page.gaps, detect_page_language(page.texts), model))
    labels = page.covered >= POSITIVE
    weights = block_weights(table.matrix[:, 0], page.covered, 2.0 if gold.dataset in options.news else 1.0)
    if page.dump.injected:
        ours = set(page.dump.injected)
        weights[[text in ours for text in page.texts]] *= INJECTED_WEIGHT
    apart = np.zeros(len(labels), dtype=bool)
    if gold.dataset not in options.with_standfirst and page.stated:
        begins = [len(text) > 30 and _folded(text[:200]).startswith(page.stated) for text in page.texts]
        weights[np.array(begins) & ~labels] = 0.0
    _thin_out(weights, labels)
    return TrainingExample(
        gold, f"{page.dump.style}/{gold.dataset}", page.texts, table, labels, weights, apart,
        fold_of(gold.site, options.folds),
    )  # fmt: skip


def _thin_out(weights: Array, labels: Array) -> None:
    """Take most of the blocks far from the article out of training; those that stay stand for them."""
    inside = np.flatnonzero(labels)
    if not len(inside):
        return
    index = np.arange(len(labels))
    far = (index < inside[0] - FAR) | (index > inside[-1] + FAR)
    weights[far] *= np.where(index[far] % FAR_STEP == 0, FAR_STEP, 0.0)
