"""The pages of a command line: folders, patterns, lists, tables and the terminal."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from newsclean.cli.pages.inputs import PageInputs
from newsclean.pipeline import Failure
from tests.conftest import Run
from tests.support.commands import one_line
from tests.support.golden import FIXTURES, PAGES

STORY = "Ferry returns\n\nThe ferry will sail again on Monday, the harbour office said.\n\nRead more"
BODY = "The ferry will sail again on Monday, the harbour office said."
SITE = FIXTURES / "tidewater-record"


def names(*words: str, **settings: object) -> list[str]:
    found = PageInputs(words, **settings).pages()  # type: ignore[arg-type]
    return [page.source.source if isinstance(page.source, Failure) else page.source.name for page in found]


def test_folders_patterns_and_lists_name_pages(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt", ".hidden"):
        (tmp_path / name).write_text(STORY)
    pages = [str(tmp_path / "a.txt"), str(tmp_path / "b.txt")]
    assert names(str(tmp_path)) == names(f"{tmp_path}/*.txt") == pages
    (tmp_path / "list").write_text("\n".join(pages))
    assert names(files_from=str(tmp_path / "list")) == pages
    (tmp_path / "list").write_text("\0".join(pages))
    assert names(files_from=str(tmp_path / "list"), is_null_separated=True) == pages


def test_an_archive_among_pages_stops_none_of_them(call: Run, tmp_path: Path) -> None:
    (tmp_path / "a.warc.gz").write_bytes(b"")
    (tmp_path / "b.txt").write_text(STORY)
    done = call(tmp_path)
    assert (done.returncode, BODY in done.stdout.decode()) == (1, True)
    assert "newsclean batch" in one_line(done.stderr)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("rows.jsonl", json.dumps({"id": 1, "content": STORY}) + "\n"),
        ("rows.json", json.dumps([{"id": 1, "body": STORY}], indent=2)),
        ("row.json", json.dumps({"id": 1, "text": STORY}, indent=2)),
        ("rows.tsv", "id\ttext\n1\t" + json.dumps(STORY).replace("\\n", "\n") + "\n"),
    ],
)
def test_a_table_is_known_by_its_name_and_its_page_by_its_field(
    call: Run, tmp_path: Path, name: str, text: str
) -> None:
    (tmp_path / name).write_text(text)
    done = call(tmp_path / name)
    assert done.returncode == 0
    assert "a table with a page in the field" in one_line(done.stderr)
    assert '"article"' in done.stdout.decode() or "\tarticle" in done.stdout.decode()
    assert call(tmp_path / name, "-f", "text").stdout.decode() == f"Ferry returns\n\n{BODY}\n"


def test_the_name_of_the_output_says_its_format(call: Run, tmp_path: Path) -> None:
    rows, out = tmp_path / "rows.jsonl", tmp_path / "out.csv"
    rows.write_text(json.dumps({"id": 1, "content": STORY, "link": "https://post.example/a"}) + "\n")
    assert call(rows, "-o", out, "--fields", "headline,url").returncode == 0
    assert out.read_text() == "headline,url\nFerry returns,https://post.example/a\n"


def test_a_table_without_pages_says_what_it_has(call: Run, tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_text("id,page\n1,x\n")
    done = call(tmp_path / "rows.csv")
    assert (done.returncode, done.stdout) == (2, b"")
    assert "it has id, page; --html-field or --text-field names" in one_line(done.stderr)


def test_several_pages_as_json_are_an_array(call: Run) -> None:
    done = call("-f", "json", "--fields", "source", SITE)
    assert len(json.loads(done.stdout)) == 6
    assert json.loads(call("-f", "json", "--fields", "source", f"{SITE}/none*").stdout) == []
    assert isinstance(json.loads(call("-f", "json", PAGES / "harbour-post.html").stdout), dict)


def test_several_pages_as_markdown_are_a_batch(call: Run) -> None:
    done = call("-f", "markdown", SITE)
    assert done.returncode == 2
    assert "newsclean batch PAGES --format markdown --out DIR" in one_line(done.stderr)


@pytest.mark.parametrize("name", ["pages.zip", "pages.tar.gz"])
def test_a_packed_folder_has_a_hint(call: Run, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"x")
    assert "unpack it" in one_line(call(tmp_path / name).stderr)


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (("explian", "page.html"), "did you mean `newsclean explain`?"),
        (("staus", "articles/"), "did you mean `newsclean status`?"),
        (("s3://bucket/a.html",), "`newsclean batch s3://bucket/a.html --out DIR` reads it"),
    ],
)
def test_a_word_that_names_nothing_has_a_hint(call: Run, words: tuple[str, ...], hint: str) -> None:
    done = call(*words)
    assert (done.returncode, done.stdout) == (2, b"")
    assert hint in one_line(done.stderr)


def test_words_of_other_programs(call: Run) -> None:
    assert call("-V").stdout == call("version").stdout == call("--version").stdout
    assert call("help", "restore").stdout == call("restore", "--help").stdout != b""


def test_reading_from_a_terminal_says_so(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    class Terminal:
        buffer = sys.stdin.buffer

        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(sys, "stdin", Terminal())
    list(PageInputs().pages())
    assert "reading from the terminal" in capsys.readouterr().err


def test_a_doubtful_article_has_a_note(call: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("newsclean.cli.console.LOW_CONFIDENCE", 1.1)
    page = PAGES / "harbour-post.html"
    done = call(page)
    assert (done.returncode, "the article may be wrong" in one_line(done.stderr)) == (0, True)
    assert call("-q", page).stderr == b""


def test_split_makes_several_articles_of_a_file(call: Run, tmp_path: Path) -> None:
    text = f"1 of 2 DOCUMENTS\n\n{STORY}\n\n2 of 2 DOCUMENTS\n\n{STORY}\n"
    (tmp_path / "export.txt").write_text(text)
    done = call("--split", "--format", "jsonl", tmp_path / "export.txt")
    articles = [json.loads(line) for line in done.stdout.splitlines()]
    assert [article["source"] for article in articles] == [f"{tmp_path}/export.txt:{line}" for line in (1, 9)]
    assert all(article["body"] == BODY for article in articles)
    refused = call("--split", "--in-place", tmp_path / "export.txt")
    assert (refused.returncode, "--split" in one_line(refused.stderr)) == (2, True)
