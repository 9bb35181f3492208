"""The overview of archives: what the done-markers in a folder add up to."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import Run
from tests.support.archives import text_rows
from tests.support.batches import story, write


@pytest.mark.usefixtures("in_process")
def test_markers_add_up(call: Run, tmp_path: Path, crawl: Path) -> None:
    out = tmp_path / "out"
    write(crawl, {"deep/b.jsonl": text_rows(story(4)) + b"{\n"})
    call("batch", crawl / "a.jsonl", crawl / "deep", "--out", out, "--format", "jsonl")
    shown = call("status", out)
    assert shown.returncode == 0
    assert "8 pages" in shown.stdout.decode()
    assert "3 archives done" in shown.stdout.decode()
    found = json.loads(call("status", out, "--json").stdout)
    assert list(found) == "pages statuses characters passed_over publications shards failures".split()
    assert (found["pages"], found["statuses"]) == (8, {"ok": 7, "failed": 1})
    assert sorted((shard["source"], shard["pages"], shard["failed"]) for shard in found["shards"]) == [
        (f"{crawl}/a.jsonl", 4, 0),
        (f"{crawl}/deep/", 2, 0),
        (f"{crawl}/deep/b.jsonl", 2, 1),
    ]
    assert [(row["path"], row["status"]) for row in found["failures"]] == [(f"{crawl}/deep/b.jsonl:2", "failed")]
    # the folder may move, and one output may be named alone
    moved = out.rename(tmp_path / "moved")
    assert json.loads(call("status", moved, "--json").stdout)["pages"] == 8
    (one,) = moved.rglob("a.jsonl")
    assert json.loads(call("status", one, "--json").stdout)["pages"] == 4
