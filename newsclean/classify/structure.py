"""The containers of a page as arrays: who stands in whom, which blocks each holds, what their names say.

The blocks of a container are a range, because blocks stand in reading order: so every sum over a container is a
difference of two running sums, and time grows linearly with the page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from newsclean.blocks import Block, Container
from newsclean.classify.marks import marks_of

Array = np.ndarray[Any, Any]

ANCESTOR_TAGS = (
    "article main section aside nav header footer form ul ol table figure blockquote button dl details".split()
)
"""Elements of which the classifier asks whether a block stands in one: a bit each, in this order."""
_TAG_BITS = {tag: 1 << bit for bit, tag in enumerate(ANCESTOR_TAGS)}
_NAMES = frozenset(("class", "id", "itemprop", "role", "data-testid", "data-component"))


@dataclass(frozen=True, slots=True)
class Structure:
    """The containers that hold a page's blocks, parents before children; number 0 stands for the page itself.

    `parent`, `depth`, `first`, `last` (of the blocks inside), `marks` and `tags` (bits of its own name and tag),
    `all_marks` and `all_tags` (its ancestors' too), `article` (the innermost `<article>` it is or stands in, 0 for
    none) have an entry a container; `own` has each block's container.
    """

    containers: tuple[Container | None, ...]
    own: Array
    parent: Array
    depth: Array
    first: Array
    last: Array
    marks: Array
    tags: Array
    all_marks: Array
    all_tags: Array
    article: Array

    def sums(self, values: Array) -> Array:
        """Return, for each container, the sum of a value over the blocks inside it."""
        running = np.concatenate(([0], np.cumsum(values)))
        return np.asarray(running[self.last + 1] - running[self.first])

    def distances(self, target: int) -> tuple[Array, Array]:
        """Return the steps from the target up to the common ancestor, and from there down, for each container."""
        parent = self.parent.tolist()
        chain: dict[int, int] = {}
        here = target
        while here not in chain:
            chain[here] = len(chain)
            here = parent[here]
        up, down = [0] * len(parent), [0] * len(parent)
        for index, above in enumerate(parent):
            if index in chain:
                up[index] = chain[index]
            else:
                up[index], down[index] = up[above], down[above] + 1
        return np.array(up), np.array(down)


def structure_of(blocks: Sequence[Block]) -> Structure:
    """Return the containers of a page's blocks."""
    number: dict[Container | None, int] = {None: 0}
    containers: list[Container | None] = [None]
    parent, first, own = [0], [0], []
    for index, block in enumerate(blocks):
        here = block.container
        if here is not None and here not in number:
            for new in here.outside(number):
                parent.append(number[new.parent])
                number[new] = len(containers)
                containers.append(new)
                first.append(index)
        own.append(number[here])
    last = _last_blocks(own, parent)
    return Structure(
        tuple(containers),
        np.array(own, dtype=np.int64),
        np.array(parent),
        *_inherited(containers, parent, first, last),
    )


def _last_blocks(own: list[int], parent: list[int]) -> list[int]:
    last = [-1] * len(parent)
    last[0] = len(own) - 1
    for index in range(len(own) - 1, -1, -1):
        here = own[index]
        while last[here] < 0:
            last[here] = index
            here = parent[here]
    return last


def _inherited(
    containers: list[Container | None], parent: list[int], first: list[int], last: list[int]
) -> tuple[Array, ...]:
    """Return the columns of `Structure` from `depth` on."""
    depth, marks, tags, all_marks, all_tags, article = [0], [0], [0], [0], [0], [0]
    for index in range(1, len(containers)):
        container, above = containers[index], parent[index]
        if container is None:
            raise AssertionError("only the first container is none")
        tag_name, attributes = container.tag, container.attributes
        mark, tag = _marks_in(attributes) if attributes else 0, _TAG_BITS.get(tag_name, 0)
        depth.append(depth[above] + 1)
        marks.append(mark)
        tags.append(tag)
        all_marks.append(all_marks[above] | mark)
        all_tags.append(all_tags[above] | tag)
        article.append(index if tag_name == "article" else article[above])
    return tuple(map(np.array, (depth, first, last, marks, tags, all_marks, all_tags, article)))


def _marks_in(attributes: Mapping[str, str]) -> int:
    bits = 0
    for name in attributes:
        if name in _NAMES:
            bits |= marks_of(attributes[name])
    return bits
