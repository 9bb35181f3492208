"""The verb `restore`: the bytes of a text input, from its article."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import Run
from tests.support.commands import DUMP, PAGE, STORY, one_line


def test_restore_returns_the_bytes_of_the_file(call: Run, tmp_path: Path) -> None:
    original = tmp_path / "dump.txt"
    original.write_bytes("\ufeffSupport us\r\n\r\n".encode() + STORY.replace(b"\n", b"\r\n") + b"\xff\r\n")
    article = tmp_path / "article.json"
    assert call("-f", "json", "-o", article, original).returncode == 0
    assert call("restore", article).stdout == original.read_bytes()
    back = tmp_path / "back.txt"
    assert call("restore", "--output", back, "-", stdin=article.read_bytes()).returncode == 0
    assert back.read_bytes() == original.read_bytes()


@pytest.mark.parametrize(
    ("stdin", "message"),
    [
        (b"no json", "-: not an article in JSON"),
        (b"{}", "-: not an article in JSON"),
        (b"\xff\xfe", "-: not an article in JSON"),
    ],
)
def test_restore_refuses_input_that_is_no_article(call: Run, stdin: bytes, message: str) -> None:
    done = call("restore", stdin=stdin)
    assert done.returncode == 1
    assert one_line(done.stderr).startswith(message)


def test_restore_refuses_html(call: Run) -> None:
    done = call("restore", stdin=call("-f", "json", PAGE).stdout)
    assert done.returncode == 1
    assert "only text inputs can be restored" in one_line(done.stderr)


def test_restore_takes_folders_rows_and_arrays(call: Run, tmp_path: Path) -> None:
    dumps = {f"{n}/dump.txt": f"Support us {n}\n\n".encode() + STORY for n in range(3)}
    for name, data in dumps.items():
        (tmp_path / "in" / name).parent.mkdir(parents=True)
        (tmp_path / "in" / name).write_bytes(data)
    texts = tmp_path / "in"
    call("-f", "jsonl", texts, "-o", tmp_path / "rows.jsonl")
    call("-f", "json", texts, "-o", tmp_path / "array.json")
    call("batch", texts, "--out", tmp_path / "out", "-q", "-j", "1")
    for number, word in enumerate(("rows.jsonl", "array.json", "out")):
        folder = tmp_path / f"back{number}"
        done = call("restore", tmp_path / word, "-o", folder)
        assert (done.returncode, one_line(done.stderr)) == (0, "3 texts restored")
        assert {name: (folder / str(texts).lstrip("/") / name).read_bytes() for name in dumps} == dumps
    assert call("restore", tmp_path / "rows.jsonl", "-o", tmp_path / "back0").returncode == 0
    many = call("restore", tmp_path / "rows.jsonl")
    assert (many.returncode, b"--output DIR writes a file for each" in many.stderr) == (2, True)


def test_restore_takes_the_rows_of_a_cleaned_table(call: Run, tmp_path: Path) -> None:
    rows = tmp_path / "rows.jsonl"
    rows.write_bytes(b"".join(b'{"text": "Ferry %d returns.\\n\\nThe ferry sails on Monday."}\n' % n for n in range(3)))
    cleaned = tmp_path / "cleaned.jsonl"
    call(rows, "-o", cleaned)
    done = call("restore", cleaned, "-o", tmp_path / "back")
    assert one_line(done.stderr) == "3 texts restored"
    found = {path.read_text() for path in (tmp_path / "back").rglob("*") if path.is_file()}
    assert found == {f"Ferry {n} returns.\n\nThe ferry sails on Monday." for n in range(3)}


def test_restore_goes_on_after_html_and_never_leaves_its_folder(call: Run, tmp_path: Path) -> None:
    articles = [json.loads(call("-f", "json", page).stdout) for page in (PAGE, DUMP, DUMP, DUMP)]
    articles[2]["source"] = "../../outside.txt"
    articles[3]["source"] = "link/x.txt"
    (tmp_path / "back").mkdir()
    (tmp_path / "back" / "link").symlink_to(tmp_path)
    (tmp_path / "all.json").write_text(json.dumps(articles))
    done = call("restore", tmp_path / "all.json", "-o", tmp_path / "back")
    assert done.returncode == 1
    assert b"all.json:1: the article was made from HTML" in done.stderr
    assert b"a link leads out of" in done.stderr
    assert b"2 texts restored, 2 failed" in done.stderr
    assert (tmp_path / "back" / "outside.txt").read_bytes() == DUMP.read_bytes()
    assert not (tmp_path / "x.txt").exists()
