"""Shared options: `--fields` and the formats that take it."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest

from newsclean.cli.options import _CATEGORIES
from newsclean.cli.pages.formats import OTHER_NAMES
from newsclean.render import FIELD_ORDER
from tests.conftest import Run
from tests.support.commands import one_line
from tests.support.golden import FIXTURES, PAGES


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "newsclean", *arguments], capture_output=True, text=True)


def test_json_has_the_named_fields_in_their_order() -> None:
    done = run("-f", "json", "--fields", "authors, headline,authors", str(PAGES / "harbour-post.html"))
    assert list(json.loads(done.stdout)) == ["authors", "headline"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--fields", "headlin", "-f", "json"], "unknown field 'headlin'; did you mean 'headline'?"),
        (["--fields", "headline"], "use --format json, jsonl or csv"),
        (["--fields", "headline", "-f", "markdown"], "add --front-matter"),
        (["--fields", " , ", "-f", "json"], "names no field"),
        (["--front-matter"], "add --format markdown"),
        (["--front-matter", "-f", "json"], "add --format markdown"),
    ],
)
def test_contradicting_options_are_refused(arguments: list[str], message: str) -> None:
    done = run("clean", *arguments, str(PAGES / "harbour-post.html"))
    assert done.returncode == 2
    assert message in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize(
    ("out", "arguments", "message"),
    [
        ("all.md", [], "all.md is one file, and markdown takes a file a page; name a folder, with --format markdown"),
        ("all", ["-f", "csv"], "--format csv writes one file; name it, as in --out all.csv"),
        ("all.csv", ["-f", "json"], "is a stream of csv; --format json contradicts it"),
        ("all", ["-f", "text", "--no-ledger"], "--no-ledger is for JSON; text has no ledger"),
    ],
)
def test_outputs_that_contradict_their_format(
    call: Run, tmp_path: Path, out: str, arguments: list[str], message: str
) -> None:
    done = call("batch", PAGES / "harbour-post.html", "-o", tmp_path / out, *arguments)
    assert done.returncode == 2
    assert message in done.stderr.decode()
    assert list(tmp_path.iterdir()) == []


def test_a_batch_of_csv_has_one_header(call: Run, tmp_path: Path) -> None:
    out = tmp_path / "all.csv"
    words = ("batch", FIXTURES / "tidewater-record", "-o", out, "--fields", "headline,word_count", "-j", "1")
    assert call(*words).returncode == 0
    first = out.read_text()
    assert first.splitlines()[0] == "headline,word_count"
    assert len(list(csv.reader(first.splitlines()))) == 7
    assert b"6 skipped unchanged" in call(*words).stderr
    assert out.read_text() == first
    assert call("verify", out).returncode == 0
    out.write_text(first.replace("headline", "title"))
    assert call("verify", out).returncode == 1


def test_names_of_other_programs_have_a_hint(call: Run) -> None:
    done = call("-f", "json", "--fields", "title", PAGES / "harbour-post.html")
    assert one_line(done.stderr) == "--fields: unknown field 'title'; did you mean 'headline'?"
    assert set(OTHER_NAMES.values()) <= set(FIELD_ORDER)


def test_lists_take_commas_and_may_be_repeated(call: Run) -> None:
    page = PAGES / "harbour-post.html"
    together = call("--keep", "caption,date", "--drop", "quote", page)
    assert together.returncode == 0
    assert call("--keep", "caption", "--keep", "date", "--drop=quote", page).stdout == together.stdout


def test_no_ledger_leaves_out_what_was_removed(call: Run) -> None:
    page = PAGES / "harbour-post.html"
    whole, short = (json.loads(call("-f", "json", *more, page).stdout) for more in ([], ["--no-ledger"]))
    assert whole.keys() - short.keys() == {"ledger", "restoration"}
    rows = call("--no-ledger", FIXTURES / "table.jsonl").stdout.splitlines()
    assert json.loads(rows[0])["article"].keys() == short.keys()


def test_md_is_markdown(call: Run) -> None:
    page = PAGES / "harbour-post.html"
    assert call("-f", "md", page).stdout == call("-f", "markdown", page).stdout != b""


@pytest.mark.parametrize(
    ("typed", "offered"),
    [("cap", ["caption"]), ("date,cap", ["date,caption"]), ("x", [])],
)
def test_categories_are_completed(typed: str, offered: list[str]) -> None:
    assert _CATEGORIES(typed) == offered


def test_tables_take_fields() -> None:
    done = run(str(FIXTURES / "table.jsonl"), "--text-field", "content", "--fields", "headline")
    assert json.loads(done.stdout.splitlines()[0])["article"] == {"headline": "Ferry returns"}
