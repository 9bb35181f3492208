"""The feature table of HTML blocks: text, place in the tree, and neighbours.

`html_features` returns one float32 matrix with a row per block and a column per name of `FEATURES`: the text features
of `text_features`, then those of the page's structure.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from newsclean._core import kernel
from newsclean.blocks import Block, Container
from newsclean.classify.feature_set import filled, numbered, occurrences, shifted
from newsclean.classify.html.class_names import CLASS_HINTS
from newsclean.classify.html.containers import ANCESTOR_TAGS, ARTICLE_BIT, ContainerTree
from newsclean.classify.html.page_columns import LEVELS, TAG_NUMBER, PageColumns, fold_text
from newsclean.classify.text_features import TEXT_FEATURES
from newsclean.classify.trees import Array
from newsclean.lexicon.phrases import Lexicon
from newsclean.metadata import Metadata

# Guesses; not measured. A change needs retraining.
NEAR = 4  # innermost containers whose hints and tags the `near` columns pool
STEPS = (-2, -1, 1, 2)  # neighbouring blocks whose `NEIGHBOUR_FEATURES` are columns of a block
MAX_HEADLINE_SLACK = 3  # characters by which a block may differ in length from the headline that it repeats
DESCRIPTION_CHARS, MIN_DESCRIPTION_CHARS = 60, 20  # folded start of the description to compare, and its least length
NO_HEADLINE = -999  # blocks since the headline on a page without an h1
NEIGHBOUR_FEATURES = ("size", "link_density", "end", "tag")
BLOCK_FEATURES = (
    "tag",  # number in `TAGS`
    "link_density",
    "bold",  # share of bold characters
    "hidden",
    "depth",
    "is_headline",  # repeats the headline in the metadata
    "in_description",  # shares its beginning with the description in the metadata
    "copies",  # occurrences of the text on the page
    "copy",  # number of this one among them, from 1
    "good",  # size if good, else 0
    "parsed_before",  # share of the page's text before the block
    "good_before",  # share of the page's good text before it
    "since_heading",  # blocks since the last heading; 0 for a heading
    "heading_links",  # link density of that heading
    "heading_phrase",  # whether a phrase of the lexicon begins it
    "since_h1",  # blocks since the headline; negative above it
    "good_since_h1",  # good text since the headline; negative above it
    "h1_up",  # steps in the tree up from the headline and down to the block
    "h1_down",
    "best_up",  # steps from the container with the most good text
    "best_down",
    "alike",  # blocks with the same markup: tag and class, of the element and its parent
    "alike_good",  # their share of the page's good text
    "alike_links",  # their link density
    "alike_mean",  # their mean size
    "article_good",  # share of the page's good text in the innermost article element; -1 outside
    "article_first",  # whether that is the page's first article element
    "siblings",  # blocks in the parent container
    "sibling_p",  # share of paragraphs among them
)
LEVEL_FEATURES = ("blocks", "size", "good", "good_share", "links", "mean", "before")
PAGE_FEATURES = ("page_blocks", "page_size", "page_good", "page_links", "page_articles")
FEATURES: tuple[str, ...] = (
    *TEXT_FEATURES,
    *BLOCK_FEATURES,
    *(f"{name}_{step:+d}" for step in STEPS for name in NEIGHBOUR_FEATURES),
    *(f"{name}@{level}" for level in range(LEVELS) for name in LEVEL_FEATURES),
    *PAGE_FEATURES,
    *(f"own:{hint}" for hint in CLASS_HINTS),
    *(f"near:{hint}" for hint in CLASS_HINTS),
    *(f"all:{hint}" for hint in CLASS_HINTS),
    *(f"near<{tag}>" for tag in ANCESTOR_TAGS),
    *(f"all<{tag}>" for tag in ANCESTOR_TAGS),
)
_COLUMN = {name: number for number, name in enumerate(FEATURES)}
_END, _PHRASE = TEXT_FEATURES.index("end"), TEXT_FEATURES.index("phrase")


class HtmlTable(NamedTuple):
    """The features of a page: `matrix` has a row per block and a column per name of `FEATURES`.

    `tree` has the page's containers. `same_markup` numbers each block's markup (tag and class, of its element and the
    parent), `text_number` its text; equal markup and equal texts have equal numbers.
    """

    matrix: Array
    tree: ContainerTree
    same_markup: Array
    text_number: Array

    def column(self, name: str) -> Array:
        """Return one feature of all blocks."""
        return self.matrix[:, _COLUMN[name]]


def html_features(blocks: Sequence[Block], metadata: Metadata, words: Lexicon) -> HtmlTable:
    """Return the features of a page's blocks. `blocks` must not be empty."""
    page = PageColumns(blocks, words)
    same_markup = _number_markup(page.homes)
    neighbours = np.stack([page.text[0], page.link_density, page.text[_END], page.tag])
    matrix = filled(
        [
            page.text,
            *(page.tag, page.link_density, page.bold, page.hidden, page.tree.depth[page.tree.own]),
            *_repetitions(page, metadata),
            page.good,
            (np.cumsum(page.size) - page.size) / page.total,
            (np.cumsum(page.good) - page.good) / page.total_good,
            *_headings(page),
            *_headline_distances(page, metadata),
            *_best_distances(page),
            *_same_markup(page, same_markup),
            *_article(page),
            *_siblings(page),
            *(shifted(neighbours, step) for step in STEPS),
            _levels(page),
            *_page(page),
            *_hints(page),
        ],
        (len(blocks), len(FEATURES)),
    )
    return HtmlTable(matrix, page.tree, same_markup, page.text_number)


