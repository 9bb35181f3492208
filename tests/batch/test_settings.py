"""Settings: a batch that makes no sense is an error before the first page is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from newsclean import Options, UsageError
from tests.support.batches import run, story, write


def test_wrong_use_is_an_error(here: Path) -> None:
    write(here, {"a.txt": story(1), "folder/x": b""})
    for settings, message in (
        ({"out": here / "out"}, "no inputs"),
        ({"out": here / "a.txt", "inputs": ["a.txt"]}, "is a file; --out takes a folder"),
        ({"out": here / "folder", "inputs": ["a.txt"], "format": "jsonl"}, "is a directory; --format jsonl"),
        ({"out": here / "out", "inputs": ["-"]}, "use --files-from -"),
        ({"out": here / "out", "inputs": ["a.txt"], "options": Options(publication="moscow-time")}, "did you mean"),
        ({"out": here / "out", "inputs": ["a.txt"], "options": Options(encoding="klingon")}, "unknown encoding"),
    ):
        with pytest.raises(UsageError, match=message):
            run(settings.pop("out"), *settings.pop("inputs", []), **settings)  # type: ignore[arg-type, misc]
