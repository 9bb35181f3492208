"""The verb `restore`: the bytes of a text input, from its article."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Run
from tests.support.commands import PAGE, STORY, one_line


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
