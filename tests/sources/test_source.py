"""A source reads no more than its limit."""

from __future__ import annotations

import io
import sys
from types import SimpleNamespace

import pytest

from newsclean.errors import TooLargeError
from newsclean.sources import Source


def test_endless_file_is_too_large() -> None:
    with pytest.raises(TooLargeError, match="/dev/zero: larger than 1,000 bytes"):
        Source.from_path("/dev/zero", most=1_000)


def test_endless_input_is_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    endless = io.BytesIO(b"y\n" * 10_000)
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=endless))
    with pytest.raises(TooLargeError, match="-: larger than 1,000 bytes"):
        Source.from_stdin(most=1_000)
    assert endless.tell() == 1_001


def test_file_of_any_size_is_read_without_a_limit(tmp_path) -> None:
    page = tmp_path / "page.txt"
    page.write_bytes(b"y" * 1_001)
    assert len(Source.from_path(page, most=None).data) == 1_001
