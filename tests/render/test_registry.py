"""The registry of output formats: every format is found by name and by file ending, an unknown one is an error."""

from __future__ import annotations

import re
import sys

import pytest

from newsclean import Article, UsageError
from newsclean.article import BodyBlock
from newsclean.blocks import Category
from newsclean.render import FORMATS, OutputFormat, RenderOptions, archive_format_of, output_format, render
from newsclean.render.registry import ARCHIVE_FORMATS, BATCH_FORMATS, PAGE_FORMATS

ARTICLE = Article(source="x", encoding="utf-8", body="One.", blocks=(BodyBlock(Category.BODY, "One.", 0),))


def test_formats_are_grouped_by_what_they_hold() -> None:
    assert PAGE_FORMATS == ("text", "markdown", "html", "tei", "json", "jsonl", "csv")
    assert BATCH_FORMATS == ("text", "markdown", "html", "tei", "json", "jsonl", "csv")
    assert ARCHIVE_FORMATS == ("jsonl", "jsonl.gz", "jsonl.zst", "parquet")
    assert {*PAGE_FORMATS, *ARCHIVE_FORMATS} == set(FORMATS)


@pytest.mark.parametrize("name", PAGE_FORMATS)
def test_every_page_format_renders_the_body(name: str) -> None:
    fields = ("body",) if FORMATS[name].is_record else ()
    assert "One." in render(ARTICLE, RenderOptions(name, fields=fields))


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_has_a_name_and_an_ending_of_its_own(name: str) -> None:
    assert output_format(name).name == name
    assert [one.name for one in FORMATS.values() if one.ending == FORMATS[name].ending] == [name]
    assert archive_format_of(f"out/A{FORMATS[name].ending}".upper()) == (
        FORMATS[name] if name in ARCHIVE_FORMATS else None
    )


def test_an_unknown_format_is_an_error_that_names_the_nearest() -> None:
    with pytest.raises(UsageError, match=re.escape("unknown format 'markdwon'; did you mean 'markdown'?")):
        output_format("markdwon")
    with pytest.raises(UsageError, match="unknown format 'yaml'; known are text, markdown"):
        render(ARTICLE, RenderOptions("yaml"))


def test_an_archive_format_renders_no_page() -> None:
    with pytest.raises(UsageError, match=r"the format parquet is for archives; pages take text, markdown"):
        render(ARTICLE, RenderOptions("parquet"))


def test_a_format_says_which_package_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(UsageError, match=r"the format parquet needs .*; pip install 'newsclean\[parquet\]'"):
        output_format("parquet").check_installed()
    OutputFormat("plain", ".plain").check_installed()
