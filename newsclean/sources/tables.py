"""Tables of pages: JSON and CSV with one page in each row, read and written back row by row in constant memory.

Fields other than the page stay untouched. New values are spliced into a JSON row instead of writing the row again, so
numbers, key order and escapes do not change.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from newsclean.text.normalise import escape_surrogates

_SPACE_RE = re.compile(r"[ \t\r\n]*")
_DECODER = json.JSONDecoder()
MAX_CELL_CHARS = 1 << 30
"""Characters of a CSV cell at most. The csv module's own limit of 131,072 is smaller than many pages."""


class BadHeaderError(Exception):
    """The header of a table cannot be read, so no row has names for its cells."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table.

    line: the number of the row's first line, from 1. raw: the row's text.
    values: the fields. problem: why the row cannot be read, None for a good row.
    spans: the start and end of each field's value in `raw`; JSON only.
    """

    line: int
    raw: str
    values: Mapping[str, Any] = field(default_factory=dict)
    problem: str | None = None
    spans: Mapping[str, tuple[int, int]] = field(default_factory=dict)


class JsonLines:
    """JSON Lines: one object in each line."""

    def rows(self, lines: Iterable[str]) -> Iterator[Row]:
        """Yield a row for each line that is not blank."""
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            raw = line.rstrip("\r\n")
            try:
                values, spans = _scan_object(raw)
            except (ValueError, RecursionError) as error:
                yield Row(number, raw, problem=f"not a JSON object: {error}")
            else:
                yield Row(number, raw, values, spans=spans)

    def header(self, new: Iterable[str]) -> str:  # noqa: ARG002 - JSON Lines have no header
        """Return "": each object names its fields."""
        return ""

    def updated_row(self, row: Row, changes: Mapping[str, Any]) -> str:
        """Return the line with new values spliced in, and new fields at the end."""
        raw = row.raw
        for name, (start, end) in sorted(row.spans.items(), key=lambda item: item[1], reverse=True):
            if name in changes:
                raw = raw[:start] + _dump(changes[name]) + raw[end:]
        new = ", ".join(f"{_dump(name)}: {_dump(value)}" for name, value in changes.items() if name not in row.spans)
        if not new:
            return raw + "\n"
        head, _, _ = raw.rpartition("}")
        return f"{head.rstrip()}{', ' if row.spans else ''}{new}}}\n"

    def failed_row(self, row: Row, changes: Mapping[str, Any]) -> str:  # noqa: ARG002 - the changes hold the row
        """Return an object of the changes, which hold the bad line."""
        return _dump(dict(changes)) + "\n"


@dataclass(slots=True)
class Csv:
    """CSV with a header. `delimiter` separates the cells; `names` and `new` are the old and new names of the header."""

    delimiter: str = ","
    names: list[str] = field(default_factory=list)
    new: list[str] = field(default_factory=list)

    def rows(self, lines: Iterable[str]) -> Iterator[Row]:
        """Yield a row for each record after the header. A record with too many or too few cells is bad.

        Raises `BadHeaderError`.
        """
        csv.field_size_limit(MAX_CELL_CHARS)
        read: list[str] = []
        reader = csv.reader(_recorded(lines, read), delimiter=self.delimiter, strict=True)
        try:
            names = next(reader, None)
        except csv.Error as error:
            raise BadHeaderError(f"the header is not CSV: {error}") from error
        if names is not None and not names:
            raise BadHeaderError("the header is not CSV: it is a blank line")
        self.names = names or []
        while True:
            number = reader.line_num + 1
            read.clear()
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield Row(number, _joined(read), problem=f"not CSV: {error}")
                continue
            if len(cells) == len(self.names):
                yield Row(number, _joined(read), dict(zip(self.names, cells, strict=True)))
            elif cells:
                yield Row(number, _joined(read), problem=f"has {len(cells)} cells, not {len(self.names)}")

    def header(self, new: Iterable[str]) -> str:
        """Return the header with the new names at its end."""
        self.new = list(new)
        return self._line([*self.names, *self.new]) + "\n"

    def updated_row(self, row: Row, changes: Mapping[str, Any]) -> str:
        """Return the record with cells changed or added; values other than text are written as JSON."""
        added = [_cell(changes.get(name)) for name in self.new]
        if changes.keys().isdisjoint(row.values):
            return self.delimiter.join((row.raw, self._line(added))) + "\n"
        # the raw record has a cell for each name, even if the header has a name twice
        old = next(csv.reader(io.StringIO(row.raw, newline=""), delimiter=self.delimiter))
        cells = [_cell(changes.get(name, cell)) for name, cell in zip(self.names, old, strict=True)]
        return self._line([*cells, *added]) + "\n"

    def failed_row(self, row: Row, changes: Mapping[str, Any]) -> str:
        """Return a record whose cells are empty except for the changes, which hold the bad record."""
        empty = self._line([""] * len(self.names))
        return self.updated_row(Row(row.line, empty, dict.fromkeys(self.names, "")), changes)

    def _line(self, cells: Iterable[str]) -> str:
        out = io.StringIO()
        csv.writer(out, delimiter=self.delimiter, lineterminator="").writerow(cells)
        return out.getvalue()


