"""Block-level Markdown: headings, lists, quotes, code, tables and footnotes, nested as on the page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from newsclean.article import BodyBlock
from newsclean.blocks import Category
from newsclean.marks import Embed, Frame, Image
from newsclean.render.markdown.escape import destination, escape, escape_heading_end, title_of
from newsclean.render.markdown.inline import InlineWriter, LinkStyle
from newsclean.render.markdown.tables import table_lines
from newsclean.render.tree.code import code_of
from newsclean.render.tree.outline import Item, Node
from newsclean.text.patterns import compile_later

MAX_NUMBER = 999_999_999  # the largest number of a list item in CommonMark
_FENCE_RE = compile_later("`{3,}")


@dataclass(slots=True)
class MarkdownWriter:
    """Writes the blocks of one article."""

    links: LinkStyle
    language: str
    _inline: InlineWriter = field(init=False)
    _in_heading: InlineWriter = field(init=False)
    _in_cell: InlineWriter = field(init=False)

    def __post_init__(self) -> None:
        self._inline = InlineWriter(self.links, self.language)
        self._in_heading = replace(self._inline, line_end=" ")
        self._in_cell = replace(self._inline, line_end="<br>", in_cell=True)

    def chunks(self, children: Sequence[Item]) -> list[str]:
        """Return the Markdown of each child that has any."""
        found: list[str] = []
        previous: Item | None = None
        is_other = False
        for child in children:
            # two lists side by side would become one
            is_other = _are_lists(previous, child) and not is_other
            chunk = self._node(child, is_other=is_other) if isinstance(child, Node) else self._leaf(child)
            if chunk:
                found.append(chunk)
                previous = child
        return found

    def _leaf(self, item: BodyBlock | Image | Embed) -> str:
        if isinstance(item, Image):
            return image(item)
        if isinstance(item, Embed):
            return self._embed(item)
        level = item.level or (2 if item.category is Category.SUBHEADING else None)
        if level is None:
            return self._inline.write(item.text, item.marks)
        text = escape_heading_end(self._in_heading.write(item.text, item.marks))
        return f"{'#' * level} {text}"

    def _embed(self, embed: Embed) -> str:
        if not self.links.has_links:
            return ""
        text = f"{embed.provider}: {embed.text}" if embed.text else embed.provider
        return f"[{escape(text)}]({destination(embed.url)})"

    def _node(self, node: Node, *, is_other: bool) -> str:
        match node.kind:
            case "list" | "ordered-list":
                return self._list(node, is_other=is_other)
            case "quote" | "callout":
                return _prefixed("\n\n".join(self.chunks(node.children)), "> ")
            case "code":
                return self._code(node)
            case "table":
                return self._table(node)
            case "term":
                return "\n\n".join(map(_strong, self.chunks(node.children)))
            case "definition":
                return _item("-", "\n\n".join(self.chunks(node.children)))
            case "note" if node.frame is not None:
                return _prefixed("\n\n".join(self.chunks(node.children)), "    ", first=f"[^{node.frame.label}]: ")
            case _:
                return "\n\n".join(self.chunks(node.children))

    def _list(self, node: Node, *, is_other: bool) -> str:
        """Return a list. A number that does not follow the one before it begins a new list, with another sign."""
        items = [(_number(child), self._item_chunks(child)) for child in node.children]
        is_loose = any(len([chunk for chunk, is_list in chunks if not is_list]) > 1 for _, chunks in items)
        lines: list[str] = []
        sign, expected = ")" if is_other else ".", None
        for number, chunks in items:
            marker = "*" if is_other else "-"
            if number is not None:
                if expected is not None and number != expected:
                    sign = "." if sign == ")" else ")"
                    lines.append("")
                marker, expected = f"{number}{sign}", number + 1
            if is_loose and lines and lines[-1]:
                lines.append("")
            lines.append(_item(marker, _item_text(chunks, is_loose=is_loose)))
        return "\n".join(lines)

    def _item_chunks(self, item: Item) -> list[tuple[str, bool]]:
        """Return the chunks of an item, and whether each is a list."""
        children = item.children if isinstance(item, Node) and item.kind == "item" else [item]
        chunks: list[tuple[str, bool]] = []
        previous: Item | None = None
        for child in children:
            is_other = _are_lists(previous, child)
            chunk = self._node(child, is_other=is_other) if isinstance(child, Node) else self._leaf(child)
            if chunk:
                chunks.append((chunk, isinstance(child, Node) and child.kind in ("list", "ordered-list")))
                previous = child
        return chunks

    def _code(self, node: Node) -> str:
        code = code_of(node)
        if not code:
            return "\n\n".join(chunk for child in node.children if isinstance(child, Image) for chunk in [image(child)])
        fence = "`" * (1 + max(map(len, _FENCE_RE.findall(code)), default=2))
        language = node.frame.label if node.frame else ""
        return f"{fence}{language}\n{code}\n{fence}"

    def _table(self, node: Node) -> str:
        cells: list[tuple[Frame, str]] = []
        others: list[Item] = []
        for child in node.children:
            if isinstance(child, Node) and child.kind == "cell" and child.frame is not None:
                cells.append((child.frame, "<br>".join(self._cell_texts(child))))
            else:
                others.append(child)
        return "\n\n".join([*self.chunks(others), *filter(None, [table_lines(cells)])])

    def _cell_texts(self, node: Node) -> Iterator[str]:
        """Yield the texts of a cell, whose blocks all go on one line."""
        for child in node.children:
            if isinstance(child, Node) and child.kind == "code":
                yield from (self._in_cell.code(line) for line in code_of(child).split("\n") if line.strip())
            elif isinstance(child, Node):
                yield from self._cell_texts(child)
            elif isinstance(child, BodyBlock):
                yield self._in_cell.write(child.text, child.marks)
            else:
                yield self._leaf(child).replace("|", r"\|")


def image(shown: Image) -> str:
    """Return an image with its caption as its title."""
    caption = " ".join(filter(None, (shown.caption, shown.credit)))
    return f"![{escape(shown.alt)}]({destination(shown.url)}{title_of(caption)})"


def _are_lists(previous: Item | None, child: Item) -> bool:
    """Return whether two neighbours are lists of one kind."""
    kinds = {item.kind if isinstance(item, Node) else "" for item in (previous, child)}
    return len(kinds) == 1 and kinds <= {"list", "ordered-list"}


def _number(item: Item) -> int | None:
    """Return the number of an item, None for a bullet and for numbers that Markdown cannot write."""
    number = item.frame.number if isinstance(item, Node) and item.frame is not None else None
    return number if number is not None and 0 <= number <= MAX_NUMBER else None


def _item(marker: str, text: str) -> str:
    return _prefixed(text, " " * (len(marker) + 1), first=marker + " ") if text else marker


def _item_text(chunks: Sequence[tuple[str, bool]], *, is_loose: bool) -> str:
    """Return the chunks of an item as one text; in a tight list, a list inside follows without a blank line."""
    text = chunks[0][0] if chunks else ""
    for chunk, is_list in chunks[1:]:
        # without a blank line, only a list that begins with 1 can follow a paragraph
        is_tight = is_list and not is_loose and re.match(r"[-*] |1[.)] ", chunk)
        text += ("\n" if is_tight else "\n\n") + chunk
    return text


def _prefixed(text: str, prefix: str, first: str | None = None) -> str:
    """Return a text with a prefix before each line that is not empty; `first` is that of the first line."""
    lines = text.split("\n")
    later = [(prefix + line if line else prefix.rstrip()) for line in lines[1:]]
    return "\n".join([(prefix if first is None else first) + lines[0], *later]) if text else ""


def _strong(chunk: str) -> str:
    return chunk if "*" in chunk or "_" in chunk or "\n" in chunk else f"**{chunk}**"