def _repetitions(page: PageColumns, metadata: Metadata) -> list[Array]:
    """Return is_headline, in_description, copies and copy."""
    headline = metadata.headline or ""
    folded_headline = fold_text(headline)
    description = fold_text(metadata.summary or "")[:DESCRIPTION_CHARS]
    is_headline, in_description = np.zeros(page.number), np.zeros(page.number)
    for index in np.flatnonzero(abs(page.chars - len(headline)) <= MAX_HEADLINE_SLACK).tolist():
        is_headline[index] = fold_text(page.texts[index]) == folded_headline
    if len(description) >= MIN_DESCRIPTION_CHARS:
        for index in np.flatnonzero(page.chars >= len(description)).tolist():
            in_description[index] = _begins(page.texts[index], description)
    return [is_headline, in_description, *occurrences(page.text_number)]


def _begins(text: str, folded: str) -> bool:
    if text[0].casefold() != folded[0] and text[0].isalnum():
        return False
    return fold_text(text[: 2 * len(folded)]).startswith(folded)


def _headings(page: PageColumns) -> list[Array]:
    """Return since_heading, heading_links and heading_phrase."""
    index = np.arange(page.number)
    last = np.maximum.accumulate(np.where(page.is_heading(), index, -1))
    known = last >= 0
    return [
        np.where(known, index - last, 99),
        np.where(known, page.link_density[last], -1),
        np.where(known, page.text[_PHRASE][last], -1),
    ]


def _headline_distances(page: PageColumns, metadata: Metadata) -> list[Array | float]:
    """Return since_h1, good_since_h1, h1_up and h1_down.

    They are measured from the h1 that repeats the headline, else from the first h1.
    """
    headline = fold_text(metadata.headline or "")
    h1s = np.flatnonzero(page.tag == TAG_NUMBER["h1"]).tolist()
    if not h1s:
        return [NO_HEADLINE, -99999, 99, 99]
    anchor = next((index for index in h1s if fold_text(page.texts[index]) == headline), h1s[0])
    before = np.cumsum(page.good) - page.good
    own = page.tree.own
    up, down = page.tree.distances(int(own[anchor]))
    return [np.arange(page.number) - anchor, before - before[anchor], up[own], down[own]]


