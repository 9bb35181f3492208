"""The feature table of HTML blocks: what each says, where it hangs, and what hangs beside it.

`html_features` returns one float32 matrix, a row a block, with a column for each name of `FEATURES`: the text features
of `textfeatures`, then those of the page's structure, all numpy over whole columns. "Good" text is a block of at
least `GOOD_SIZE` with few links: prose, as far as can be told without a model.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import repeat

import numpy as np

from newsclean.blocks import Block, Container, Metadata
from newsclean.classify.html.class_names import MARKS
from newsclean.classify.html.containers import ANCESTOR_TAGS, ARTICLE_BIT, Array, Structure, structure_of
from newsclean.classify.text_features import TEXT_FEATURES, text_features
from newsclean.lexicon.phrases import Lexicon

GOOD_SIZE = 60
"""Characters; shorter blocks are as often furniture as prose."""
GOOD_LINK_DENSITY = 0.33
LEVELS = 5
"""The block's own container and the four around it."""
NEAR = 4
"""Of these, so many are near enough for their names and tags to be told together."""
TAGS = (
    "p span div section article li dd dt td th pre blockquote h1 h2 h3 h4 h5 h6 figcaption figure header footer aside "
    "nav button label form address a summary"
).split()
_TAG_NUMBER = {tag: number for number, tag in enumerate(TAGS)}
_NEITHER = bytes(code for code in range(128) if not chr(code).isalnum())
"""Letter nor digit, of ASCII."""
NEIGHBOUR_FEATURES = ("size", "link_density", "end", "tag")
BLOCK_FEATURES = (
    "tag",  # number in `TAGS`
    "link_density",
    "bold",  # share of bold characters
    "hidden",
    "depth",
    "is_headline",  # repeats the headline that the page states
    "in_description",  # shares its beginning with the description that the page states
    "copies",  # how often the text stands on the page
    "copy",  # which of its copies this is
    "good",  # size if good, else 0
    "parsed_before",  # share of the page's text before the block
    "good_before",  # share of the page's good text before it
    "since_heading",  # blocks since the last heading; itself 0
    "heading_links",  # link density of that heading
    "heading_phrase",  # whether a phrase of the lexicon begins it
    "since_h1",  # blocks since the headline; negative above it
    "good_since_h1",  # good text since then, negative above it
    "h1_up",  # steps in the tree up from the headline and down to the block
    "h1_down",
    "best_up",  # steps from the container with most prose in it
    "best_down",
    "alike",  # blocks with the same tag and class in a parent with the same tag and class
    "alike_good",  # their share of the page's good text
    "alike_links",  # their link density
    "alike_mean",  # their mean size
    "article_good",  # share of the page's good text in the innermost article element; -1 outside of all
    "article_first",  # whether this is the first article element of the page
    "siblings",  # blocks in the parent container
    "sibling_p",  # share of paragraphs among them
)
LEVEL_FEATURES = ("blocks", "size", "good", "good_share", "links", "mean", "before")
PAGE_FEATURES = ("page_blocks", "page_size", "page_good", "page_links", "page_articles")
FEATURES: tuple[str, ...] = (
    *TEXT_FEATURES,
    *BLOCK_FEATURES,
    *(f"{name}_{step:+d}" for step in (-2, -1, 1, 2) for name in NEIGHBOUR_FEATURES),
    *(f"{name}@{level}" for level in range(LEVELS) for name in LEVEL_FEATURES),
    *PAGE_FEATURES,
    *(f"own:{mark}" for mark in MARKS),
    *(f"near:{mark}" for mark in MARKS),
    *(f"all:{mark}" for mark in MARKS),
    *(f"near<{tag}>" for tag in ANCESTOR_TAGS),
    *(f"all<{tag}>" for tag in ANCESTOR_TAGS),
)


@dataclass(frozen=True, slots=True)
class Table:
    """The features of a page: `matrix` has a row a block and a column a name of `FEATURES`; `structure` is its tree.

    `alike` numbers, for each block, the kind of element it stands in (tag and class, its own and its parent's), and
    `text_number` its text: copies have the same number.
    """

    matrix: Array
    structure: Structure
    alike: Array
    text_number: Array

    def column(self, name: str) -> Array:
        """Return one feature of all blocks."""
        return self.matrix[:, _COLUMN[name]]


def html_features(blocks: Sequence[Block], metadata: Metadata, words: Lexicon) -> Table:
    """Return the features of a page's blocks. `blocks` must not be empty."""
    page = _Columns(blocks, words)
    alike = _alike_groups(page.homes)
    neighbours = np.stack([page.text[0], page.link_density, page.text[_END], page.tag])
    matrix = filled(
        [
            page.text,
            page.tag,
            page.link_density,
            page.bold,
            page.hidden,
            page.structure.depth[page.structure.own],
            *_repetitions(page, metadata),
            page.good,
            *_positions(page),
            *_headings(page),
            *_headline_distances(page, metadata),
            *_best_distances(page),
            *_alike(page, alike),
            *_article(page),
            *_siblings(page),
            *(shifted(neighbours, step) for step in (-2, -1, 1, 2)),
            _levels(page),
            *_page(page),
            *_bits(page),
        ],
        (len(blocks), len(FEATURES)),
    )
    return Table(matrix, page.structure, alike, page.text_number)


