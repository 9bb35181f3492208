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
    """The containers that hold a page's blocks, in reading order; number 0 stands for the page itself.

    `end` (one past the last container inside), `parent`, `first`, `last` (of the blocks inside), `depth`, `marks` and
    `tags` (bits of its own name and tag), `all_marks` and `all_tags` (its ancestors' too), `article` (the innermost
    `<article>` it is or stands in, 0 for none) have an entry a container; `own` has each block's container.
    """

    containers: tuple[Container | None, ...]
    own: Array
    end: Array
    parent: Array
    first: Array
    last: Array
    depth: Array
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
    ends = np.array(_ends(parent), dtype=np.int64)
    passed = np.concatenate(([0], np.cumsum(np.bincount(own, minlength=len(parent)))))
    return Structure(
        tuple(containers),
        np.array(own, dtype=np.int64),
        ends,
        np.array(parent, dtype=np.int64),
        np.array(first, dtype=np.int64),
        np.array(first, dtype=np.int64) + passed[ends] - passed[:-1] - 1,
        *_inherited(containers, parent),
    )


def _ends(parent: list[int]) -> list[int]:
    ends = list(range(1, len(parent) + 1))
    for index in range(len(parent) - 1, 0, -1):
        above = parent[index]
        if ends[above] < ends[index]:
            ends[above] = ends[index]
    return ends


def _inherited(containers: list[Container | None], parent: list[int]) -> tuple[Array, ...]:
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
    columns = (depth, marks, tags, all_marks, all_tags, article)
    return tuple(np.array(column, dtype=np.int64) for column in columns)


def _marks_in(attributes: Mapping[str, str]) -> int:
    bits = 0
    for name in attributes:
        if name in _NAMES:
            bits |= marks_of(attributes[name])
    return bits
