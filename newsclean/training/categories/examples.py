"""Examples of categories: the labelled blocks of gold pages, and what the model sees of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import groupby
from zlib import crc32

import numpy as np

from newsclean.blocks import DEFAULT_POLICY, Category, Page, Policy
from newsclean.classify.categories.view import View, html_view
from newsclean.classify.html.features import HtmlTable, html_features
from newsclean.classify.html.selection import standfirst_candidates
from newsclean.classify.trees import Array
from newsclean.lexicon.phrases import lexicon
from newsclean.options import Options
from newsclean.readers import read
from newsclean.sources import Source
from newsclean.training.examples import UNCLEAR
from newsclean.training.gold.alignment import aligned_labels
from newsclean.training.gold.hand_labels import UNNAMED
from newsclean.training.gold.overlap import coverage
from newsclean.training.gold.pages import GoldPage, fold_of

FOLDS = 5  # parts of the sites in the cross-validation
ARTICLE_WEIGHT = 0.3  # weight of a block of which only this is known: whether it is the article's (a guess)
MAX_UNNAMED = 265
"""Pages of a folder of which only the article is known that are examples. More take time and outweigh the names; that
was a third of WCXB. A guess."""
OUTSIDE_STEP = 4  # of the blocks outside an article without names, one in so many is an example (a guess)
SHORT_WEIGHT = 0.5  # weight of a block on a page cut short, relative to the block on the whole page (a guess)
RUN_SHARE, MAX_RUN = 0.4, 6  # share of the runs of other blocks on such a page, and the most blocks of each (guesses)
FULL_MENU = 8
"""Menu blocks of a page that count in full; the n-th one counts by the square root of 8/n."""
MANY_SITES, MAX_RARITY = 60, 2.5  # sites from which a category is not rare, and the most that a rare one counts
MIN_EXAMPLES = 15
"""Blocks that a category needs for the model to know it. A guess; not measured."""
OTHER_WEIGHT, OTHER_STEP = 0.5, 2
"""Weight of a block on a partly labelled page that is in none of its boxes, and one in how many such blocks counts.
With fewer the model finds boxes everywhere: newsletter .72/.62 at .3 and 4, .70/.68 at .5 and 2."""
_CATEGORY_OF = {category.value: category for category in Category}
KnownLabel = Category | bool | frozenset[Category] | None


@dataclass(frozen=True, slots=True)
class CategoryExample:
    """A page with its labels and weights.

    A label is a category; or, on pages of which only the article is known, whether the block is the article's; or the
    categories that the block does not have; or None.
    `has_names` is true of pages whose labels are complete, which are measured.
    """

    dataset: str
    site: str
    language: str
    view: View
    labels: tuple[KnownLabel, ...]
    weights: Array
    fold: int
    has_names: bool = True


def in_order(golds: Iterable[GoldPage]) -> list[GoldPage]:
    """Return the pages that give examples, in an order that depends on the pages alone.

    So the same pages give the same model in whatever folders they are, and whatever their ids. Pages of which only the
    article is known are many: of each folder `MAX_UNNAMED` count.
    """
    found, unnamed = list[GoldPage](), Counter[str]()
    for gold in sorted(golds, key=lambda gold: (sha256(gold.data).digest(), bool(gold.partial), not gold.blocks)):
        unnamed[gold.dataset] += not gold.blocks
        if gold.blocks or (gold.body and unnamed[gold.dataset] <= MAX_UNNAMED):
            found.append(gold)
    return found


def read_html_examples(golds: Iterable[GoldPage], folds: int) -> list[CategoryExample]:
    """Return the examples of the gold pages that have labels or a body."""
    found: list[CategoryExample] = []
    for gold in in_order(golds):
        page = read(Source(gold.id, gold.data, gold.url), Options(input="html"))
        if not page.blocks:
            continue
        example = _html_example(gold, page, folds)
        found.append(example)
        if example.has_names:
            stays = short_page(example.labels, crc32(gold.data))
            short = replace(page, blocks=tuple(page.blocks[index] for index in stays))
            cut = _html_example(gold, short, folds) if 0 < len(stays) < len(page.blocks) else example
            if cut is not example:
                labels = tuple(example.labels[index] for index in stays)
                weights = SHORT_WEIGHT * example.weights[stays]
                found.append(replace(cut, labels=labels, weights=weights, has_names=False))
    return found


def short_page(labels: Sequence[KnownLabel], seed: int) -> list[int]:
    """Return the blocks of a page that is cut short: the article, its fields, and a few of the runs around it.

    Without short pages among its examples the model is at a loss on them: saved reading views, mails, old sites.
    """
    draw, stays = np.random.default_rng(seed), list[int]()
    for label, run in groupby(range(len(labels)), key=labels.__getitem__):
        members = list(run)
        if isinstance(label, Category) and DEFAULT_POLICY[label] is not Policy.DROP:
            stays += members
        elif draw.random() < RUN_SHARE:
            stays += members[:MAX_RUN]
    return stays


def _html_example(gold: GoldPage, page: Page, folds: int) -> CategoryExample:
    table = html_features(page.blocks, page.metadata, lexicon().for_language(page.metadata.language))
    view = html_view(page, table)
    # the parser's elements can neither be stored nor sent to another process
    view = view._replace(tree=table.tree._replace(containers=()))
    texts = [block.text for block in page.blocks]
    if gold.blocks:
        boxes = table.tree.parent[table.tree.parent[table.tree.own]].tolist()
        labels, weights = labels_and_weights(gold, aligned_labels(gold.blocks, texts), boxes)
    else:
        labels = _article_labels(gold, texts, table)
        weights = np.array([0.0 if label is None else ARTICLE_WEIGHT for label in labels])
    language, fold = (page.metadata.language or "")[:2], fold_of(gold.site, folds)
    has_names = bool(gold.blocks) and not gold.partial
    return CategoryExample(gold.dataset, gold.site, language, view, labels, weights, fold, has_names)


def labels_and_weights(
    gold: GoldPage, names: Sequence[str | None], boxes: Sequence[int]
) -> tuple[tuple[KnownLabel, ...], Array]:
    """Return the labels of a page's blocks and their weights; `names` are the gold's labels, `boxes` as below."""
    categories = [_CATEGORY_OF.get(name or "") for name in names]
    weights = falling_weights(categories, boxes)
    labels = list[KnownLabel](categories)
    others = [index for index, name in enumerate(names) if name == UNNAMED]
    for index in others[OTHER_STEP - 1 :: OTHER_STEP]:
        labels[index] = frozenset(map(Category, gold.partial))
        weights[index] = OTHER_WEIGHT
    return tuple(labels), weights


def _article_labels(gold: GoldPage, texts: Sequence[str], table: HtmlTable) -> tuple[bool | None, ...]:
    """Return whether each block is the article's, None where that is unclear and for most blocks outside."""
    covered = coverage(texts, gold.body)
    unclear = standfirst_candidates(table)
    kept, outside = list[bool | None](), 0
    for share, is_unclear in zip(covered, unclear.tolist(), strict=True):
        outside += share <= UNCLEAR[0]
        if is_unclear or UNCLEAR[0] < share < UNCLEAR[1] or (share <= UNCLEAR[0] and outside % OUTSIDE_STEP):
            kept.append(None)
        else:
            kept.append(share >= UNCLEAR[1])
    return tuple(kept)


