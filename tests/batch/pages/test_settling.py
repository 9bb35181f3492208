"""The manifest's journal: a run that ends between any two steps leaves what the next one can go on from."""

from __future__ import annotations

from pathlib import Path

import pytest

from newsclean.batch.pages.outputs import OutputFolder
from newsclean.batch.pages.plan import Plan
from newsclean.batch.pages.settling import Settler
from tests.support.batches import rows, run, story, tree, write


class PulledPlug(BaseException):
    """The end of a process, as far as a test can have one."""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "pages", {f"{n}.txt": story(n) for n in range(12)})
    return tmp_path


def pull_the_plug(patch: pytest.MonkeyPatch, owner: type, name: str, calls: int) -> None:
    """Let a method work so many times, and then never again."""
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
def test_a_run_that_ends_anywhere_is_gone_on_with(
    here: Path, owner: type, name: str, calls: int, is_first: bool
) -> None:
    if not is_first:
        # another format: all outputs move, and the former ones are cleared away
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


def test_an_output_that_cannot_get_its_name_is_a_failure_and_stays_ours(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(OutputFolder, "place", lambda *_: "cannot write: no room")
        assert run(here / "out", "pages")[0].statuses == {"failed": 12}
    assert {row["reason"] for row in rows(here / "out").values()} == {"cannot write: no room"}
    assert run(here / "out", "pages")[0].statuses == {"ok": 12}
