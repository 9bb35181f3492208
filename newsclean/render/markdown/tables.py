"""Tables in GitHub's Markdown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from newsclean.marks import Frame

MAX_CELLS = 100_000  # cells of one table, with the empty ones; a larger table is written as paragraphs (a guess)


def table_lines(cells: Sequence[tuple[Frame, str]]) -> str:
    """Return the lines of a table; `cells` has the frame and the Markdown of each kept cell, in page order.

    A row without a kept cell goes. GitHub's tables need a header row: an empty one if the first row is no header.
    """
    if not cells:
        return ""
    places = [(frame.row or 0, frame.column or 0, frame, text) for frame, text in cells]
    columns = max(column + (frame.columns or 1) for _, column, frame, _ in places)
    rows = sorted({row for row, *_ in places})
    if len(rows) * columns > MAX_CELLS:
        return "\n\n".join(text for _, text in cells)
    first = [frame for row, _, frame, _ in places if row == rows[0]]
    has_header = all(frame.is_header for frame in first)
    by_row: dict[int, dict[int, str]] = {row: {} for row in rows}
    for row, column, _, text in places:
        by_row[row][column] = text
    lines = [_line(by_row[row], columns) for row in rows]
    head = lines.pop(0) if has_header else _line({}, columns)
    return "\n".join([head, "|" + " --- |" * columns, *lines])


def _line(texts: Mapping[int, str], columns: int) -> str:
    return "| " + " | ".join(texts.get(column, "") for column in range(columns)) + " |"