def falling_weights(labels: Sequence[KnownLabel], boxes: Sequence[int]) -> Array:
    """Return the weights of a page's blocks, which fall in each box: long lists would drown out everything else.

    The n-th block of a category in a box weighs one by the square root of n. Some pages have 300 consent blocks in one
    box.
    """
    seen: Counter[object] = Counter()
    weights = np.zeros(len(labels))
    for index, (label, box) in enumerate(zip(labels, boxes, strict=True)):
        if label is None:
            continue
        seen[label, box] += 1
        weights[index] = 1 / np.sqrt(seen[label, box])
        if label is Category.NAVIGATION:
            seen[label] += 1
            weights[index] = min(weights[index], np.sqrt(FULL_MENU / max(FULL_MENU, seen[label])))
    return weights


def rarity(examples: Iterable[CategoryExample]) -> Mapping[Category, float]:
    """Return the factor on the weight of each category's blocks: categories of few sites count more.

    With labelled pages alone, a stronger factor raised the recall of donation from .25 to .31, and its precision from
    .51 to .57; together with the pages of which only the article is known, the gain is lost.
    """
    sites: dict[Category, set[str]] = {}
    for example in examples:
        for label in example.labels:
            if isinstance(label, Category):
                sites.setdefault(label, set()).add(example.site)
    return {label: min(MAX_RARITY, max(1.0, (MANY_SITES / len(own)) ** 0.5)) for label, own in sites.items()}


def known_categories(examples: Iterable[CategoryExample]) -> tuple[Category, ...]:
    """Return the categories with enough examples, in the order of `Category`."""
    counts = Counter(label for example in examples for label in example.labels if isinstance(label, Category))
    return tuple(category for category in Category if counts[category] >= MIN_EXAMPLES)
