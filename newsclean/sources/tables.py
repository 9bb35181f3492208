"""Tables of pages: JSON and CSV with one page in each row, read and written back row by row in constant memory.

Fields other than the page stay untouched. New values are spliced into a JSON row instead of writing the row again, so
numbers, key order and escapes do not change.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TextIO

from newsclean.sources import MAX_BYTES
from newsclean.text.normalise import escape_surrogates
from newsclean.text.patterns import compile_later

_SPACE_RE = compile_later(r"[ \t\r\n]*")
_DECODER = json.JSONDecoder()
TOO_LONG = "longer than a row may be, and left out"
MAX_CELL_CHARS = 1 << 30
"""Characters of a CSV cell at most. The csv module's own limit of 131,072 is smaller than many pages."""


MAX_ROW_CHARS = 6 * MAX_BYTES
"""Characters of a row at most, because JSON may take six for one of a page. A longer row is left out."""
MAX_ARRAY_CHARS = 1 << 29
"""Characters of a JSON array at most: unlike the other tables it is in memory as a whole. A guess."""


class LongLine(str):
    """A line that is longer than a row may be. It is empty, because it was never in memory as a whole."""


class LongRowError(Exception):
    """A row is longer than rows may be."""


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
            if not line.strip() and not isinstance(line, LongLine):
                continue
            raw = line.rstrip("\r\n")
            if isinstance(line, LongLine):
                yield Row(number, raw, problem=TOO_LONG)
                continue
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
    """CSV with a header.

    delimiter: what separates the cells. names, new: the old and new names of the header.
    most: characters of a record; a longer one, as behind a quotation mark without its end, is bad.
    """

    delimiter: str = ","
    names: list[str] = field(default_factory=list)
    new: list[str] = field(default_factory=list)
    most: int = MAX_ROW_CHARS

    def rows(self, lines: Iterable[str]) -> Iterator[Row]:
        """Yield a row for each record after the header. A record with too many or too few cells is bad.

        Raises `BadHeaderError`.
        """
        csv.field_size_limit(MAX_CELL_CHARS)
        record = _Record(lines, self.most)
        reader = csv.reader(record, delimiter=self.delimiter, strict=True)
        try:
            names = next(reader, None)
        except (csv.Error, LongRowError) as error:
            raise BadHeaderError(f"the header is not CSV: {error}") from error
        if names is not None and not names:
            raise BadHeaderError("the header is not CSV: it is a blank line")
        self.names = names or []
        while True:
            number = record.start()
            try:
                cells = next(reader)
            except StopIteration:
                return
            except LongRowError as error:
                yield Row(number, "", problem=str(error))
                continue
            except csv.Error as error:
                yield Row(number, record.raw, problem=f"not CSV: {error}")
                continue
            if len(cells) == len(self.names):
                yield Row(number, record.raw, dict(zip(self.names, cells, strict=True)))
            elif cells:
                yield Row(number, record.raw, problem=f"has {len(cells)} cells, not {len(self.names)}")

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


def bounded_lines(stream: TextIO, most: int = MAX_ROW_CHARS) -> Iterator[str]:
    """Yield the lines of a stream; a `LongLine` for one of more than `most` characters, which is passed over."""
    while line := stream.readline(most):
        if len(line) < most or line.endswith(("\n", "\r")):
            yield line
            continue
        while (rest := stream.readline(1 << 20)) and not rest.endswith(("\n", "\r")):
            pass
        yield LongLine()


class _Record:
    """The lines of a table, of which a CSV record may span several. It is no generator, because errors end those."""

    def __init__(self, lines: Iterable[str], most: int) -> None:
        self._lines = iter(lines)
        self._most = most
        self._count = self._chars = 0
        self._read: list[str] = []

    def start(self) -> int:
        """Begin a record, and return the number of its first line, from 1."""
        self._read.clear()
        self._chars = 0
        return self._count + 1

    @property
    def raw(self) -> str:
        """The text of the record so far."""
        return "".join(self._read).rstrip("\r\n")

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self._count += 1
        self._chars += len(line)
        if isinstance(line, LongLine) or self._chars > self._most:
            self._read.clear()
            raise LongRowError(TOO_LONG)
        self._read.append(line)
        return line


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