def filled(columns: Iterable[Array | float], shape: tuple[int, int]) -> Array:
    """Return columns side by side, float32, each column in one piece of memory.

    `columns` has single ones, shape (blocks,), several at once, shape (columns, blocks), and single values for all.
    """
    matrix = np.empty(shape[::-1], dtype=np.float32)
    done = 0
    for column in columns:
        number = len(column) if isinstance(column, np.ndarray) and column.ndim == 2 else 1
        matrix[done : done + number] = column
        done += number
    if done != len(matrix):
        raise AssertionError(f"{done} columns of {len(matrix)}")
    return matrix.T


class _Columns:
    """The columns that many features are made from, of blocks; those `_in` a container are of containers."""

    def __init__(self, blocks: Sequence[Block], words: Lexicon) -> None:
        self.texts, tags, self.homes, links, bold, *_ = zip(*blocks, strict=True)
        self.number = len(blocks)
        self.text = text_features(self.texts, words).T
        numbers: dict[str, int] = {}
        self.text_number = self._column(numbers.setdefault(text, len(numbers)) for text in self.texts)
        self.chars = self._column(map(len, self.texts))
        self.tag = self._column(map(_TAG_NUMBER.get, tags, repeat(len(TAGS))))
        self.bold = self._column(bold) / np.maximum(1, self.chars)
        self.hidden = self._column(home is not None and home.hidden for home in self.homes)
        self.size = size = self.text[0].astype(np.float64)
        linked = np.minimum(self.chars, self._column(links))
        self.link_density = link_density = linked / np.maximum(1, self.chars)
        self.good = np.where((size >= GOOD_SIZE) & (link_density < GOOD_LINK_DENSITY), size * (1 - link_density), 0.0)
        self.links = size * link_density
        self.total = max(1.0, float(size.sum()))
        self.total_good = max(1.0, float(self.good.sum()))
        self.structure = structure_of(blocks)
        self.around = self.structure.around(LEVELS)
        self.count_in = self.structure.stop - self.structure.first
        self.size_in, self.good_in, self.links_in, self.paragraphs_in = self.structure.sums(
            np.stack([size, self.good, self.links, self.tag == _TAG_NUMBER["p"]])
        )

    def _column(self, values: Iterable[int]) -> Array:
        return np.fromiter(values, dtype=np.int64, count=self.number)


def fold_text(text: str) -> str:
    """Return a text as repetitions are told: letters and digits only, without case."""
    if text.isascii():
        return text.lower().encode().translate(None, _NEITHER).decode()
    return "".join(filter(str.isalnum, text.casefold()))


def _repetitions(page: _Columns, metadata: Metadata) -> list[Array]:
    """Return is_headline, in_description, copies, copy."""
    headline = metadata.headline or ""
    folded_headline = fold_text(headline)
    description = fold_text(metadata.standfirst or "")[:60]
    is_headline, in_description = np.zeros(page.number), np.zeros(page.number)
    for index in np.flatnonzero(abs(page.chars - len(headline)) <= 3).tolist():
        is_headline[index] = fold_text(page.texts[index]) == folded_headline
    if len(description) >= 20:
        for index in np.flatnonzero(page.chars >= len(description)).tolist():
            in_description[index] = _begins(page.texts[index], description)
    copies = np.bincount(page.text_number)
    copy = np.empty(page.number, dtype=np.int64)
    first = np.cumsum(copies) - copies
    copy[np.argsort(page.text_number, kind="stable")] = np.arange(page.number) - np.repeat(first, copies) + 1
    return [is_headline, in_description, copies[page.text_number], copy]


def _begins(text: str, folded: str) -> bool:
    if text[0].casefold() != folded[0] and text[0].isalnum():
        return False
    return fold_text(text[: 2 * len(folded)]).startswith(folded)


def _positions(page: _Columns) -> list[Array]:
    """Return parsed_before, good_before."""
    return [
        (np.cumsum(page.size) - page.size) / page.total,
        (np.cumsum(page.good) - page.good) / page.total_good,
    ]


def _headings(page: _Columns) -> list[Array]:
    """Return since_heading, heading_links, heading_phrase."""
    index = np.arange(page.number)
    is_heading = (page.tag >= _TAG_NUMBER["h1"]) & (page.tag <= _TAG_NUMBER["h6"])
    last = np.maximum.accumulate(np.where(is_heading, index, -1))
    known = last >= 0
    return [
        np.where(known, index - last, 99),
        np.where(known, page.link_density[last], -1),
        np.where(known, page.text[_PHRASE][last], -1),
    ]


