"""The tree of a page's containers as arrays: nesting, the blocks inside, the hints in class names.

Blocks are in reading order, so the blocks of a container are a range. Every sum over a container is therefore a
difference of two running sums, and time grows linearly with the page.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple, cast

import numpy as np

from newsclean._core import kernel
from newsclean.blocks import Block, Container
from newsclean.classify.html.class_names import CLASS_HINTS, class_hints
from newsclean.classify.trees import Array

ANCESTOR_TAGS = (
    "article main section aside nav header footer form ul ol table figure blockquote button dl details".split()
)
"""Elements that are features of the blocks inside them. Their bits, in this order, follow those of the class hints."""
_TAG_BITS = {tag: 1 << bit for bit, tag in enumerate(ANCESTOR_TAGS, len(CLASS_HINTS))}
ARTICLE_BIT, _FORM_BIT = _TAG_BITS["article"], _TAG_BITS["form"]
MAX_FORM_SHARE = 0.5
"""Share of the page's characters up to which a form is one. A form with more is the whole page, as ASP.NET wraps it: so
are all five forms of the bench's 350 pages with more than three tenths of the text."""
_NAMES = frozenset(("class", "id", "itemprop", "role", "data-testid", "data-component"))


class ContainerTree(NamedTuple):
    """The containers that hold a page's blocks, in reading order. Number 0 is the page itself.

    `own` has each block's innermost container. The other arrays have an entry per container:
    end: one past the last container inside. parent: the container around it. first, stop: the first block inside and
    one past the last. depth: containers around it. bits: its own class hints and tag; all_bits: its ancestors' too.
    article: the innermost `<article>` that it is or is inside of, 0 for none.
    """

    containers: tuple[Container | None, ...]
    own: Array
    end: Array
    parent: Array
    first: Array
    stop: Array
    depth: Array
    bits: Array
    all_bits: Array
    article: Array

    def sums(self, values: Array) -> Array:
        """Return the sum of the blocks' values for each container; several rows of values give several rows of sums."""
        running = np.zeros((*values.shape[:-1], values.shape[-1] + 1))
        np.cumsum(values, axis=-1, out=running[..., 1:])
        return np.asarray(running.take(self.stop, axis=-1) - running.take(self.first, axis=-1))

    def ancestors(self, levels: int) -> Array:
        """Return each block's own container and those around it, a row per level; the page's parent is the page."""
        here = np.empty((levels, len(self.own)), dtype=np.int64)
        here[0] = self.own
        for level in range(1, levels):
            self.parent.take(here[level - 1], out=here[level], mode="clip")
        return here

    def distances(self, target: int) -> tuple[Array, Array]:
        """Return for each container the steps from the target up to their common ancestor, and from there down."""
        chain = [target]
        while chain[-1]:
            chain.append(int(self.parent[chain[-1]]))
        # a container's descendants follow it directly, so each step of the chain deepens a range of containers
        number = len(self.parent)
        deeper = np.bincount(chain, minlength=number + 1) - np.bincount(self.end[chain], minlength=number + 1)
        common = np.cumsum(deeper[:number]) - 1
        return self.depth[target] - common, self.depth - common


def container_tree(blocks: Sequence[Block]) -> ContainerTree:
    """Return the container tree of a page's blocks."""
    core = kernel("containers")
    homes = [block.container for block in blocks]
    containers, own, columns = core.lay_out(homes, _TAG_BITS, _NAMES, class_hints) if core else lay_out(homes)
    parent, end, first, stop, depth, bits = columns
    _clear_page_forms(bits, first, stop, blocks)
    all_bits, article = core.inherit(bits, parent, ARTICLE_BIT) if core else inherit(bits, parent)
    return ContainerTree(containers, own, end, parent, first, stop, depth, bits, all_bits, article)


def lay_out(homes: Sequence[Container | None]) -> tuple[tuple[Container | None, ...], Array, Array]:
    """Return the containers around blocks in reading order, the number of each block's own container, and six columns.

    The columns are parent, end, first, stop, depth and bits of a `ContainerTree`. `homes` are the blocks' containers.
    """
    number: dict[Container | None, int] = {None: 0}
    first = [0]
    for index, here in enumerate(homes):
        if here is None or here in number:
            continue
        # most blocks have a sibling
        for new in (here,) if here.parent in number else here.ancestors_outside(number):
            number[new] = len(first)
            first.append(index)
    containers = tuple(number)
    inside = cast(tuple[Container, ...], containers[1:])
    parent = [0, *[number[container.parent] for container in inside]]
    own = np.array([number[here] for here in homes], dtype=np.int64)
    columns = np.zeros((6, len(parent)), dtype=np.int64)
    columns[0], columns[1], columns[2] = parent, _ends(parent), first
    passed = np.concatenate(([0], np.cumsum(np.bincount(own, minlength=len(parent)))))
    columns[3] = columns[2] + passed[columns[1]] - passed[:-1]
    # containers that have begun and not ended
    columns[4] = np.arange(len(parent)) - np.cumsum(np.bincount(columns[1]))[:-1]
    columns[5, 1:] = [*map(_bits_of, inside)]
    return containers, own, columns


def _ends(parent: list[int]) -> list[int]:
    ends = list(range(1, len(parent) + 1))
    for index in range(len(parent) - 1, 0, -1):
        above = parent[index]
        if ends[above] < ends[index]:
            ends[above] = ends[index]
    return ends


def inherit(bits: Array, parent: Array) -> tuple[Array, Array]:
    """Return the arrays `all_bits` and `article` of a `ContainerTree`."""
    all_bits, article = [0], [0]
    for index, (own, above) in enumerate(zip(bits[1:].tolist(), parent[1:].tolist(), strict=True), 1):
        all_bits.append(all_bits[above] | own)
        article.append(index if own & ARTICLE_BIT else article[above])
    return np.array(all_bits, dtype=np.int64), np.array(article, dtype=np.int64)


def _clear_page_forms(bits: Array, first: Array, stop: Array, blocks: Sequence[Block]) -> None:
    """Take the form's bit from the forms that hold most of the page."""
    forms = np.flatnonzero(bits & _FORM_BIT).tolist()
    if not forms:
        return
    running = [0, *accumulate(len(block.text) for block in blocks)]
    for index in forms:
        if running[stop[index]] - running[first[index]] > MAX_FORM_SHARE * running[-1]:
            bits[index] &= ~_FORM_BIT


def _bits_of(container: Container) -> int:
    bits = _TAG_BITS.get(container.tag, 0)
    for name, value in container.attributes.items():
        if name in _NAMES:
            bits |= class_hints(value)
    return bits
