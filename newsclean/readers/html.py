"""Reads HTML into blocks, in one walk over the parsed tree."""

from __future__ import annotations

from functools import cache, partial
from typing import Any

from newsclean._core import kernel
from newsclean.blocks import Block, Container, Decoded, Page
from newsclean.budget import Budget, Part
from newsclean.metadata import Metadata
from newsclean.readers.decode import utf8_bytes
from newsclean.readers.elements import (
    BOLD_TAGS,
    HIDING_ATTRIBUTES,
    INLINE_TAGS,
    KNOWN_TAGS,
    SKIPPED_TAGS,
    is_hidden,
    is_inline_custom,
    is_shadow_root,
)
from newsclean.readers.metadata import collect, declared_body, declares_article, read_metadata
from newsclean.readers.paragraphs import (
    BREAK,
    RUN_IN_HEADING_TAG,
    Piece,
    is_drop_cap,
    rejoin_drop_caps,
    split_at_breaks,
)
from newsclean.readers.parse import cut_attributes, parse_readable, remove_unread
from newsclean.readers.unread import add_unread
from newsclean.sources import Source
from newsclean.text.normalise import BULLETS, split_bullet, tidy

_STATED = ("json-ld", "opengraph", "meta", "microdata")  # sources of facts that a page states outside its text
_RAISED_TAGS = frozenset(("sup", "sub"))
_MARKED_TAGS = BOLD_TAGS | _RAISED_TAGS | {"a", "br", "img"}
"""Inline tags that change the text around them: bold, linked, raised, a line end, a drop cap as a picture."""


def read_html(source: Source, decoded: Decoded, *, warn_of_contradictions: bool = False) -> Page:
    """Return the page of an HTML source: its blocks in reading order, and the metadata of its head and JSON-LD.

    `warn_of_contradictions` as `Options.contradictions`.
    """
    budget = Budget(len(decoded.text))
    data = utf8_bytes(source, decoded)
    cut = cut_attributes(data)
    if cut is not data:
        budget.overspend(Part.ATTRIBUTES)
    markup = remove_unread(cut)
    tree = parse_readable(markup)
    metadata = collect(tree, decoded.text if cut is data else cut.decode("utf-8", "replace"), budget)
    blocks = tuple(_TreeWalk(budget).blocks(tree))
    if add_unread(tree, cut, blocks, metadata.article, next((text for _, text in metadata.headings), "")):
        blocks = tuple(_TreeWalk(budget).blocks(tree))
    declared = read_metadata(metadata, source.url, blocks)
    return Page(
        name=source.name,
        url=source.url,
        input="html",
        decoded=decoded,
        blocks=blocks,
        labels=(None,) * len(blocks),
        declared=declared,
        warnings=(*decoded.warnings, *budget.warnings, *(metadata.contradictions if warn_of_contradictions else ())),
        markup=markup,
        declared_body=declared_body(metadata),
        declares_article=declares_article(metadata) or _states_date(declared),
        titles=(metadata.title, *(text for _, text in metadata.headings[:1])),
        tree=tree,
    )


def _states_date(declared: Metadata) -> bool:
    """Return whether the page states its date of publication outside its text."""
    return declared.sources.get("published", "").startswith(_STATED)


