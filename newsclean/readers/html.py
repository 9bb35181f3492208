"""HTML to blocks: one walk over the tree that lxml parses."""

from __future__ import annotations

import re
from typing import Any

from newsclean.blocks import Block, Container, Decoded, Page
from newsclean.readers.decode import utf8_bytes
from newsclean.readers.metadata import collect, declared_body, read_metadata
from newsclean.readers.parse import parse_readable, remove_unread
from newsclean.sources import Source
from newsclean.text.normalise import split_bullet, tidy

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
    """Return the page of an HTML source: its blocks in reading order, and the metadata of its head and JSON-LD."""
    markup = remove_unread(utf8_bytes(source, decoded))
    tree = parse_readable(markup)
    blocks = tuple(_TreeWalk().blocks(tree))
    metadata = collect(tree, decoded.text)
    return Page(
        name=source.name,
        url=source.url,
        input="html",
        decoded=decoded,
        blocks=blocks,
        labels=(None,) * len(blocks),
        declared=read_metadata(metadata, source.url, blocks),
        markup=markup,
        declared_body=declared_body(metadata),
        tree=tree,
    )


class _TreeWalk:
    """The state of the walk: the open block-level elements, and the run of inline text since the last block ended.

    Of the containers around the text those are made that a block stands in: `made` runs parallel to `open`, and ends
    where no block has needed one yet.
    """

    def __init__(self) -> None:
        self.found: list[Block] = []
        self.open: list[Any] = []
        self.made: list[Container] = []
        self.text: list[str] = []
        self.linked: list[str] = []
        self.bold: list[str] = []
        self.open_links = 0
        self.open_bold = 0
        self.open_pre = 0

    def blocks(self, root: Any) -> list[Block]:
        """Walk the tree and return its blocks."""
        # pages nest thousands deep, so there is no recursion: of each open element it is known how many children are
        # to come before its next sibling
        around: list[tuple[Any, int]] = []
        to_come = 1
        elements = root.iter()
        for element in elements:
            tag = element.tag
            if tag in SKIPPED_TAGS:
                for _ in element.iterdescendants():
                    next(elements)
            elif children := len(element):
                self._open(tag, element)
                around.append((element, to_come))
                to_come = children
                continue
            else:
                self._leaf(tag, element)
            if tail := element.tail:
                self._add(tail)
            to_come -= 1
            while around and not to_come:
                ended, to_come = around.pop()
                self._close(ended.tag)
                if tail := ended.tail:
                    self._add(tail)
                to_come -= 1
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
            self._open(tag, element)
            self._close(tag)
        elif text:
            self._add(text)

    def _open(self, tag: str, element: Any) -> None:
        if tag not in INLINE_TAGS:
            if self.text:
                self._flush()
            self.open.append(element)
            self.open_pre += tag == "pre"
        elif tag in _MARKED_TAGS:
            self._mark(tag, 1)
        if text := element.text:
            self._add(text)

    def _close(self, tag: str) -> None:
        if tag not in INLINE_TAGS:
            if self.text:
                self._flush()
            self.open.pop()
            if len(self.made) > len(self.open):
                self.made.pop()
            self.open_pre -= tag == "pre"
        elif tag in _MARKED_TAGS:
            self._mark(tag, -1)

    def _mark(self, tag: str, step: int) -> None:
        if tag == "a":
            self.open_links += step
        elif tag != "br":
            self.open_bold += step
        elif step > 0:
            self.text.append(_BREAK)

    def _add(self, text: str) -> None:
        # no block begins with white space
        if not self.text and text.isspace():
            return
        self.text.append(text)
        if self.open_links:
            self.linked.append(text)
        if self.open_bold:
            self.bold.append(text)

    def _flush(self) -> None:
        """End the block: emit the run of text since the last one, cut at double line breaks."""
        parts, linked_parts, bold_parts = self.text, self.linked, self.bold
        self.text, self.linked, self.bold = [], [], []
        run = "".join(parts)
        # outside <pre> a line end in the source is a mere space
        pieces = _split_at_breaks(run.replace("\n", _BREAK) if self.open_pre else run)
        if not pieces:
            return
        # many blocks are a link and nothing else
        whole_link = len(pieces) == 1 and linked_parts == parts
        linked = len(pieces[0]) if whole_link else len(tidy("".join(linked_parts))) if linked_parts else 0
        bold = len(tidy("".join(bold_parts))) if bold_parts else 0
        container = self._innermost()
        if len(pieces) == 1:
            self.found.append(_block(pieces[0], container, linked, bold))
            return
        # counts are shared out evenly where double breaks cut one run into several blocks
        whole = sum(map(len, pieces))
        for piece in pieces:
            share = len(piece) / whole
            self.found.append(_block(piece, container, round(linked * share), round(bold * share)))

    def _innermost(self) -> Container:
        """Return the container of the innermost element that is open; make those that it still lacks."""
        made = self.made
        for element in self.open[len(made) :]:
            made.append(_container(element, made[-1] if made else None))
        return made[-1]


def _split_at_breaks(run: str) -> list[str]:
    """Return the texts of a run between double line breaks, those that are not empty."""
    if _BREAK not in run:
        text = tidy(run)
        return [text] if text else []
    return [text for piece in _PARAGRAPH_BREAK_RE.split(run) if (text := tidy(piece.replace(_BREAK, " ")))]


def _block(piece: str, container: Container, linked: int, bold: int) -> Block:
    text, is_item = split_bullet(piece)
    return Block(text, "li" if is_item else container.tag, container, linked, bold)


def _container(element: Any, parent: Container | None) -> Container:
    attributes = dict(element.items())
    depth, hidden = (0, False) if parent is None else (parent.depth + 1, parent.hidden)
    if attributes and not hidden:
        hidden = (
            "hidden" in attributes
            or attributes.get("aria-hidden") == "true"
            or ("style" in attributes and _HIDDEN_STYLE_RE.search(attributes["style"]) is not None)
        )
    return Container(element.tag, attributes, parent, depth, hidden, element)
