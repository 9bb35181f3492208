"""Shared options: `--fields` and the formats that take it."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

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


def test_batch_writes_no_csv(tmp_path: object) -> None:
    done = run("batch", str(PAGES / "harbour-post.html"), "--out", str(tmp_path), "-f", "csv")
    assert (done.returncode, "a batch writes no CSV" in done.stderr) == (2, True)


def test_tables_take_fields() -> None:
    done = run(str(FIXTURES / "table.jsonl"), "--text-field", "content", "--fields", "headline")
    assert json.loads(done.stdout.splitlines()[0])["article"] == {"headline": "Ferry returns"}
