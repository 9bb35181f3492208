"""HTML to blocks: one walk over the tree that lxml parses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from newsclean.blocks import Block, Container, Decoded, Page
from newsclean.readers.metadata import read_metadata
from newsclean.readers.normalise import split_bullet, tidy
from newsclean.readers.parse import parse
from newsclean.sources import Source

INLINE_TAGS = frozenset(
    (
        "a abbr acronym b bdi bdo big br cite code data del dfn em font i img ins kbd mark nobr picture q rb "
        "rp rt ruby s samp small source span strike strong sub sup time tt u var wbr"
    ).split()
)
"""Every other element ends the block before it, unknown and custom elements too: sites use those as containers."""
SKIPPED_TAGS = frozenset(
    ("audio canvas embed head iframe math noscript object script style svg template title video").split()
)
"""What these hold is not text of the page. (The head's facts are read by `metadata`.)"""
BOLD_TAGS = frozenset(("b", "strong"))
_MARKED_TAGS = BOLD_TAGS | {"a", "br"}
"""Of the inline elements those that say something of the text in them."""
_HIDDEN_STYLE_RE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_BREAK = "\0"
"""A line end that the page shows: `parse` leaves no such character in a text."""
_PARAGRAPH_BREAK_RE = re.compile(r"\0[\s\0]*\0")


def read_html(source: Source, decoded: Decoded) -> Page:
    """Read an HTML page: its blocks in reading order, and the facts its head and JSON-LD state."""
    tree = parse(decoded.text)
    blocks = tuple(_Walk().blocks(tree))
    return Page(
        name=source.name,
        url=source.url,
        input="html",
        decoded=decoded,
        blocks=blocks,
        labels=(None,) * len(blocks),
        metadata=read_metadata(tree, source.url, blocks, decoded.text),
        tree=tree,
    )


class _Walk:
    """The state of the walk: the open container, and the run of inline text since the last block ended."""

    def __init__(self) -> None:
        self.found: list[Block] = []
        self.container: Container | None = None
        self.text: list[str] = []
        self.linked: list[str] = []
        self.bold: list[str] = []
        self.open_links = 0
        self.open_bold = 0
        self.open_pre = 0

    def blocks(self, root: Any) -> list[Block]:
        """Walk the tree and return its blocks."""
        # an explicit stack of iterators instead of recursion: pages nest thousands deep
        tag = root.tag
        self._open(tag, root)
        stack: list[tuple[Any, str, Iterator[Any]]] = []
        here, children = root, iter(root)
        while True:
            for element in children:
                inner = element.tag
                if inner in SKIPPED_TAGS:
                    pass
                elif len(element):
                    stack.append((here, tag, children))
                    here, tag, children = element, inner, iter(element)
                    self._open(tag, element)
                    break
                else:
                    self._leaf(inner, element)
                if tail := element.tail:
                    self._add(tail)
            else:
                self._close(tag)
                if not stack:
                    break
                if tail := here.tail:
                    self._add(tail)
                here, tag, children = stack.pop()
        self._flush()
        return self.found

    def _leaf(self, tag: str, element: Any) -> None:
        """Take in an element without children: half of all, and most of them hold nothing or stand in a line."""
        text = element.text
        if tag not in INLINE_TAGS:
            if self.text:
                self._flush()
            if text and not text.isspace():
                self._open(tag, element)
                self._close(tag)
        elif tag in _MARKED_TAGS:
            if text or tag == "br":
                self._open(tag, element)
                self._close(tag)
        elif text:
            self._add(text)

    def _open(self, tag: str, element: Any) -> None:
        if tag not in INLINE_TAGS:
            if self.text:
                self._flush()
            self.container = _container(tag, element, self.container)
            self.open_pre += tag == "pre"
        elif tag == "br":
            self.text.append(_BREAK)
        elif tag == "a":
            self.open_links += 1
        elif tag in BOLD_TAGS:
            self.open_bold += 1
        text = element.text
        if text:
            self._add(text)

    def _close(self, tag: str) -> None:
        if tag not in INLINE_TAGS:
            if self.text:
                self._flush()
            self.container = self.container.parent if self.container else None
            self.open_pre -= tag == "pre"
        elif tag == "a":
            self.open_links -= 1
        elif tag in BOLD_TAGS:
            self.open_bold -= 1

    def _add(self, text: str) -> None:
        if not self.text and text.isspace():
            return
        # outside <pre> a line end in the source is a mere space
        self.text.append(text.replace("\n", _BREAK) if self.open_pre else text)
        if self.open_links:
            self.linked.append(text)
        if self.open_bold:
            self.bold.append(text)

    def _flush(self) -> None:
        """End the block: emit the run of text since the last one, cut at double line breaks."""
        parts, linked_parts, bold_parts = self.text, self.linked, self.bold
        self.text, self.linked, self.bold = [], [], []
        run = "".join(parts)
        if _BREAK in run:
            pieces = [tidy(piece.replace(_BREAK, " ")) for piece in _PARAGRAPH_BREAK_RE.split(run)]
            pieces = list(filter(None, pieces))
        else:
            pieces = [tidy(run)]
        # many blocks are a link and nothing else
        whole_link = len(pieces) == 1 and linked_parts == parts
        linked = len(pieces[0]) if whole_link else len(tidy("".join(linked_parts))) if linked_parts else 0
        bold = len(tidy("".join(bold_parts))) if bold_parts else 0
        if len(pieces) == 1:
            self._emit(pieces[0], linked, bold)
            return
        # counts are shared out evenly where double breaks cut one run into several blocks
        whole = sum(map(len, pieces))
        for piece in pieces:
            share = len(piece) / whole
            self._emit(piece, round(linked * share), round(bold * share))

    def _emit(self, piece: str, linked: int, bold: int) -> None:
        if not piece:
            return
        text, is_item = split_bullet(piece)
        container = self.container
        tag = "li" if is_item else container.tag if container else "body"
        self.found.append(Block(text, tag, container, linked, bold))


def _container(tag: str, element: Any, parent: Container | None) -> Container:
    attributes = dict(element.items())
    depth, hidden = (0, False) if parent is None else (parent.depth + 1, parent.hidden)
    if attributes and not hidden:
        hidden = (
            "hidden" in attributes
            or attributes.get("aria-hidden") == "true"
            or ("style" in attributes and _HIDDEN_STYLE_RE.search(attributes["style"]) is not None)
        )
    return Container(tag, attributes, parent, depth, hidden, element)
