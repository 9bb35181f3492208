"""Inputs and outputs: files that cannot be read or written are one message and exit code 1."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest

from newsclean.cli.console import print_table, printable
from tests.conftest import Run
from tests.support.commands import DUMP, STORY, one_line


@pytest.mark.parametrize("verb", ["clean", "explain", "restore"])
def test_a_file_that_cannot_be_read_is_one_line_and_exit_code_1(call: Run, verb: str, tmp_path: Path) -> None:
    missing = tmp_path / "missing.html"
    done = call(verb, missing)
    assert (done.returncode, done.stdout) == (1, b"")
    assert one_line(done.stderr) == f"{missing}: No such file or directory"
    done = call(verb, tmp_path)
    assert done.returncode == 1
    wanted = "no pages there" if verb in ("clean", "explain") else "no articles there"
    assert one_line(done.stderr).startswith(f"{tmp_path}: {wanted}")


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="everything is readable to this user")
def test_a_file_without_permission(call: Run, tmp_path: Path) -> None:
    page = tmp_path / "secret.txt"
    page.write_bytes(STORY)
    page.chmod(0)
    assert one_line(call(page).stderr) == f"{page}: Permission denied"


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n" + bytes(range(32)) * 40, b"%PDF-1.7\n" + bytes(range(256)) * 8])
def test_a_binary_file(call: Run, data: bytes) -> None:
    done = call(stdin=data)
    assert (done.returncode, done.stdout) == (1, b"")
    assert one_line(done.stderr) == "-: not text in any encoding (an image, a PDF or an archive?)"


def test_a_broken_gzip(call: Run) -> None:
    done = call(stdin=b"\x1f\x8b\x08broken")
    assert done.returncode == 1
    assert one_line(done.stderr).startswith("-: broken gzip")


def test_output_appears_whole_with_ordinary_permissions(call: Run, tmp_path: Path) -> None:
    out = tmp_path / "article.txt"
    assert call("--output", out, DUMP).stdout == b""
    assert out.read_bytes() == call(DUMP).stdout
    assert stat.S_IMODE(out.stat().st_mode) == 0o666 & ~_umask()
    assert [path.name for path in tmp_path.iterdir()] == ["article.txt"]


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def test_output_that_cannot_be_written_is_one_line(call: Run, tmp_path: Path) -> None:
    done = call("--output", tmp_path / "no" / "such" / "folder.txt", DUMP)
    assert done.returncode == 1
    assert "cannot write: No such file or directory" in one_line(done.stderr)


def test_a_file_name_that_is_no_utf8(call: Run, tmp_path: Path) -> None:
    page = Path(os.fsdecode(os.fsencode(tmp_path / "page") + b"\xff.txt"))
    try:
        page.write_bytes(DUMP.read_bytes())
    except OSError:
        pytest.skip("not on this file system")
    done = call("-f", "json", page)
    assert done.returncode == 0
    assert os.fsencode(json.loads(done.stdout)["source"]) == os.fsencode(page)
    assert call(page).stdout == call(DUMP).stdout
    assert call("explain", page).returncode == 0


@pytest.mark.parametrize("format_", ["csv", "jsonl"])
def test_a_name_that_is_no_utf8_does_not_end_a_stream_of_pages(call: Run, tmp_path: Path, format_: str) -> None:
    odd = os.fsdecode(os.fsencode(tmp_path) + b"/\xff.txt")
    Path(odd).write_bytes(STORY * 3)
    out = tmp_path / "all"
    for done in (call("-f", format_, DUMP, odd, DUMP), call("-f", format_, DUMP, odd, DUMP, "-o", out)):
        assert (done.returncode, done.stderr) == (0, b"")
    lines = out.read_bytes().decode("utf-8").splitlines()
    assert len(lines) == 3 + (format_ == "csv")
    assert "\\udcff.txt" in lines[-2]


def test_an_article_that_cannot_be_written_costs_itself(call: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    errors = [ValueError("broken on purpose")]

    def fails_once(*_arguments: object) -> str:
        if errors:
            raise errors.pop()
        return "{}\n"

    monkeypatch.setattr("newsclean.cli.verbs.clean.render", fails_once)
    done = call("-f", "jsonl", DUMP, DUMP)
    assert done.returncode == 1
    assert one_line(done.stderr).endswith("newsclean failed on this page (ValueError: broken on purpose)")
    assert len(done.stdout.splitlines()) == 1


@pytest.mark.parametrize(
    "character",
    "\u200b \u200e \u200f \u061c \u2066 \u2069 \u202e \u2060 \ufeff \U000e0041 \u2028 \ud800".split(" "),
    ids=ascii,
)
def test_invisible_characters_are_escaped_on_terminals(character: str) -> None:
    escape = character.encode("unicode_escape").decode()
    assert printable(f"pay{character}pal") == f"pay{escape}pal"


@pytest.mark.parametrize("text", ["می\u200cخواهم", "👩\u200d🚀", "Überfähre", "港の事務所"])
def test_text_that_needs_joiners_is_printed_unchanged(text: str) -> None:
    assert printable(text) == text


def test_a_table_is_aligned_on_a_terminal_and_has_tabs_in_a_pipe(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [("post", "The Harbour Post", "harbourpost.example"), ("a-very-long-identifier-of-a-paper", "A", "-")]
    print_table(rows)
    assert capsys.readouterr().out == "".join("\t".join(row) + "\n" for row in rows)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setattr("shutil.get_terminal_size", lambda: os.terminal_size((60, 24)))
    print_table(rows)
    first, second = capsys.readouterr().out.splitlines()
    assert first.index("The") == second.index("A ")
    assert max(len(first), len(second)) <= 60
    print_table([])
