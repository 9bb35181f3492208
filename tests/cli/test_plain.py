"""The plain command line prints what the verb `clean` prints."""

from __future__ import annotations

from pathlib import Path

import pytest

from newsclean.cli.lazy import command_line
from newsclean.cli.pages.plain import clean_plainly, is_plain
from tests.support.golden import DUMPS, PAGES

PLAIN = [PAGES / "harbour-post.html", DUMPS / "moscow-times-dump.txt"]


@pytest.fixture(autouse=True)
def _no_configuration(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))


def printed(file: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> tuple[int, bytes, bytes]:
    code = clean_plainly(str(file))
    return int(code), *capfdbinary.readouterr()


def printed_by_verb(file: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> tuple[int, bytes, bytes]:
    with pytest.raises(SystemExit) as ended:
        command_line([str(file)])(args=[str(file)])
    return int(ended.value.code or 0), *capfdbinary.readouterr()


@pytest.mark.parametrize("content", [None, b"", b"\x00\x01\x02" * 99, b"<p>Share this", b"<p>A ferry sails. " * 9])
def test_every_ending(content: bytes | None, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    files = PLAIN if content is None else [tmp_path / "page.html"]
    for file in files:
        if content is not None:
            file.write_bytes(content)
        assert is_plain([str(file)])
        assert printed(file, capfdbinary) == printed_by_verb(file, capfdbinary)


def test_other_command_lines_are_not_plain(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page, table = tmp_path / "a.html", tmp_path / "a.jsonl"
    page.write_bytes(b"x")
    table.write_bytes(b"{}")
    others = [
        [],
        ["-"],
        ["--help"],
        ["clean", str(page)],
        [str(page), str(page)],
        [str(table)],
        [str(tmp_path / "b.txt")],
    ]
    assert not any(map(is_plain, others))
    assert is_plain([str(page)])
    Path("newsclean.toml").write_text('format = "json"\n')
    assert not is_plain([str(page)])
    Path("newsclean.toml").unlink()
    monkeypatch.setenv("NEWSCLEAN_FORMAT", "json")
    assert not is_plain([str(page)])
