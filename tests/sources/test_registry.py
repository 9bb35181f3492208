"""The registry of source kinds: names decide, unregistered files are pages, missing packages are named."""

from __future__ import annotations

import builtins
import importlib
from pathlib import Path
from typing import Any

import pytest

from newsclean import errors
from newsclean.errors import UsageError
from newsclean.sources import registry
from newsclean.sources.filesystem import locate
from newsclean.sources.records import ArchiveOptions, Record
from newsclean.sources.registry import FOLDER, PAGE, SourceKind, archive_kind, check_installed, read_items, source_kind


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("crawl.warc", "WARC"),
        ("s3://bucket/CC-NEWS.WARC.GZ", "WARC"),
        ("rows.jsonl.zst", "JSON Lines"),
        ("rows.ndjson", "JSON Lines"),
        ("rows.parquet", "Parquet"),
        ("page.html", "page"),
        ("page.html.gz", "page"),
        ("warc", "page"),
        ("pages/", "folder"),
        ("crawl.warc/", "folder"),
    ],
)
def test_the_name_of_a_source_decides_its_kind(name: str, kind: str) -> None:
    assert source_kind(name).name == kind


def test_only_registered_endings_are_archives() -> None:
    assert archive_kind("page.html") is None
    assert {kind.name for kind in registry.KINDS if kind.never_a_page} == {"WARC", "Parquet"}


@pytest.mark.parametrize("kind", [*registry.KINDS, FOLDER, PAGE], ids=lambda kind: kind.name)
def test_every_opener_can_be_imported(kind: SourceKind) -> None:
    for path in filter(None, (kind.opener, kind.column_types)):
        module, _, name = path.partition(":")
        assert callable(getattr(importlib.import_module(module), name))


@pytest.mark.parametrize(
    ("name", "package", "message"),
    [
        ("crawl.warc.gz", "fastwarc", "WARC needs fastwarc; pip install 'newsclean[warc]'"),
        ("rows.parquet", "pyarrow", "Parquet needs pyarrow; pip install 'newsclean[parquet]'"),
        ("rows.jsonl.zst", "zstandard", "zst needs zstandard; pip install 'newsclean[warc]'"),
    ],
)
def test_a_missing_package_is_named_before_the_first_file_is_read(
    name: str, package: str, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def without(module: str) -> Any:
        if module == package:
            raise ImportError(name=module)
        return builtins.__import__(module)

    monkeypatch.setattr(errors, "import_module", without)
    check_installed(["page.html", "rows.jsonl.gz"])
    with pytest.raises(UsageError) as caught:
        check_installed(["page.html", name])
    assert str(caught.value) == message


def test_a_new_kind_is_one_entry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "pages.tar"
    file.write_text("invented")
    kind = SourceKind("tar", "newsclean.sources.folders:file_items", (".tar",), never_a_page=True)
    monkeypatch.setattr(registry, "KINDS", (*registry.KINDS, kind))
    assert source_kind("pages.tar.gz") is kind
    assert list(read_items(locate(str(file)), ArchiveOptions())) == [Record("", b"invented")]
