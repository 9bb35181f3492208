"""Verification and repair of the outputs of archives, and links in their folder."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from newsclean import UsageError
from newsclean.batch import overview, repair, verify
from newsclean.sources.filesystem import Location
from tests.support.archives import run_archives
from tests.support.batches import story, write

pytestmark = pytest.mark.usefixtures("in_process")


@pytest.fixture
def here(here: Path) -> Path:
    """Return the working folder, with three archives."""
    line = json.dumps({"text": story(1).decode()}) + "\n"
    return write(here, {f"rows/{n}.jsonl": (line * (n + 2) + "{}\n").encode() for n in range(3)})


def test_verify_and_repair_compare_outputs_with_their_markers(here: Path) -> None:
    out = here / "out"
    run_archives(out, "rows")
    assert verify(out) == []
    outputs = sorted(path for path in out.rglob("*.jsonl") if "failed" not in path.name)
    before = [path.read_bytes() for path in outputs]
    outputs[0].write_bytes(before[0][:-1] + b" ")
    Path(f"{outputs[1]}.done").write_bytes(b"{")
    (here / "rows/2.jsonl").write_bytes((here / "rows/2.jsonl").read_bytes() * 2)
    assert [one.problem for one in verify(out)] == [
        "has another content than newsclean wrote",
        "has no done-marker, or a damaged one; the next run cleans its archive again",
        "is that of an archive that has changed",
    ]
    assert "2 outputs to make again" in repair(out)
    assert run_archives(out, "rows")[0].shards == {"done": 3}
    assert verify(out) == []
    assert [path.read_bytes() for path in outputs[:2]] == before[:2]


def test_markers_with_damaged_values_are_made_again(here: Path) -> None:
    out = here / "out"
    run_archives(out, "rows")
    before = {path: path.read_bytes() for path in out.rglob("*.jsonl")}
    publication = {"name": "Post", "pages": 0, "kept_share": 0.5, "drifted": 0}
    damage = [{"facts": {"post": {"pages": 1}}}, {"publications": {"post": publication}}]
    for marker, values in zip(sorted(out.rglob("*.done")), damage, strict=False):
        marker.write_text(json.dumps(json.loads(marker.read_bytes()) | values))
    assert len(verify(out)) == 2
    assert len(overview(out)["shards"]) == 1
    assert run_archives(out, "rows")[0].shards == {"skipped": 1, "done": 2}
    assert verify(out) == []
    assert {path: path.read_bytes() for path in out.rglob("*.jsonl")} == before


def test_outputs_of_archives_do_not_go_through_a_link(here: Path) -> None:
    write(here, {"victim/.x.newsclean-tmp": b"precious", "out/x": b""})
    (here / "out/rows").symlink_to(here / "victim")
    with pytest.raises(UsageError, match="is a link in the output folder"):
        run_archives(here / "out", "rows")
    assert [path.name for path in (here / "victim").iterdir()] == [".x.newsclean-tmp"]


def test_a_link_made_during_the_run_leads_to_no_file_outside(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder of the outputs becomes a link while the first of them is written."""
    write(here, {"victim/precious": b"mine"})
    publish = Location._publish

    def link_and_publish(location: Location, temporary: Path) -> None:
        if not (here / "out/rows").is_symlink():
            (here / "out/rows").rename(here / "out/gone")
            (here / "out/rows").symlink_to(here / "victim")
        publish(location, temporary)

    monkeypatch.setattr(Location, "_publish", link_and_publish)
    summary, _ = run_archives(here / "out", "rows")
    assert summary.shards == {"failed": 3}
    assert [path.name for path in (here / "victim").iterdir()] == ["precious"]
