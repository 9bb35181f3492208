"""Settling: a run that ends between any two steps leaves a journal that the next run completes."""

from __future__ import annotations

from pathlib import Path

import pytest

from newsclean.batch.pages.outputs import OutputFolder
from newsclean.batch.pages.plan import Plan
from newsclean.batch.pages.settling import Settler
from tests.support.batches import rows, run, story, tree, write


@pytest.fixture
def here(here: Path) -> Path:
    """Return the working folder, with twelve pages."""
    write(here / "pages", {f"{n}.txt": story(n) for n in range(12)})
    return here


class PulledPlug(BaseException):
    """Ends a run as a power cut would, as far as a test can."""


def pull_the_plug(patch: pytest.MonkeyPatch, owner: type, name: str, calls: int) -> None:
    """Let a method work `calls` times, and raise `PulledPlug` from then on."""
    method, left = getattr(owner, name), [calls]

    def pulled(self: object, *arguments: object) -> object:
        left[0] -= 1
        if left[0] < 0:
            raise PulledPlug
        return method(self, *arguments)

    patch.setattr(owner, name, pulled)


@pytest.mark.parametrize("calls", [0, 7])
@pytest.mark.parametrize(
    ("owner", "name"),
    [
        (Settler, "_record"),
        (OutputFolder, "place"),
        (Settler, "_close"),
        (OutputFolder, "remove"),
        (Plan, "_row"),
        (Plan, "merge"),
    ],
)
@pytest.mark.parametrize("is_first", [True, False])
def test_the_next_run_completes_a_run_that_ended_anywhere(
    here: Path, owner: type, name: str, calls: int, is_first: bool
) -> None:
    if not is_first:
        # another format moves all outputs and deletes the earlier ones
        run(here / "out", "pages", format="markdown")
    with pytest.MonkeyPatch.context() as patch:
        pull_the_plug(patch, owner, name, calls)
        try:
            run(here / "out", "pages")
        except PulledPlug:
            pass
        else:
            assert calls >= 7 or name in ("remove", "merge")
    for path, row in rows(here / "out").items():
        assert row["status"] in ("ok", "pending"), path
    run(here / "out", "pages")
    run(here / "calm", "pages")
    assert tree(here / "out") == tree(here / "calm")
    assert {row["result"] for row in rows(here / "out").values()} == {"ok"}
    assert not any(row["temporary"] or row["stale"] for row in rows(here / "out").values())
    assert not any((here / "out/.newsclean-tmp").iterdir())


def test_an_output_that_cannot_get_its_name_fails_and_stays_ours(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(OutputFolder, "place", lambda *_: "cannot write: no room")
        assert run(here / "out", "pages")[0].statuses == {"failed": 12}
    assert {row["reason"] for row in rows(here / "out").values()} == {"cannot write: no room"}
    assert run(here / "out", "pages")[0].statuses == {"ok": 12}
