"""The containers of a page as arrays: who stands in whom, which blocks each holds, what their names say.

The blocks of a container are a range, because blocks stand in reading order: so every sum over a container is a
difference of two running sums, and time grows linearly with the page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np

from newsclean.blocks import Block, Container
from newsclean.classify.html.class_names import MARKS, marks_of

Array = np.ndarray[Any, Any]

ANCESTOR_TAGS = (
    "article main section aside nav header footer form ul ol table figure blockquote button dl details".split()
)
"""Elements of which the classifier asks whether a block stands in one: a bit each, in this order, above the marks'."""
_TAG_BITS = {tag: 1 << bit for bit, tag in enumerate(ANCESTOR_TAGS, len(MARKS))}
ARTICLE_BIT = _TAG_BITS["article"]
_NAMES = frozenset(("class", "id", "itemprop", "role", "data-testid", "data-component"))


@dataclass(frozen=True, slots=True)
class Structure:
    """The containers that hold a page's blocks, in reading order; number 0 stands for the page itself.

    `end` (one past the last container inside), `parent`, `first`, `stop` (of the blocks inside, the first and one past
    the last), `depth`, `bits` (of its own names and tag), `all_bits` (its ancestors' too), `article` (the innermost
    `<article>` it is or stands in, 0 for none) have an entry a container; `own` has each block's container.
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
        """Return, for each container, the sum of a value over the blocks inside it; of several values, a row each."""
        running = np.zeros((*values.shape[:-1], values.shape[-1] + 1))
        np.cumsum(values, axis=-1, out=running[..., 1:])
        return np.asarray(running.take(self.stop, axis=-1) - running.take(self.first, axis=-1))

    def around(self, levels: int) -> Array:
        """Return each block's own container and those around it, a row a level; around the page is the page."""
        here = np.empty((levels, len(self.own)), dtype=np.int64)
        here[0] = self.own
        for level in range(1, levels):
            self.parent.take(here[level - 1], out=here[level], mode="clip")
        return here

    def distances(self, target: int) -> tuple[Array, Array]:
        """Return the steps from the target up to the common ancestor, and from there down, for each container."""
        chain = [target]
        while chain[-1]:
            chain.append(int(self.parent[chain[-1]]))
        # the containers in a container follow it at once: those of each on the way get a step deeper together
        number = len(self.parent)
        deeper = np.bincount(chain, minlength=number + 1) - np.bincount(self.end[chain], minlength=number + 1)
        common = np.cumsum(deeper[:number]) - 1
        return self.depth[target] - common, self.depth - common


def structure_of(blocks: Sequence[Block]) -> Structure:
    """Return the containers of a page's blocks."""
    homes = [block.container for block in blocks]
    number: dict[Container | None, int] = {None: 0}
    first = [0]
    for index, here in enumerate(homes):
        if here is None or here in number:
            continue
        # most blocks stand beside others
        for new in (here,) if here.parent in number else here.ancestors_outside(number):
            number[new] = len(first)
            first.append(index)
    containers = tuple(number)
    inside = cast(tuple[Container, ...], containers[1:])
    parent = [0, *[number[container.parent] for container in inside]]
    own = _column([number[here] for here in homes])
    end = _column(_ends(parent))
    passed = np.concatenate(([0], np.cumsum(np.bincount(own, minlength=len(parent)))))
    start = _column(first)
    return Structure(
        containers,
        own,
        end,
        _column(parent),
        start,
        start + passed[end] - passed[:-1],
        # how many have begun and not ended
        np.arange(len(parent)) - np.cumsum(np.bincount(end))[:-1],
        *_inherited([0, *map(_bits_of, inside)], parent),
    )


def _column(values: Sequence[int]) -> Array:
    return np.fromiter(values, dtype=np.int64, count=len(values))


def _ends(parent: list[int]) -> list[int]:
    ends = list(range(1, len(parent) + 1))
    for index in range(len(parent) - 1, 0, -1):
        above = parent[index]
        if ends[above] < ends[index]:
            ends[above] = ends[index]
    return ends


def _inherited(bits: list[int], parent: list[int]) -> tuple[Array, Array, Array]:
    """Return the columns of `Structure` from `bits` on."""
    all_bits, article = [0], [0]
    for index, (own, above) in enumerate(zip(bits[1:], parent[1:], strict=True), 1):
        all_bits.append(all_bits[above] | own)
        article.append(index if own & ARTICLE_BIT else article[above])
    return _column(bits), _column(all_bits), _column(article)


def _bits_of(container: Container) -> int:
    bits = _TAG_BITS.get(container.tag, 0)
    for name, value in container.attributes.items():
        if name in _NAMES:
            bits |= marks_of(value)
    return bits
