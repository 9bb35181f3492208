"""The marks of HTML blocks: a second walk over the inline content of one block-level element.

The reader keeps only the folded text of each block. This walk collects the content with its marks, and `folding` finds
the blocks in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from lxml import etree

from newsclean.marks import MarkKind
from newsclean.readers.elements import INLINE_TAGS, KNOWN_TAGS, is_inline_custom
from newsclean.structure.addresses import Addresses
from newsclean.structure.folding import Content, Opened
from newsclean.structure.math import is_display, tex_of
from newsclean.text.normalise import tidy
from newsclean.text.patterns import compile_later

KIND_OF_TAG: Mapping[str, MarkKind] = MappingProxyType(
    {
        "a": "link",
        "b": "strong",
        "strong": "strong",
        "i": "emphasis",
        "em": "emphasis",
        "cite": "emphasis",
        "dfn": "emphasis",
        "var": "emphasis",
        "code": "code",
        "kbd": "code",
        "samp": "code",
        "tt": "code",
        "del": "deleted",
        "s": "deleted",
        "strike": "deleted",
        "ins": "inserted",
        "sub": "sub",
        "sup": "sup",
        "q": "quotation",
    }
)
_MATH_CLASSES = frozenset(("katex", "katex-display", "mwe-math-element", "MathJax", "MathJax_Display"))
_GUTTER_RE = compile_later(
    r"(?:^|[\s_-])(?:lineno|linenos|line-?numbers?|line-?num|gutter|ln-num)(?![a-z])", re.IGNORECASE
)
"""Classes of the numbers beside lines of code."""


def marks_opened_by(element: Any, addresses: Addresses) -> Iterator[Opened]:
    """Yield the marks that an element gives its content, outermost first."""
    tag = element.tag
    kind = KIND_OF_TAG.get(tag)
    if not len(element.attrib):
        if kind is not None and kind != "link":
            yield Opened(kind)
        return
    attributes = element.attrib
    if tag != "html":
        if language := attributes.get("lang") or attributes.get("{http://www.w3.org/XML/1998/namespace}lang"):
            yield Opened("language", language.strip()[:35])
        if (direction := (attributes.get("dir") or "").strip().lower()) in ("ltr", "rtl", "auto"):
            yield Opened("direction", direction)
    if kind == "link":
        if address := addresses.link(attributes.get("href")):
            yield Opened("link", address, tidy(attributes.get("title") or ""))
    elif kind is not None:
        yield Opened(kind)
    elif tag in ("span", "font") and (style := attributes.get("style")):
        yield from _styled(style.replace(" ", "").lower())


def _styled(style: str) -> Iterator[Opened]:
    """Yield the marks that word processors write as styles."""
    if "font-weight:bold" in style or re.search("font-weight:[6-9]00", style):
        yield Opened("strong")
    if "font-style:italic" in style:
        yield Opened("emphasis")
    if "line-through" in style:
        yield Opened("deleted")


class InlineWalk:
    """A walk over the inline content of one block-level element; it passes by the block-level elements inside."""

    def __init__(self, addresses: Addresses, *, is_code: bool = False, keeps_lines: bool = False) -> None:
        self._addresses = addresses
        self._is_code = is_code
        self._content = Content()
        self._add = self._content.add_lines if keeps_lines else self._content.add
        self._counts: list[int] = []  # how many marks each open inline element has; -1 for a muted one

    def content(self, root: Any, inherited: Iterable[Opened]) -> Content:
        """Return an element's inline content; `inherited` are the marks of the elements around it."""
        content = self._content
        for mark in inherited:
            content.open_mark(mark)
        if root.text:
            self._add(root.text)
        walk = etree.iterwalk(root, events=("start", "end"))
        inline: set[Any] = set()  # the open inline elements
        for event, element in walk:
            if element is root:
                continue
            if event == "end":
                if element in inline:
                    inline.discard(element)
                    self._leave()
                if element.tail:
                    self._add(element.tail)
            elif is_inline(element):
                inline.add(element)
                self._enter(element)
            else:
                self._pass_by(element)
                walk.skip_subtree()
        content.end()
        return content

    def _enter(self, element: Any) -> None:
        """Begin the marks of an inline element."""
        content = self._content
        count = 0
        if element.tag == "br":
            content.add_break()
        elif element.tag == "img":
            content.passed[element] = content.size
        elif self._is_code:
            if _is_gutter(element):
                content.muted += 1
                count = -1
        else:
            math = _math_mark(element)
            for mark in marks_opened_by(element, self._addresses) if math is None else (math,):
                content.open_mark(mark)
                count += 1
        self._counts.append(count)
        if element.text:
            self._add(element.text)

    def _pass_by(self, element: Any) -> None:
        """Note the place of an element that is not inline."""
        self._content.passed[element] = self._content.size
        if element.tag == "math":
            _add_math(self._content, element)

    def _leave(self) -> None:
        """End the marks of an inline element."""
        count = self._counts.pop()
        self._content.muted -= count < 0
        for _ in range(count):
            self._content.close_mark()


def is_inline(element: Any) -> bool:
    """Return whether the reader takes an element for a part of a line."""
    tag = element.tag
    return tag in INLINE_TAGS or (tag not in KNOWN_TAGS and is_inline_custom(element))


def _math_mark(element: Any) -> Opened | None:
    """Return the mark of an element whose text draws a formula, as KaTeX and MathJax make them."""
    classes = element.get("class")
    if not classes or _MATH_CLASSES.isdisjoint(classes.split()):
        return None
    math = next(element.iter("math"), None)
    tex = "" if math is None else tex_of(math)
    return Opened("math", tex, "block" if is_display(math) or "display" in classes else "") if tex else None


def _add_math(content: Content, math: Any) -> None:
    """Add a formula that is no text of the page, unless the mark around it already has it."""
    if "math" not in content.kinds and (tex := tex_of(math)):
        content.add_empty(Opened("math", tex, "block" if is_display(math) else ""))


def _is_gutter(element: Any) -> bool:
    return _GUTTER_RE.search(element.get("class") or "") is not None
