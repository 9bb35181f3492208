"""The frames around HTML blocks: lists, quotes, tables, code and figures, from the elements around each block.

Some pages lay out whole articles with lists and tables. An item or cell with most of the article in it is layout, and
no frame.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import count
from typing import Any, NamedTuple

from newsclean.blocks import Container
from newsclean.marks import Frame, FrameKind
from newsclean.structure.addresses import Addresses
from newsclean.structure.folding import Opened
from newsclean.structure.inline import marks_opened_by
from newsclean.structure.tables import Grid, grid_of
from newsclean.text.patterns import compile_later

MAX_FRAMES = 30
"""Frames around a block. Deeper ones are left out, because renderers nest as deep. A guess; not measured."""
LAYOUT_SHARE, LAYOUT_BLOCKS = 0.6, 3
"""The share of the article's characters in one item, cell or quote, and its number of blocks, above which it is layout.
Lower values take more real lists for layout. Guesses; not measured."""
_LANGUAGE_RE = compile_later(r"(?:^|\s)(?:lang(?:uage)?|highlight-source|brush:?|highlight)[-_:\s]\s*([\w+#.-]{1,30})")
_NO_LANGUAGE = frozenset(("plaintext", "plain", "text", "none", "nohighlight"))
_VERSE_RE = compile_later(r"(?:^|[\s_-])(?:verse|poem|poetry|stanza)(?![a-z])", re.IGNORECASE)
_CALLOUT_RE = compile_later(r"(?:^|\s)(?:callout|admonition|markdown-alert|alert)(?:$|[\s-]+([a-z]+))", re.IGNORECASE)
_SIMPLE: dict[str, FrameKind] = {
    "blockquote": "quote",
    "dl": "definitions",
    "dt": "term",
    "dd": "definition",
    "figure": "figure",
    "figcaption": "caption",
    "caption": "table-caption",
}
_PLAIN_TAGS = frozenset("div p section article main span header footer body html center tbody thead tr form".split())
"""Tags that are no frame unless their attributes say so."""
_LISTS = ("ul", "ol", "menu", "dir")


class Context(NamedTuple):
    """All that the elements around a block say: frames, marks that hold for the whole block, the heading's level.

    is_code: the block is code. keeps_lines: its line ends are shown, as in code and verse.
    """

    frames: tuple[Frame, ...] = ()
    marks: tuple[Opened, ...] = ()
    level: int | None = None
    is_code: bool = False
    keeps_lines: bool = False


@dataclass(slots=True)
class FrameReader:
    """Reads the contexts of one page's blocks, and remembers them by container."""

    addresses: Addresses
    layout: frozenset[Container] = frozenset()
    _known: dict[Container | None, Context] = field(default_factory=lambda: {None: Context()})
    _grids: dict[Any, Grid] = field(default_factory=dict)
    _numbers: dict[Any, dict[Any, int]] = field(default_factory=dict)
    _ids: count[int] = field(default_factory=lambda: count(1))

    def context(self, container: Container) -> Context:
        """Return the context of the blocks in a container."""
        known = self._known.get(container)
        if known is None:
            for outer in container.ancestors_outside(self._known):
                known = self._known[outer] = self._inner(outer, self._known[outer.parent])
        return known or Context()

    def _inner(self, container: Container, around: Context) -> Context:
        """Return the context inside a container, given the context around it."""
        tag, element = container.tag, container.element
        marks = around.marks
        parent = element.getparent()
        outer = container.parent.element if container.parent else None
        if tag in _PLAIN_TAGS and parent is outer and not container.attributes:
            return around
        if parent is not None and parent is not outer:
            marks += self._inline_marks(parent, outer)
        if container.attributes:
            marks += tuple(marks_opened_by(element, self.addresses))
        is_framed = tag not in _PLAIN_TAGS or (tag in ("div", "section") and "class" in container.attributes)
        frame = self._frame(container) if is_framed and len(around.frames) < MAX_FRAMES else None
        frames = (*around.frames, frame) if frame is not None else around.frames
        level = int(tag[1]) if len(tag) == 2 and tag[0] == "h" and tag[1] in "123456" else around.level
        is_code = around.is_code or (frame is not None and frame.kind == "code")
        keeps_lines = around.keeps_lines or tag == "pre"
        if frames is around.frames and marks is around.marks and level is around.level:
            return around
        return Context(frames, marks, level, is_code, keeps_lines)

    def _inline_marks(self, element: Any, outer: Any) -> tuple[Opened, ...]:
        """Return the marks of the inline elements from one outwards to the next block-level one."""
        marks: list[Opened] = []
        while element is not None and element is not outer:
            marks[:0] = marks_opened_by(element, self.addresses)
            element = element.getparent()
        return tuple(marks)

    def _frame(self, container: Container) -> Frame | None:
        if container in self.layout:
            return None
        tag = container.tag
        if (kind := _SIMPLE.get(tag)) is not None:
            return Frame(kind, next(self._ids))
        match tag:
            case "li":
                return self._item(container)
            case "ol":
                numbers = self._numbers_of(container.element)
                return Frame("ordered-list", next(self._ids), next(iter(numbers.values()), 1))
            case "ul" | "menu" | "dir":
                return Frame("list", next(self._ids))
            case "pre":
                return self._preformatted(container)
            case "table":
                grid = self._grid(container.element)
                return Frame("table", next(self._ids), rows=grid.rows, columns=grid.columns)
            case "td" | "th":
                return self._cell(container)
            case "div" | "aside" | "section":
                return self._callout(container)
        return None

    def _item(self, container: Container) -> Frame | None:
        parent = container.element.getparent()
        if parent is None or parent.tag not in _LISTS:
            return None
        number = self._numbers_of(parent).get(container.element) if parent.tag == "ol" else None
        return Frame("item", next(self._ids), number)

    def _numbers_of(self, ordered: Any) -> dict[Any, int]:
        """Return the number of each item of an `<ol>`, as a browser counts them."""
        known = self._numbers.get(ordered)
        if known is None:
            items = list(ordered.iterchildren("li"))
            step = -1 if "reversed" in ordered.attrib else 1
            number = _integer(ordered.get("start"), len(items) if step < 0 else 1)
            known = self._numbers[ordered] = {}
            for item in items:
                number = _integer(item.get("value"), number)
                known[item] = number
                number += step
        return known

    def _preformatted(self, container: Container) -> Frame:
        classes = container.attributes.get("class", "")
        kind: FrameKind = "verse" if _VERSE_RE.search(classes) else "code"
        return Frame(kind, next(self._ids), label=_language_of(container) if kind == "code" else "")

    def _grid(self, table: Any) -> Grid:
        known = self._grids.get(table)
        if known is None:
            known = self._grids[table] = grid_of(table)
        return known

    def _cell(self, container: Container) -> Frame | None:
        table = next(container.element.iterancestors("table"), None)
        place = self._grid(table).places.get(container.element) if table is not None else None
        if place is None:
            return None
        row, column, rows, columns, is_header = place
        return Frame("cell", next(self._ids), row=row, column=column, rows=rows, columns=columns, is_header=is_header)

    def _callout(self, container: Container) -> Frame | None:
        classes = container.attributes.get("class", "") if container.attributes else ""
        found = _CALLOUT_RE.search(classes) if classes else None
        if found is None:
            return None
        kind = container.attributes.get("data-callout") or found[1] or "note"
        return Frame("callout", next(self._ids), label=kind.lower()[:30])