def json_rows(text: str) -> Iterator[str]:
    """Yield the objects of a JSON array, or a single object, each as it was but on one line.

    Raises `ValueError` for other JSON, after the objects before the fault.
    """
    here = _skip(text, 0)
    if text.startswith("{", here):
        yield text[here:].replace("\r", " ").replace("\n", " ")
        return
    here = _expect(text, here, "[")
    while not text.startswith("]", here):
        _, end = _DECODER.raw_decode(text, here)
        # a line end in JSON is white space; inside a string it would be an escape
        yield text[here:end].replace("\r", " ").replace("\n", " ")
        here = _skip(text, end)
        if not text.startswith("]", here):
            here = _expect(text, here, ",")


TableFormat = JsonLines | Csv  # a format of tables; lines include their line ends


def _recorded(lines: Iterable[str], read: list[str]) -> Iterator[str]:
    """Yield lines, and append each to `read`, because a CSV record may span several lines."""
    for line in lines:
        read.append(line)
        yield line


def _joined(read: list[str]) -> str:
    return "".join(read).rstrip("\r\n")


def _cell(value: Any) -> str:
    return value if isinstance(value, str) else "" if value is None else _dump(value)


def _dump(value: Any) -> str:
    return escape_surrogates(json.dumps(value, ensure_ascii=False))


def _scan_object(raw: str) -> tuple[dict[str, Any], dict[str, tuple[int, int]]]:
    """Return the values of a JSON object, and the start and end of each in the text. Raises `ValueError`."""
    values: dict[str, Any] = {}
    spans: dict[str, tuple[int, int]] = {}
    here = _expect(raw, 0, "{")
    closes = raw.startswith("}", here)
    while not closes:
        here = _skip(raw, here)
        name, here = _DECODER.raw_decode(raw, here)
        if not isinstance(name, str):
            raise ValueError(f"expected a name at character {here}")
        start = _expect(raw, here, ":")
        values[name], end = _DECODER.raw_decode(raw, start)
        spans[name] = (start, end)
        here = _skip(raw, end)
        closes = raw.startswith("}", here)
        if not closes:
            here = _expect(raw, here, ",")
    if _skip(raw, here + 1) != len(raw):
        raise ValueError(f"more than one value, at character {here + 1}")
    return values, spans


def _skip(raw: str, here: int) -> int:
    found = _SPACE_RE.match(raw, here)
    return found.end() if found else here


def _expect(raw: str, here: int, mark: str) -> int:
    """Return the index after a mark and the white space behind it. Raises `ValueError` if the mark is missing."""
    here = _skip(raw, here)
    if not raw.startswith(mark, here):
        raise ValueError(f"expected {mark} at character {here}")
    return _skip(raw, here + 1)
