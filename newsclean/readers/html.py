"""HTML to blocks: one walk over the tree that lxml parses."""

from __future__ import annotations

import re
from typing import Any

from lxml import etree

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
KEPT_ATTRIBUTES = frozenset(("id", "class", "itemprop", "itemtype", "role", "hidden", "aria-hidden", "rel"))
_HIDDEN_STYLE_RE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_PARAGRAPH_BREAK_RE = re.compile(r"\n\s*\n")


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
        metadata=read_metadata(tree, source.url, blocks),
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
        # an explicit stack of events instead of recursion: pages nest thousands deep
        walk = etree.iterwalk(root, events=("start", "end"))
        for event, element in walk:
            tag = element.tag if isinstance(element.tag, str) else "?"
            if event == "start":
                if tag in SKIPPED_TAGS and element is not root:
                    walk.skip_subtree()
                else:
                    self._open(tag, element)
            else:
                if tag not in SKIPPED_TAGS:
                    self._close(tag)
                if element.tail and element is not root:
                    self._add(element.tail)
        self._flush()
        return self.found

    def _open(self, tag: str, element: Any) -> None:
        if tag not in INLINE_TAGS:
            self._flush()
            self.container = _container(tag, element, self.container)
            self.open_pre += tag == "pre"
        elif tag == "br":
            self.text.append("\n")
        elif tag == "a":
            self.open_links += 1
        elif tag in BOLD_TAGS:
            self.open_bold += 1
        if element.text:
            self._add(element.text)

    def _close(self, tag: str) -> None:
        if tag not in INLINE_TAGS:
            self._flush()
            self.container = self.container.parent if self.container else None
            self.open_pre -= tag == "pre"
        elif tag == "a":
            self.open_links -= 1
        elif tag in BOLD_TAGS:
            self.open_bold -= 1

    def _add(self, text: str) -> None:
        # outside <pre> a line end in the source is a mere space, while <br> is one that the page shows
        self.text.append(text if self.open_pre or "\n" not in text else text.replace("\n", " "))
        if self.open_links:
            self.linked.append(text)
        if self.open_bold:
            self.bold.append(text)

    def _flush(self) -> None:
        """End the block: emit the run of text since the last one, cut at double line breaks."""
        if not self.text:
            return
        run = "".join(self.text)
        # counts are shared out evenly where double breaks cut one run into several blocks
        linked, bold = (len(tidy("".join(part))) if part else 0 for part in (self.linked, self.bold))
        pieces = [tidy(piece) for piece in _PARAGRAPH_BREAK_RE.split(run)] if "\n" in run else [tidy(run)]
        whole = sum(map(len, pieces))
        for piece in pieces:
            if piece:
                text, is_item = split_bullet(piece)
                share = len(piece) / whole
                self.found.append(
                    Block(
                        text,
                        "li" if is_item else self.container.tag if self.container else "body",
                        self.container,
                        round(linked * share),
                        round(bold * share),
                    )
                )
        self.text, self.linked, self.bold = [], [], []


def _container(tag: str, element: Any, parent: Container | None) -> Container:
    attributes = {
        name: value
        for name, value in element.items()
        if name in KEPT_ATTRIBUTES or name.startswith("data-") or name == "style"
    }
    hidden = (
        (parent is not None and parent.hidden)
        or "hidden" in attributes
        or attributes.get("aria-hidden") == "true"
        or bool(_HIDDEN_STYLE_RE.search(attributes.pop("style", "")))
    )
    return Container(tag, attributes, parent, 0 if parent is None else parent.depth + 1, hidden, element)
