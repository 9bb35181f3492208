"""Rows of tables have a limit of length, and a longer one costs itself alone."""

from __future__ import annotations

import gzip
import io
import json
from pathlib import Path

import pytest

from newsclean.sources import rows as archive_rows
from newsclean.sources.filesystem import locate
from newsclean.sources.records import ArchiveOptions, Fault, Record
from newsclean.sources.rows import array_items, csv_items
from newsclean.sources.tables import TOO_LONG, BadHeaderError, Csv, JsonLines, LongLine, bounded_lines

MOST = 40


@pytest.mark.parametrize("end", ["\n", "\r\n", ""])
def test_long_line_is_passed_over(end: str) -> None:
    lines = list(bounded_lines(io.StringIO(f"a\n{'b' * 3 * MOST}{end}c\n" if end else "a\n" + "b" * MOST), MOST))
    assert lines == (["a\n", "", "c\n"] if end else ["a\n", ""])
    assert isinstance(lines[1], LongLine)


def test_long_row_of_json_lines_costs_itself() -> None:
    text = '{"text": "one"}\n{"text": "' + "x" * MOST + '"}\n{"text": "three"}\n'
    rows = list(JsonLines().rows(bounded_lines(io.StringIO(text), MOST)))
    assert [(row.line, row.values.get("text"), row.problem) for row in rows] == [
        (1, "one", None),
        (2, None, TOO_LONG),
        (3, "three", None),
    ]


def test_quotation_mark_without_end_costs_the_rows_up_to_the_limit() -> None:
    text = 'id,text\n1,one\n2,"open\n' + "3,three\n" * 5 + "9,nine\n"
    table = Csv(most=MOST)
    rows = list(table.rows(bounded_lines(io.StringIO(text, newline=""), MOST)))
    assert [(row.line, row.values.get("id"), row.problem) for row in rows] == [
        (2, "1", None),
        (3, None, TOO_LONG),
        (9, "9", None),
    ]


def test_long_header_is_no_header() -> None:
    with pytest.raises(BadHeaderError, match="longer than a row may be"):
        list(Csv(most=MOST).rows(bounded_lines(io.StringIO("x" * MOST + "\n1\n"), MOST)))


def test_batch_bounds_the_rows_of_a_gzipped_table(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv.gz"
    path.write_bytes(gzip.compress(b"id,text\n1,one\n2," + b"x" * 10_000 + b"\n3,three\n"))
    items = list(csv_items(locate(str(path)), ArchiveOptions(max_bytes=100)))
    assert [(type(item), item.where) for item in items] == [(Record, 2), (Fault, 3), (Record, 4)]


def test_batch_bounds_a_gzipped_array(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "rows.json.gz"
    path.write_bytes(gzip.compress(json.dumps([{"text": "x" * 1000}]).encode()))
    monkeypatch.setattr(archive_rows, "MAX_ARRAY_CHARS", 100)
    (item,) = array_items(locate(str(path)), ArchiveOptions())
    assert isinstance(item, Fault)
    assert "too large for an array" in item.reason