def _headline_distances(page: _Columns, metadata: Metadata) -> list[Array | float]:
    """Return since_h1, good_since_h1, h1_up, h1_down; the anchor is the h1 that is the headline, or else any."""
    headline = fold_text(metadata.headline or "")
    h1s = np.flatnonzero(page.tag == _TAG_NUMBER["h1"]).tolist()
    anchor = next((index for index in h1s if fold_text(page.texts[index]) == headline), None)
    if anchor is None:
        anchor = h1s[0] if h1s else None
    if anchor is None:
        return [-999, -99999, 99, 99]
    before = np.cumsum(page.good) - page.good
    up, down = page.structure.distances(int(page.structure.own[anchor]))
    own = page.structure.own
    return [np.arange(page.number) - anchor, before - before[anchor], up[own], down[own]]


def _best_distances(page: _Columns) -> list[Array]:
    """Return best_up, best_down: a container counts its own blocks' good text whole, its children's by half."""
    structure = page.structure
    number = len(structure.parent)
    own = np.bincount(structure.own, weights=page.good, minlength=number)
    parents = np.bincount(structure.parent, weights=own, minlength=number)
    grand = np.bincount(structure.parent, weights=parents, minlength=number)
    best = int(np.argmax(parents + 0.5 * grand + 0.5 * own))
    up, down = structure.distances(best)
    return [up[structure.own], down[structure.own]]


def _alike_groups(homes: Sequence[Container | None]) -> Array:
    """Return a number for each block, the same for blocks in the same kind of element."""
    numbers: dict[tuple[str | None, ...], int] = {}
    return np.fromiter(
        (numbers.setdefault(_signature(home), len(numbers)) for home in homes), dtype=np.int64, count=len(homes)
    )


def _alike(page: _Columns, group: Array) -> list[Array]:
    """Return alike, alike_good, alike_links, alike_mean."""
    count = np.bincount(group)
    size = np.maximum(1, np.bincount(group, weights=page.size))
    good = np.bincount(group, weights=page.good) / page.total_good
    links = np.bincount(group, weights=page.links) / size
    return [count[group], good[group], links[group], (size / count)[group]]


def _signature(container: Container | None) -> tuple[str | None, ...]:
    if container is None:
        return ()
    above, names = container.parent, container.attributes
    if above is None:
        return container.tag, names.get("class")
    return container.tag, names.get("class"), above.tag, above.attributes.get("class")


def _article(page: _Columns) -> list[Array]:
    """Return article_good, article_first."""
    structure = page.structure
    article = structure.article[structure.own]
    good = page.good_in / page.total_good
    inside = article[article > 0]
    first = inside.min() if len(inside) else -1
    return [np.where(article > 0, good[article], -1), article == first]


def _siblings(page: _Columns) -> list[Array]:
    """Return siblings, sibling_p."""
    parent = page.around[1]
    count = page.count_in[parent]
    return [count, page.paragraphs_in[parent] / count]


def shifted(columns: Array, step: int) -> Array:
    """Return, for each block, the columns of the block some steps on; -1 beyond the page's ends."""
    moved = np.full_like(columns, -1)
    if step < 0:
        moved[:, -step:] = columns[:, :step]
    else:
        moved[:, :-step] = columns[:, step:]
    return moved


def _levels(page: _Columns) -> Array:
    """Return `LEVEL_FEATURES` of each of `LEVELS` containers around the block."""
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
    columns[:, :-1] = of_containers.astype(np.float32).take(page.around, axis=1).swapaxes(0, 1)
    columns[:, -1] = (before - before[page.structure.first[page.around]]) / least[page.around]
    return columns.reshape(-1, page.number)


def _page(page: _Columns) -> list[float]:
    """Return `PAGE_FEATURES`."""
    articles = int(np.count_nonzero(page.structure.bits & ARTICLE_BIT))
    links = float(page.links.sum()) / page.total
    return [page.number, page.total, page.total_good, links, articles]


def _bits(page: _Columns) -> list[Array]:
    """Return the marks of the block's own container, of the nearest four, of all; and the tags of the last two."""
    structure = page.structure
    near = np.bitwise_or.reduce(structure.bits[page.around[:NEAR]], axis=0)
    bits = np.stack([structure.bits[structure.own], near, structure.all_bits[structure.own]])
    number = len(MARKS) + len(ANCESTOR_TAGS)
    # bytes of bits side by side: bits are unpacked in the order of columns
    raw = bits.astype("<i8").view(np.uint8).reshape(*bits.shape, -1).swapaxes(1, 2)
    own, near, every = np.unpackbits(raw, axis=1, count=number, bitorder="little")
    marks, tags = slice(len(MARKS)), slice(len(MARKS), None)
    return [own[marks], near[marks], every[marks], near[tags], every[tags]]


_COLUMN = {name: number for number, name in enumerate(FEATURES)}
_END, _PHRASE = TEXT_FEATURES.index("end"), TEXT_FEATURES.index("phrase")