def layout_of(kept: Iterable[tuple[Container, int]]) -> frozenset[Container]:
    """Return the containers that only lay the article out, given the container and the characters of each block."""
    chars: Counter[Container] = Counter()
    blocks: Counter[Container] = Counter()
    total = 0
    for container, size in kept:
        total += size
        for each in container.lineage():
            if each.tag in ("li", "td", "th", "blockquote", "dd"):
                chars[each] += size
                blocks[each] += 1
    found = {
        container
        for container, size in chars.items()
        if size > LAYOUT_SHARE * total and blocks[container] > LAYOUT_BLOCKS
    }
    for container in list(found):
        # the list or table of a layout item or cell is layout too, and so are its other cells
        if (outer := _list_or_table(container)) is not None:
            found.add(outer)
            found |= {cell for cell in chars if cell.tag in ("td", "th", "li") and _list_or_table(cell) is outer}
    return frozenset(found)


def _list_or_table(container: Container) -> Container | None:
    wanted = _LISTS if container.tag == "li" else ("table",) if container.tag in ("td", "th") else ()
    return next((each for each in container.lineage() if each.tag in wanted), None)


def _language_of(container: Container) -> str:
    """Return the language that the classes of a `<pre>`, or of the elements close to it, name."""
    element = container.element
    near = [element, *element.iterchildren("code"), *[each for each in (element.getparent(),) if each is not None]]
    for each in near:
        stated = each.get("data-lang") or each.get("data-language") or each.get("lang") or ""
        found = _LANGUAGE_RE.search(f"{each.get('class') or ''}")
        language = (found[1] if found else stated).strip().lower()
        if re.fullmatch(r"[\w+#.-]{1,30}", language) and language not in _NO_LANGUAGE:
            return language
    return ""


def _integer(text: str | None, default: int) -> int:
    found = re.match(r"\s*([+-]?\d{1,9})(?!\d)", text or "")
    return int(found[1]) if found else default
