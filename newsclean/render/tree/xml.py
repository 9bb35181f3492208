"""Elements as text, for HTML and TEI. All values are escaped here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from newsclean.article import BodyBlock
from newsclean.marks import Frame
from newsclean.render.tree.outline import Item, Node
from newsclean.text.patterns import compile_later

_FORBIDDEN_RE = compile_later("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # no character of XML


def escape_text(text: str) -> str:
    """Return a text as the content of an element."""
    return _FORBIDDEN_RE.sub("", text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def element(name: str, content: str = "", attributes: Mapping[str, str | int | None] | None = None) -> str:
    """Return an element with content that is escaped already. Attributes that are None or "" are left out.

    >>> element("a", "here", {"href": 'x"', "title": None})
    '<a href="x&quot;">here</a>'
    """
    pairs = (attributes or {}).items()
    stated = "".join(f' {key}="{_escape_value(str(value))}"' for key, value in pairs if value not in (None, ""))
    return f"<{name}{stated}>{content}</{name}>"


def lines(pieces: Iterable[str]) -> str:
    """Return pieces of markup, a line each."""
    return "\n".join(filter(None, pieces))


def rows_of(node: Node) -> tuple[list[Item], list[list[tuple[Frame, Node]]]]:
    """Return what is in a table besides cells, and its cells by rows; a row without a kept cell is left out.

    A cell whose text is dropped is there without content, so that all others stay in their columns.
    """
    others: list[Item] = []
    rows: dict[int, list[tuple[Frame, Node]]] = {}
    for child in node.children:
        if isinstance(child, Node) and child.kind == "cell" and child.frame is not None:
            rows.setdefault(child.frame.row or 0, []).append((child.frame, child))
        else:
            others.append(child)
    free: dict[int, int] = {}  # column: the first row in which no cell from above is in it
    return others, [list(_with_gaps(number, rows[number], free)) for number in sorted(rows)]


def _with_gaps(number: int, cells: list[tuple[Frame, Node]], free: dict[int, int]) -> Iterator[tuple[Frame, Node]]:
    """Yield the cells of a row, and an empty one for each column before them that no cell is in."""
    column = 0
    for frame, cell in cells:
        for gap in range(column, frame.column or 0):
            if free.get(gap, 0) <= number:
                empty = frame._replace(column=gap, rows=1, columns=1)
                yield empty, Node(empty)
        yield frame, cell
        column = (frame.column or 0) + (frame.columns or 1)
        free.update(dict.fromkeys(range(frame.column or 0, column), number + (frame.rows or 1)))


def only_block(node: Node) -> BodyBlock | None:
    """Return the block of a node that has nothing but one block, else None."""
    child = node.children[0] if len(node.children) == 1 else None
    return child if isinstance(child, BodyBlock) else None


def _escape_value(text: str) -> str:
    return escape_text(text).replace('"', "&quot;").replace("\n", " ")
