"""Folders of pages: one item for each file that is a page."""

from __future__ import annotations

from pathlib import Path

from newsclean.sources.filesystem import locate
from newsclean.sources.folders import folder_stamp
from newsclean.sources.records import ArchiveOptions, Fault, Record
from newsclean.sources.registry import read_items


def test_a_folder_has_its_files_without_hidden_files_subfolders_and_archives(tmp_path: Path) -> None:
    for name in ("b.html", "a.txt", ".hidden", "crawl.warc.gz", "rows.jsonl"):
        (tmp_path / name).write_text(name)
    (tmp_path / "below").mkdir()
    (tmp_path / "large.html").write_text("x" * 100)
    found = list(read_items(locate(f"{tmp_path}/"), ArchiveOptions(max_bytes=50)))
    assert found == [
        Record("a.txt", b"a.txt"),
        Record("b.html", b"b.html"),
        Fault("large.html", "larger than 50 bytes", status="too-large"),
    ]


def test_the_stamp_of_a_folder_changes_with_any_page_and_with_no_other_file(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("one")
    folder = locate(f"{tmp_path}/")
    before = folder_stamp(folder)
    (tmp_path / "rows.jsonl").write_text("{}")
    assert folder_stamp(folder) == before
    (tmp_path / "a.html").write_text("longer")
    assert folder_stamp(folder) != before
