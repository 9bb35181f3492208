"""How much work rules are on a page, estimated before they run, for the page's budget.

libxml2 cannot be interrupted, and XPath can compare every element with every other. The estimate counts looks at
elements, for a page of N elements with at most K siblings and depth D. A CSS selector becomes one walk with conditions:
an ancestor condition takes D looks, a sibling condition or a position K. A path of several steps also merges the
results of each step, which takes time in the square of their number. A condition on the text of an element reads the
text of all elements inside it, so it reads the page's text D times. One look took 15 to 60 ns when measured.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, NamedTuple

from newsclean.text.patterns import compile_later

CHEAP_DEPTH = 50  # levels of depth that make a merge as expensive as a look: a path reaches an element from each
# Looks that other work is worth, as measured. Raising one makes the budget end sooner.
CHARS_PER_LOOK = 16  # characters of text that libxml2 or RE2 reads in the time of a look
TIDIED_PER_LOOK = 4  # characters that Python joins and tidies in the time of a look
STEP_LOOKS = 12  # of an element in `evaluation.select_stepwise`
CALL_LOOKS = 2  # of a function of XPath on an element
FOUND_LOOKS = 50  # of an element that a selector finds, or a block that a rule matches
BLOCK_LOOKS = 5  # of a block or an element that Python visits
PATTERN_LOOKS = 40  # of a pattern on a block, whatever its length
PREFIXES_PER_LOOK = 16  # beginnings that a block's text is compared with in the time of a look
TEXT_LOOKS = 200  # of the text of an element, whatever its length
COMPILE_LOOKS = 1000  # of compiling a pattern
DATE_LOOKS = 500_000  # of reading a date in words: dateparser tries all languages on a text without one
_AXIS_RE = compile_later(
    r"(?P<sibling>(?:following|preceding)-sibling::)|(?P<wide>(?:following|preceding)::)"
    r"|(?P<deep>//|descendant(?:-or-self)?::)|(?P<up>ancestor(?:-or-self)?::)|(?P<open>[\[(])|(?P<close>[\])])|(?P<text>'[^']*'|\"[^\"]*\")"
)
_LITERAL_RE = compile_later("'[^']*'|\"[^\"]*\"")
_UNION_RE = compile_later(r"'[^']*'|\"[^\"]*\"|[\[(]|[\])]|\|")
_OF_ATTRIBUTE_RE = compile_later(r"\s*(?:(?:concat|normalize-space|translate)\(\s*|'[^']*'\s*,\s*)*@")
_READS_TEXT_RE = compile_later(
    r"(?:\b(?:contains|concat|starts-with|normalize-space|number|string|string-length|substring(?:-(?:before|after))?|sum"
    r"|translate)\((?P<argument>)|(?P<attribute>@[\w:*-]+|\d|position\(\)|last\(\))?\s*!?[=<>])"
)


class TreeSize(NamedTuple):
    """The size of a tree: all elements, the most siblings, and the greatest depth."""

    elements: int
    siblings: int
    depth: int


class Cost(NamedTuple):
    """The cost of a path: the powers of elements, siblings and depth in its looks, and the number of merges.

    texts: the number of conditions that read the text of elements. calls: the number of calls of functions.
    """

    elements: int = 1
    siblings: int = 0
    depth: int = 0
    merges: int = 0
    texts: int = 0
    calls: int = 0

    def looks(self, tree: Any, chars: int) -> int:
        """Return the looks that the path takes on a tree with a number of characters."""
        count = element_count(tree)
        # each path may read every attribute
        reading = chars // CHARS_PER_LOOK + CALL_LOOKS * self.calls * count
        if (self.elements, self.siblings, self.depth, self.merges, self.texts) == (1, 0, 0, 0, 0):
            return count + reading
        size = tree_size(tree)
        looks: int = size.elements**self.elements * size.siblings**self.siblings * size.depth**self.depth
        merges: int = (size.elements * max(1, size.depth // CHEAP_DEPTH)) ** self.merges
        repeated = looks // size.elements
        return looks * merges + reading * (1 + repeated * self.texts * size.depth)


@lru_cache(maxsize=1)
def element_count(tree: Any) -> int:
    """Return the number of elements of a parsed page."""
    # libxml2 counts them in a tenth of the time that lxml takes to make an object for each
    return int(tree.xpath("count(descendant-or-self::*)"))


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


def paths_in(expression: str) -> list[str]:
    """Return the paths of which an XPath expression is the union.

    >>> paths_in("//h2 | //p[a | b]")
    ['//h2 ', ' //p[a | b]']
    """
    paths, nesting, here = [], 0, 0
    for found in _UNION_RE.finditer(expression):
        nesting += (found[0] in "[(") - (found[0] in "])")
        if found[0] == "|" and not nesting:
            paths.append(expression[here : found.start()])
            here = found.end()
    return [*paths, expression[here:]]


def cost_of_css(path: str) -> Cost:
    """Return the cost of the path to which a CSS selector was translated: one walk with conditions."""
    depth = path.count("ancestor::") + path.count("descendant::") + path.count("//")
    siblings = path.count("preceding-sibling::") + path.count("following-sibling::")
    return Cost(1, siblings, depth, 0, texts_in(path), path.count("("))


def cost_of(path: str) -> Cost:
    """Return the cost of a path of XPath."""
    elements, siblings, depth, merges, nesting, walks = 1, 0, 0, 0, 0, 0
    calls = path.count("(")
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
    return Cost(elements, siblings, depth, merges, texts_in(path), calls)


def texts_in(path: str) -> int:
    """Return the number of conditions in an XPath expression that read the text of elements, not of attributes."""
    bare = _LITERAL_RE.sub("''", path)
    return sum(
        found["attribute"] is None and (found["argument"] is None or not _OF_ATTRIBUTE_RE.match(bare, found.end()))
        for found in _READS_TEXT_RE.finditer(bare)
    )
