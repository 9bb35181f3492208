"""How long a selector may take on a page, estimated before it runs.

libxml2 cannot be interrupted, and XPath can compare every element with every other. The estimate counts looks at
elements, for a page of N elements with at most K siblings and depth D. A CSS selector becomes one walk with conditions:
an ancestor condition takes D looks, a sibling condition or a position K. A path of several steps also merges the
results of each step, which takes time in the square of their number. One look took 15 to 60 ns when measured, so a
selector within the limit takes two seconds at most.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

MAX_LOOKS = 30_000_000  # at elements, two seconds at 60 ns a look; raising it admits slower selectors
CHEAP_DEPTH = 50  # levels of depth that make a merge as expensive as a look: a path reaches an element from each
_AXIS_RE = re.compile(
    r"(?P<sibling>(?:following|preceding)-sibling::)|(?P<wide>(?:following|preceding)::)"
    r"|(?P<deep>//|descendant(?:-or-self)?::)|(?P<up>ancestor(?:-or-self)?::)|(?P<open>[\[(])|(?P<close>[\])])|(?P<text>'[^']*'|\"[^\"]*\")"
)


@dataclass(frozen=True, slots=True)
class TreeSize:
    """The size of a tree: all elements, the most siblings, and the greatest depth."""

    elements: int
    siblings: int
    depth: int


@dataclass(frozen=True, slots=True)
class Cost:
    """The cost of a selector: the powers of elements, siblings and depth in its looks, and the number of merges."""

    elements: int = 1
    siblings: int = 0
    depth: int = 0
    merges: int = 0

    def exceeds_limit(self, size: TreeSize) -> bool:
        """Return whether the selector could take too long on a tree."""
        looks: int = size.elements**self.elements * size.siblings**self.siblings * size.depth**self.depth
        merges: int = (size.elements * max(1, size.depth // CHEAP_DEPTH)) ** self.merges
        return looks * merges > MAX_LOOKS


@lru_cache(maxsize=1)
def tree_size(tree: Any) -> TreeSize:
    """Return the size of a parsed page."""
    depths: dict[Any, int] = {}
    most = deepest = count = 0
    for element in tree.iter():
        parent = element.getparent()
        here = depths[element] = depths.get(parent, 0) + 1
        count += 1
        deepest = max(deepest, here)
        most = max(most, len(element))
    return TreeSize(max(1, count), max(1, most), max(1, deepest))


@lru_cache(maxsize=4096)
def cost_of(path: str) -> Cost:
    """Return the cost of an XPath expression."""
    elements, siblings, depth, merges, nesting, walks = 1, 0, 0, 0, 0, 0
    for found in _AXIS_RE.finditer(path):
        kind = found.lastgroup
        is_step = nesting == 0
        if kind == "open":
            nesting += 1
        elif kind == "close":
            nesting -= 1
        elif kind == "sibling":
            siblings += 2 if is_step else 1
        elif kind == "wide":
            # from the single element of `(...)[n]` it looks at each element once
            elements += 0 if re.search(r"\)\[[^]]*\]/$", path[: found.start()]) else 2 if is_step else 1
        elif kind == "up":
            depth += 1
        elif kind == "deep":
            walks += 1
            elements += walks > 1 and not is_step
            merges += walks > 1 and is_step
    return Cost(elements, siblings, depth, merges)