class _TreeWalk:
    """The state of the walk: the open block-level elements, and the run of inline text since the last block ended.

    Containers are made only when a block needs them: `made` holds those of the outermost elements in `open`. When the
    blocks of the budget are spent, the rest of the page becomes one block.
    """

    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        self.most = budget.allowance(Part.BLOCKS)
        self.last: Container | None = None
        self.found: list[Block] = []
        self.open: list[Any] = []
        self.made: list[Container] = []
        self.text: list[str] = []
        self.linked: list[str] = []
        self.bold: list[str] = []
        self.bold_breaks: list[int] = []  # which line ends of the run come after a line in bold type
        self.line = (0, 0, 0)  # the number of the line in the run, and where it begins in `text` and in `bold`
        self.open_links = 0
        self.open_bold = 0
        self.open_pre = 0

    def blocks(self, root: Any) -> list[Block]:
        """Walk the tree and return its blocks."""
        core = kernel("walk")
        if core is None:
            self._traverse(root)
        else:
            core.Traversal(self, _reading()).run(root)
        if self.last is not None and (text := tidy("".join(self.text).replace(BREAK, " "))):
            linked, bold = tidy("".join(self.linked)), tidy("".join(self.bold))
            self.found.append(_block(Piece(text), self.last, len(linked), len(bold)))
        return rejoin_drop_caps(self.found)

    def _traverse(self, root: Any) -> None:
        """Open and close all elements, and add their texts, in page order."""
        # pages nest thousands of levels deep, so this is a loop: `around` holds each open element and the number of
        # children of its parent that are still to come
        around: list[tuple[Any, str, int]] = []
        to_come = 1
        elements = root.iter()
        for element in elements:
            tag = element.tag
            if tag in SKIPPED_TAGS and not is_shadow_root(element):
                for _ in element.iterdescendants():
                    next(elements)
            else:
                if tag not in KNOWN_TAGS and is_inline_custom(element):
                    tag = "span"
                if children := len(element):
                    self._open(tag, element)
                    around.append((element, tag, to_come))
                    to_come = children
                    continue
                self._leaf(tag, element)
            if tail := element.tail:
                self._add(tail)
            to_come -= 1
            while around and not to_come:
                ended, tag, to_come = around.pop()
                self._close(tag)
                if tail := ended.tail:
                    self._add(tail)
                to_come -= 1

    def _leaf(self, tag: str, element: Any) -> None:
        """Handle an element without children. Half of all are; most of those are empty or inline."""
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
            self._part(tag, element)
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
        elif tag in BOLD_TAGS:
            self.open_bold += step

    def _part(self, tag: str, element: Any) -> None:
        """Write what an inline element adds to its own text: a line end, a space, the letter of a picture."""
        if tag == "br":
            self._end_line()
        elif tag in _RAISED_TAGS:
            # "2019" and note 3 are not the number 20193
            if self.text and self.text[-1][-1:].isdigit() and next(element.itertext(), "")[:1].isdigit():
                self.text.append(" ")
        elif tag == "img" and is_drop_cap(element.get("alt", ""), element.tail or ""):
            element.tail = element.get("alt") + element.tail

    def _end_line(self) -> None:
        number, text_start, bold_start = self.line
        line = "".join(self.text[text_start:]).strip()
        if line and line == "".join(self.bold[bold_start:]).strip():
            self.bold_breaks.append(number)
        self.text.append(BREAK)
        self.line = number + 1, len(self.text), len(self.bold)

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
        if len(self.found) >= self.most:
            self.budget.overspend(Part.BLOCKS)
            self.last = self.last or self._innermost()
            self.text.append(" ")
            return
        parts, linked_parts, bold_parts, bold_breaks = self.text, self.linked, self.bold, self.bold_breaks
        self.text, self.linked, self.bold, self.bold_breaks, self.line = [], [], [], [], (0, 0, 0)
        pieces = split_at_breaks("".join(parts), bold_breaks, in_pre=self.open_pre > 0)
        if not pieces:
            return
        if not self.spend(len(pieces)):
            most = max(1, self.most - len(self.found))
            pieces[most - 1 :] = [Piece(" ".join(piece.text for piece in pieces[most - 1 :]))]
        # many blocks are one link
        whole_link = len(pieces) == 1 and linked_parts == parts
        linked = len(pieces[0].text) if whole_link else len(tidy("".join(linked_parts))) if linked_parts else 0
        bold = len(tidy("".join(bold_parts))) if bold_parts else 0
        container = self._innermost()
        if len(pieces) == 1:
            self.found.append(_block(pieces[0], container, linked, bold))
            return
        # counts are shared out evenly where line ends cut one run into several blocks
        whole = sum(len(piece.text) for piece in pieces)
        for piece in pieces:
            share = len(piece.text) / whole
            self.found.append(_block(piece, container, round(linked * share), round(bold * share)))

    def spend(self, blocks: int) -> bool:
        """Take blocks from the page's budget, and return whether it covers them."""
        return self.budget.spend(Part.BLOCKS, blocks)

    def _innermost(self) -> Container:
        """Return the container of the innermost open element, making the containers that do not exist yet."""
        made = self.made
        for element in self.open[len(made) :]:
            made.append(_container(element, made[-1] if made else None))
        return made[-1]


@cache
def _reading() -> Any:
    """Return the sets and functions of this module for the compiled core; None without it."""
    core = kernel("walk")
    if core is None:
        return None
    return core.Reading(
        inline=INLINE_TAGS,
        skipped=SKIPPED_TAGS,
        known=KNOWN_TAGS,
        bold=BOLD_TAGS,
        marked=_MARKED_TAGS,
        is_inline=is_inline_custom,
        is_shown=is_shadow_root,
        is_hidden=is_hidden,
        hiding=HIDING_ATTRIBUTES,
        fold=tidy,
        block=_block_of_text,
        bullets=BULLETS,
        plain_block=partial(tuple.__new__, Block),
        container=Container,
        line_end=BREAK,
    )


def _block(piece: Piece, container: Container, linked: int, bold: int) -> Block:
    block = _block_of_text(piece.text, container, linked, bold)
    return block._replace(tag=RUN_IN_HEADING_TAG, bold_chars=len(block.text)) if piece.is_heading else block


def _block_of_text(run: str, container: Container, linked: int, bold: int) -> Block:
    text, is_item = split_bullet(run)
    return Block(text, "li" if is_item else container.tag, container, linked, bold)


def _container(element: Any, parent: Container | None) -> Container:
    attributes = dict(element.items())
    depth, hidden = (0, False) if parent is None else (parent.depth + 1, parent.hidden)
    return Container(element.tag, attributes, parent, depth, hidden or is_hidden(attributes), element)
