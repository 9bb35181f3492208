"""The grid of an HTML table: the row and column of each cell, and how many rows and columns it spans."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

MAX_COLUMNS = 200
"""Columns of a table, and columns that one cell spans; browsers stop at 1,000. Raising it lets a hostile
table cost more."""


class Place(NamedTuple):
    """The place of a cell: its first row and column, from 0, how many it spans, and whether it is a header."""

    row: int
    column: int
    rows: int
    columns: int
    is_header: bool


@dataclass(frozen=True, slots=True)
class Grid:
    """The size of a table, and the place of each cell by its element."""

    rows: int
    columns: int
    places: Mapping[Any, Place]


def grid_of(table: Any) -> Grid:
    """Return the grid of a `<table>`."""
    rows = list(_rows_of(table))
    places: dict[Any, Place] = {}
    taken: dict[int, int] = {}  # column: the first row in which it is free again
    for number, row in enumerate(rows):
        column = 0
        in_head = row.getparent().tag == "thead"
        for cell in row.iterchildren("td", "th"):
            while taken.get(column, 0) > number:
                column += 1
            if column >= MAX_COLUMNS:
                break
            tall = min(_span(cell, "rowspan"), len(rows) - number)
            wide = min(_span(cell, "colspan"), MAX_COLUMNS - column)
            places[cell] = Place(number, column, tall, wide, in_head or cell.tag == "th")
            for each in range(column, column + wide):
                taken[each] = number + tall
            column += wide
    # a column in which no cell begins only makes the table wide
    width = 1 + max((place.column for place in places.values()), default=0)
    fitted = {cell: place._replace(columns=min(place.columns, width - place.column)) for cell, place in places.items()}
    return Grid(len(rows), width, fitted)


def _rows_of(table: Any) -> Iterator[Any]:
    """Yield the rows of a table, not those of tables inside it."""
    for child in table:
        if child.tag == "tr":
            yield child
        elif child.tag in ("thead", "tbody", "tfoot"):
            yield from child.iterchildren("tr")


def _span(cell: Any, name: str) -> int:
    """Return how many rows or columns a cell spans; 0 means all that are left, as in HTML."""
    text = (cell.get(name) or "1").strip()
    if not text.isdecimal() or not text.isascii():
        return 1
    return int(text[:6]) or (MAX_COLUMNS * MAX_COLUMNS if name == "rowspan" else 1)
