"""The manifest: other databases and newer schemas are refused."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from newsclean import NewscleanError
from tests.support.batches import run, story, write


def test_other_databases_are_refused(here: Path) -> None:
    write(here, {"a.txt": story(1), "out/newsclean.sqlite": b"no database at all, but long enough to look at" * 9})
    with pytest.raises(NewscleanError, match="cannot use the manifest: file is not a database"):
        run(here / "out", "a.txt")
    (here / "newer").mkdir()
    database = sqlite3.connect(here / "newer/newsclean.sqlite")
    database.execute("PRAGMA user_version = 99")
    database.close()
    with pytest.raises(NewscleanError, match="not a manifest of this version of newsclean"):
        run(here / "newer", "a.txt")