def _best_distances(page: PageColumns) -> list[Array]:
    """Return best_up and best_down.

    A container counts its children's good text in full, its own and its grandchildren's by half.
    """
    tree = page.tree
    number = len(tree.parent)
    own = np.bincount(tree.own, weights=page.good, minlength=number)
    parents = np.bincount(tree.parent, weights=own, minlength=number)
    grand = np.bincount(tree.parent, weights=parents, minlength=number)
    best = int(np.argmax(parents + 0.5 * grand + 0.5 * own))
    up, down = tree.distances(best)
    return [up[tree.own], down[tree.own]]


def _number_markup(homes: Sequence[Container | None]) -> Array:
    core = kernel("containers")
    return numbered(map(_signature, homes)) if core is None else np.asarray(core.number_markup(homes))


def _signature(container: Container | None) -> tuple[str | None, ...]:
    if container is None:
        return ()
    above, names = container.parent, container.attributes
    if above is None:
        return container.tag, names.get("class")
    return container.tag, names.get("class"), above.tag, above.attributes.get("class")


def _same_markup(page: PageColumns, group: Array) -> list[Array]:
    """Return alike, alike_good, alike_links and alike_mean."""
    count = np.bincount(group)
    size = np.maximum(1, np.bincount(group, weights=page.size))
    good = np.bincount(group, weights=page.good) / page.total_good
    links = np.bincount(group, weights=page.links) / size
    return [count[group], good[group], links[group], (size / count)[group]]


def _article(page: PageColumns) -> list[Array]:
    """Return article_good and article_first."""
    article = page.tree.article[page.tree.own]
    good = page.good_in / page.total_good
    inside = article[article > 0]
    first = inside.min() if len(inside) else -1
    return [np.where(article > 0, good[article], -1), article == first]


def _siblings(page: PageColumns) -> list[Array]:
    """Return siblings and sibling_p."""
    parent = page.ancestors[1]
    count = page.count_in[parent]
    return [count, page.paragraphs_in[parent] / count]


def _levels(page: PageColumns) -> Array:
    """Return `LEVEL_FEATURES` of each of the `LEVELS` containers around the block."""
    least = np.maximum(1, page.size_in)
    of_containers = np.stack(
        [
            page.count_in,
            page.size_in,
            page.good_in / least,
            page.good_in / page.total_good,
            page.links_in / least,
            page.size_in / page.count_in,
        ]
    )
    before = np.cumsum(page.size) - page.size
    columns = np.empty((LEVELS, len(LEVEL_FEATURES), page.number), dtype=np.float32)
    columns[:, :-1] = of_containers.astype(np.float32).take(page.ancestors, axis=1).swapaxes(0, 1)
    columns[:, -1] = (before - before[page.tree.first[page.ancestors]]) / least[page.ancestors]
    return columns.reshape(-1, page.number)


def _page(page: PageColumns) -> list[float]:
    """Return `PAGE_FEATURES`."""
    articles = int(np.count_nonzero(page.tree.bits & ARTICLE_BIT))
    links = float(page.links.sum()) / page.total
    return [page.number, page.total, page.total_good, links, articles]


def _hints(page: PageColumns) -> list[Array]:
    """Return the class hints of the block's own container, of the nearest and of all; then the tags of the last two."""
    tree = page.tree
    near = np.bitwise_or.reduce(tree.bits[page.ancestors[:NEAR]], axis=0)
    bits = np.stack([tree.bits[tree.own], near, tree.all_bits[tree.own]])
    number = len(CLASS_HINTS) + len(ANCESTOR_TAGS)
    # the bytes of a bit set side by side, so that the bits unpack in the order of the columns
    raw = bits.astype("<i8").view(np.uint8).reshape(*bits.shape, -1).swapaxes(1, 2)
    own, near, every = np.unpackbits(raw, axis=1, count=number, bitorder="little")
    hints, tags = slice(len(CLASS_HINTS)), slice(len(CLASS_HINTS), None)
    return [own[hints], near[hints], every[hints], near[tags], every[tags]]
