"""The result of the classifier of categories for a page: a guess for each block, and labels for what it is sure of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache, lru_cache
from types import MappingProxyType

import numpy as np

from newsclean.blocks import DEFAULT_POLICY, Category, Guess, Label, Page, Policy
from newsclean.classify.categories.model import CategoryModel, Kind, best_dropped, shipped_categories
from newsclean.classify.categories.view import View
from newsclean.classify.trees import Array

OWNER = "category"  # of the labels that this classifier gives
_CAPTION = Category.CAPTION  # used on every block, where looking up a member takes time
SURE: Mapping[Category, float] = MappingProxyType(
    {
        Category.HEADLINE: 0.6,
        Category.STANDFIRST: 0.6,
        Category.BYLINE: 0.7,
        Category.SECTION: 0.6,
        Category.CAPTION: 0.6,
        Category.PHOTO_CREDIT: 0.7,
        Category.AGENCY_CREDIT: 0.8,
        Category.AUTHOR_BIO: 0.9,
        Category.FIRST_PUBLISHED: 0.8,
        Category.NEWSLETTER: 0.5,
        Category.CONSENT: 0.5,
        Category.PAYWALL: 0.8,
        Category.APP_INSTALL: 0.5,
        Category.RELATED: 0.95,
        Category.SHARE: 0.6,
        Category.COMMENTS: 0.5,
        Category.ADVERTISEMENT: 0.6,
        Category.MEDIA_PLAYER: 0.7,
        Category.FOOTER: 0.9,
    }
)
"""Probability from which a block that the model of articles keeps gets this category instead; others have no bound.

A lower bound loses text of articles, a higher one leaves more captions and comments in bodies. Where both models see
unseen sites, these bounds and .4 for captions take 14,500 words of other texts out of the bodies of 593 pages, and 270
words of articles. Captions have .6, because .4 also took sentences that introduce quotations. Dates stay: live pages
have one above each entry.
"""
MIN_CONFIDENCE, MIN_FIELD_CONFIDENCE = 0.2, 0.4
"""Confidences below which a dropped block is `other`: of all categories, and of those that fill a field. Blocks that a
person called `other` are one in seventy, so a weak guess is better than none, but a wrong field is worse than none."""
MIN_SECTION = 0.9
"""Share of the probability of dropped categories from which a menu can be a section line, which fills a field. Of such
blocks on unseen sites .95 are section lines."""
SURE_ARTICLE, SURE_STANDFIRST = 0.9, 0.95
"""Probability by the model of articles from which a block is a standfirst only with the second probability: first
paragraphs of articles look like standfirsts."""
MAX_PROSE_ABOVE = 100  # characters of the article above a standfirst, at most (a guess)
MAX_STANDFIRST_SHARE = 0.3
"""Size of a standfirst relative to the rest of the article from which it stays in the body: a page whose only paragraph
looks like a standfirst has no other article. A guess; not measured."""
MIN_CAPTION = 0.5  # confidence from which the text of a figcaption gets another category than caption


def categorised(page: Page, view: View, undecided: Array, article: Array) -> tuple[Page, Array]:
    """Return an HTML page with a guess for each block, and with labels on blocks that are surely not the article's.

    The second value is each block's probability of a category that the article keeps, by this classifier.
    `undecided` is the mask of the blocks that no rule has labelled, `article` the probabilities by the model of
    articles.
    """
    model = shipped_categories("html")
    probabilities = model.probabilities(view)
    page = replace(page, guesses=guesses_of(model, probabilities))
    labels = dict(_sure_labels(page, model, probabilities, undecided, article))
    return page.with_labels(labels), probabilities[:, model.is_kept].sum(axis=1)


def guess(kind: Kind, view: View) -> tuple[Guess, ...]:
    """Return a guess for each block of a page."""
    model = shipped_categories(kind)
    return guesses_of(model, model.probabilities(view))


def guesses_of(model: CategoryModel, probabilities: Array) -> tuple[Guess, ...]:
    """Return the best guess for each block among the categories that are not the article's."""
    best, share = best_dropped(probabilities, model.categories)
    hundredths = np.rint(100 * np.interp(share, *model.calibration)).astype(int).tolist()
    names = model.categories
    section = names.index(Category.SECTION) if Category.SECTION in names else -1
    menu = names.index(Category.NAVIGATION) if Category.NAVIGATION in names else section
    dropped = np.where(model.is_kept, 0.0, probabilities)
    lines = (best == section) & (dropped[:, section] < MIN_SECTION * dropped.sum(axis=1))
    best = np.where(lines, menu, best)
    return tuple(_guess(names[place], part) for place, part in zip(best.tolist(), hundredths, strict=True))


@lru_cache(maxsize=4096)
def _guess(category: Category, hundredths: int) -> Guess:
    return Guess(category, hundredths / 100)


def label_of(guess: Guess) -> Label:
    """Return the label of a dropped block: the guess, or `other` with the guess in its reason."""
    return _label_of(guess)


@lru_cache(maxsize=4096)
def _label_of(guess: Guess) -> Label:
    fills_field = DEFAULT_POLICY[guess.category] is Policy.FIELD
    if guess.confidence < (MIN_FIELD_CONFIDENCE if fills_field else MIN_CONFIDENCE):
        return Label(Category.OTHER, f"{OWNER}:{guess.category.value}?{guess.confidence:.2f}")
    return Label(guess.category, f"{OWNER}:{guess.confidence:.2f}")


def _sure_labels(
    page: Page, model: CategoryModel, probabilities: Array, undecided: Array, article: Array
) -> Iterator[tuple[int, Label]]:
    """Yield labels for undecided blocks: for kept ones that surely have another category, and for captions."""
    best = probabilities.argmax(axis=1)
    top = probabilities[np.arange(len(best)), best]
    is_sure = top >= _bounds(model.categories)[best]
    is_kept = np.array([label is not None and DEFAULT_POLICY[label.category] is Policy.KEEP for label in page.labels])
    if Category.STANDFIRST in model.categories:
        is_standfirst = is_sure & is_kept & (best == model.categories.index(Category.STANDFIRST))
        if is_standfirst.any():
            size = np.array([len(block.text) for block in page.blocks])
            is_sure &= ~is_standfirst | _stands_first(is_kept & ~is_sure, size, top, article)
    for index in np.flatnonzero(undecided & is_sure & is_kept).tolist():
        yield index, Label(model.categories[best[index]], f"{OWNER}:{top[index]:.2f}")
    captions = [index for index, label in enumerate(page.labels) if label is not None and label.category is _CAPTION]
    for index in captions:
        if undecided[index] and page.guesses[index].confidence >= MIN_CAPTION:
            yield index, label_of(page.guesses[index])


def _stands_first(is_body: Array, size: Array, top: Array, article: Array) -> Array:
    """Return the mask of the blocks that may be standfirsts: above the body, smaller than it, and hardly part of it.

    A gallery has an introduction and captions: there the introduction is the article.
    """
    body = np.where(is_body, size, 0)
    is_above = np.cumsum(body) <= MAX_PROSE_ABOVE
    is_small = size <= MAX_STANDFIRST_SHARE * body.sum()
    return np.asarray(is_above & is_small & ((article < SURE_ARTICLE) | (top >= SURE_STANDFIRST)))


@cache
def _bounds(categories: tuple[Category, ...]) -> Array:
    return np.array([SURE.get(category, 2.0) for category in categories])
