"""What text dumps show: the marks of Markdown and of left-over tags, headings, nested lists and fenced code.

The reader of dumps strips markup by patterns, because every character keeps its offset. Here a Markdown parser reads
the stripped blocks again. Where the two see another text, the block stays plain.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING

from newsclean.article import BodyBlock
from newsclean.blocks import Block, Page
from newsclean.marks import Frame, Mark, MarkKind
from newsclean.structure.addresses import Addresses
from newsclean.structure.folding import Content, Opened, shown_blocks
from newsclean.structure.types import Structure
from newsclean.text.patterns import compile_later

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_START_RE = compile_later(r"\s*(?:>\s?)*\s*(?:#{1,6}\s+|[-*+•]\s+)?")
_SPACE_RE = compile_later(r"[ \t]*")
_FENCE_RE = compile_later(r"\s*(?:`{3,}|~{3,})\s*([\w+#.-]*)\s*$")
_TAG_RE = compile_later(r"<(/?)([a-z]+)\b(?:[^>]*?\bhref\s*=\s*[\"']?([^\"'\s>]*))?[^>]*>", re.IGNORECASE)
_KINDS: dict[str, MarkKind] = {
    "strong": "strong",
    "b": "strong",
    "em": "emphasis",
    "i": "emphasis",
    "s": "deleted",
    "del": "deleted",
    "a": "link",
    "sub": "sub",
    "sup": "sup",
}


def dump_structure(page: Page, blocks: Sequence[BodyBlock]) -> Structure:
    """Return the structure of a text dump's body."""
    addresses = Addresses(page.url or page.metadata.url or "")
    reader = _DumpReader(page, addresses)
    fences = dict(reader.fences())
    found = []
    for block in blocks:
        source = page.blocks[block.block]
        fence = fences.get(block.block)
        if fence is not None:
            found.append(block._replace(within=(fence,), verbatim=reader.lines_of(block.block)))
            continue
        tag = source.tag
        level = int(tag[1]) if len(tag) == 2 and tag[0] == "h" and tag[1].isdecimal() else None
        marks = reader.marks(source) if source.markup and source.text == block.text else ()
        found.append(block._replace(level=level, marks=marks, within=reader.list_frames(source)))
    return Structure(tuple(found))


class _DumpReader:
    """The state of reading one dump: the lists that are open, by the columns of their items."""

    def __init__(self, page: Page, addresses: Addresses) -> None:
        self._text = page.decoded.text
        self._blocks = page.blocks
        self._addresses = addresses
        self._made = 0
        self._lists: list[tuple[int, Frame, Frame]] = []

    def fences(self) -> Iterator[tuple[int, Frame]]:
        """Yield the blocks between two fences of code, with the frame of that code."""
        opened: Frame | None = None
        inside: list[int] = []
        for index, block in enumerate(self._blocks):
            found = _FENCE_RE.match(block.text)
            if found is None:
                inside.append(index)
            elif opened is None:
                opened, inside = self._frame("code", found[1]), []
            else:
                yield from ((number, opened) for number in inside)
                opened = None

    def lines_of(self, index: int) -> str:
        """Return the lines of a block of code as the dump has them, with the blank ones behind it."""
        start, end = self._blocks[index].start or 0, self._blocks[index].end or 0
        following = self._blocks[index + 1].start if index + 1 < len(self._blocks) else None
        first = self._text.rfind("\n", 0, start) + 1
        gap = self._text[end : following or end]
        return self._text[first:end] + "\n" * gap.count("\n")

    def list_frames(self, block: Block) -> tuple[Frame, ...]:
        """Return the lists and items around an item, by the column of its bullet; nothing for any other block."""
        if block.tag != "li" or block.start is None:
            self._lists = []
            return ()
        space = _SPACE_RE.match(self._text, self._text.rfind("\n", 0, block.start) + 1)
        indent = len(space[0].expandtabs(4)) if space else 0
        while self._lists and self._lists[-1][0] > indent:
            self._lists.pop()
        item = self._frame("item")
        if self._lists and self._lists[-1][0] == indent:
            self._lists[-1] = indent, self._lists[-1][1], item
        else:
            self._lists.append((indent, self._frame("list"), item))
        return tuple(frame for _, *pair in self._lists for frame in pair)

    def marks(self, block: Block) -> tuple[Mark, ...]:
        """Return the marks of a block, none if the parser sees another text than the reader."""
        original = self._text[block.start : block.end]
        content = Content()
        tokens = _parser().parseInline(_START_RE.sub("", original, count=1).rstrip(" |#"))
        for token in tokens[0].children or ():
            self._add(content, token)
        content.end()
        shown = next(shown_blocks(content, [block.text], verbatim=False))
        return shown.marks if shown is not None and shown.start == 0 else ()

    def _add(self, content: Content, token: Token) -> None:
        if token.type == "html_inline":
            self._add_tag(content, token.content)
        elif token.nesting > 0:
            self._open(content, token.tag, str(token.attrGet("href") or ""), str(token.attrGet("title") or ""))
        elif token.nesting < 0:
            content.close_mark()
        elif token.type == "code_inline":
            content.open_mark(Opened("code"))
            content.add(token.content)
            content.close_mark()
        elif token.type == "hardbreak":
            content.add_break()
        elif token.type == "softbreak":
            content.add(" ")
        elif token.type != "image":
            content.add(token.content)

    def _add_tag(self, content: Content, tag: str) -> None:
        found = _TAG_RE.fullmatch(tag)
        if found is None:
            return
        if found[2].lower() == "br":
            content.add_break()
        elif found[2].lower() in _KINDS:
            if not found[1]:
                self._open(content, found[2].lower(), found[3] or "", "")
            else:
                content.close_mark()

    def _open(self, content: Content, tag: str, href: str, title: str) -> None:
        """Begin the mark of a tag; a link without an address that is safe begins none."""
        kind = _KINDS[tag]
        address = self._addresses.link(href) if kind == "link" else ""
        content.open_mark(Opened(kind, address, title) if address or kind != "link" else None)

    def _frame(self, kind: str, label: str = "") -> Frame:
        self._made += 1
        return Frame(kind, self._made, label=label)  # type: ignore[arg-type]


@cache
def _parser() -> MarkdownIt:
    # start-up: only a dump with markup needs it
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark").enable("strikethrough")
