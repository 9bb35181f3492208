"""The inline content of an element as one string of its printed characters, with the marks on it.

The reader folds white space and cuts the content into blocks by rules of its own. So this string has no white space:
each block is a range of it, wherever the reader cut, and the offsets of marks translate.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any, NamedTuple

from newsclean.marks import Mark, MarkKind
from newsclean.text.normalise import drop_invisible

MAX_MISSING = 3
"""Characters at the start of a block that may come from another element, as a drop cap does."""

MAX_SKIPPED = 10_000
"""Characters between two blocks that no block has, at most. Raising it costs more on a page that lies about itself."""
MAX_OPEN = 30  # marks that are open at once; more are left out (a guess)
_REPEATABLE = frozenset(("language", "direction", "quotation"))


class Opened(NamedTuple):
    """A mark whose element the walk has entered."""

    kind: MarkKind
    value: str = ""
    title: str = ""


class Range(NamedTuple):
    """A mark on the characters from `start` to `end` of a `Content`."""

    start: int
    end: int
    mark: Opened


@dataclass(slots=True)
class _Open:
    """An open mark, and the number of characters before it."""

    mark: Opened
    start: int


@dataclass(slots=True)
class Content:
    """Collects the content of an element.

    printed: the pieces without white space, `size` characters in all. raw: the pieces as they are.
    raw_starts: for each piece of `raw`, the number of printed characters before it.
    passed: the number of printed characters before each image, and each element that the walk passes by.
    kinds: the kinds of the open marks. While `muted` is not 0, text is not part of `raw`.
    """

    printed: list[str] = field(default_factory=list)
    size: int = 0
    ranges: list[Range] = field(default_factory=list)
    open: list[_Open | None] = field(default_factory=list)
    kinds: list[MarkKind] = field(default_factory=list)
    raw: list[str] = field(default_factory=list)
    raw_starts: list[int] = field(default_factory=list)
    muted: int = 0
    passed: dict[Any, int] = field(default_factory=dict)

    def add(self, text: str) -> None:
        """Add a piece of text."""
        words = drop_invisible(text).split()
        if not self.muted:
            self.raw.append(text)
            self.raw_starts.append(self.size)
        if words:
            piece = "".join(words)
            self.printed.append(piece)
            self.size += len(piece)

    def add_break(self) -> None:
        """Add a line end that the page shows."""
        self.ranges.append(Range(self.size, self.size, Opened("break")))
        self.raw.append("\n")
        self.raw_starts.append(self.size)

    def add_lines(self, text: str) -> None:
        """Add a piece of preformatted text, in which every line end is a break."""
        first, *others = text.split("\n")
        self.add(first)
        for line in others:
            self.add_break()
            self.add(line)

    def add_empty(self, mark: Opened) -> None:
        """Add a mark without text."""
        self.ranges.append(Range(self.size, self.size, mark))

    def open_mark(self, mark: Opened | None) -> None:
        """Begin a mark, if no mark of its kind is open: marks of one kind say no more inside each other."""
        if mark is None:
            self.open.append(None)
            return
        is_new = mark.kind not in self.kinds or (mark.kind in _REPEATABLE and len(self.kinds) < MAX_OPEN)
        self.open.append(_Open(mark, self.size) if is_new else None)
        if is_new:
            self.kinds.append(mark.kind)

    def close_mark(self) -> None:
        """End the mark that began last, if any is open."""
        opened = self.open.pop() if self.open else None
        if opened is None:
            return
        self.kinds.pop()
        if opened.start < self.size:
            self.ranges.append(Range(opened.start, self.size, opened.mark))

    def end(self) -> None:
        """End all marks that are open."""
        while self.open:
            self.close_mark()
        self.ranges.sort(key=lambda each: (each.start, -each.end))


class Shown(NamedTuple):
    """What a content shows of one block: its marks, and its text with all white space.

    start: the number of printed characters of the content before the block.
    """

    marks: tuple[Mark, ...]
    verbatim: str
    start: int


def shown_blocks(content: Content, texts: list[str], *, verbatim: bool) -> Iterator[Shown | None]:
    """Yield what a content shows of each of its blocks, given their texts in order; None for a text not in it."""
    printed = "".join(content.printed)
    here = 0
    found: list[tuple[int, int, int, str]] = []
    for text in texts:
        squeezed = text.replace(" ", "")
        for missing in range(min(MAX_MISSING, len(squeezed) - 1) + 1):
            start = printed.find(squeezed[missing:], here, here + len(squeezed) + MAX_SKIPPED)
            if start >= 0:
                here = start + len(squeezed) - missing
                found.append((start, here, missing, text))
                break
        else:
            found.append((0, 0, -1, text))
    raws = _raw_shares(content, found) if verbatim else [""] * len(found)
    following = 0
    active: list[Range] = []
    for (start, end, missing, text), raw in zip(found, raws, strict=True):
        if missing < 0:
            yield None
            continue
        active = [each for each in active if each.end >= start]
        while following < len(content.ranges) and content.ranges[following].start <= end:
            active.append(content.ranges[following])
            following += 1
        yield Shown(tuple(_marks(active, start, end, missing, text)), raw, start)


def _marks(ranges: list[Range], start: int, end: int, missing: int, text: str) -> Iterator[Mark]:
    """Yield the marks of a block; its text is the printed characters from `start` to `end`, behind `missing` others."""
    if not ranges:
        return
    words = list(accumulate(map(len, text.split(" ")), initial=0))
    shift = missing - start
    for first, last, mark in ranges:
        if first > end or last < start:
            continue
        if first == last:
            place = first + shift
            at = place + bisect_right(words, place) - 1 if place < words[-1] else len(text)
            if mark.kind != "break":
                yield Mark(mark.kind, at, at, mark.value, mark.title)
            elif start < first < end and text[at - 1] == " ":
                yield Mark("break", at - 1, at)
            continue
        first, last = max(first, start) + shift, min(last, end) + shift  # noqa: PLW2901 - offsets in the block now
        if first < last:
            first_at = first + bisect_right(words, first) - 1
            last_at = last - 1 + bisect_right(words, last - 1)
            yield Mark(mark.kind, first_at, last_at, mark.value, mark.title)


def _raw_shares(content: Content, found: list[tuple[int, int, int, str]]) -> list[str]:
    """Return the raw text of each block: from its first line up to the first line of the next one."""
    raw = "".join(content.raw)
    lengths = list(accumulate(map(len, content.raw), initial=0))
    starts: list[int] = []
    for start, *_ in found:
        # the first piece that is behind the block's first character, and the line that it is in
        piece = max(0, bisect_right(content.raw_starts, start) - 1)
        starts.append(raw.rfind("\n", 0, lengths[piece]) + 1 if starts else 0)
    return [raw[start:end] for start, end in zip(starts, [*starts[1:], len(raw)], strict=True)]
