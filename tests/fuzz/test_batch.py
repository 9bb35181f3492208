"""A batch over damaged pages with hostile names and links around them: nothing outside its output folder changes."""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from pathlib import Path
from random import Random

import pytest

from newsclean.batch import Batch, Inputs, Limits, RenderOptions, run_batch
from tests.fuzz.mutation import mutated
from tests.fuzz.targets import TARGETS
from tests.support.batches import RecordingListener

PAGES = 40
NAMES = (
    "..%2f..%2fx",
    "-rf",
    "~root",
    "a\nb",
    "a\tb",
    "a\x1b[2Jb",
    "%s%n",
    "$(id)",
    "con",
    ".",
    "\udcff",
    "é",
    "e\u0301",
    "a" * 200,
)


def contents(folder: Path) -> dict[str, str]:
    """Return the hash of each file below a folder, and the target of each link."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_symlink():
            found[os.fspath(path)] = str(path.readlink())
        elif path.is_file():
            found[os.fspath(path)] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("format_", ["json", "markdown"])
def test_nothing_outside_the_output_folder_changes(tmp_path: Path, format_: str) -> None:
    random, seeds = Random(18), TARGETS["auto"].seeds()
    pages, outside, out = tmp_path / "pages", tmp_path / "outside", tmp_path / "out"
    outside.mkdir()
    (outside / "precious.json").write_text("{}")
    for number in range(PAGES):
        folder = pages / random.choice(("a", "b/c", "b"))
        folder.mkdir(parents=True, exist_ok=True)
        with suppress(OSError):
            (folder / f"{random.choice(NAMES)}{number}.html").write_bytes(mutated(random, seeds))
    (pages / "link.html").symlink_to(outside / "precious.json")
    before = contents(pages) | contents(outside)
    listener = RecordingListener()
    batch = Batch(Inputs((str(pages),)), out, rendering=RenderOptions(format_), limits=Limits(timeout=60.0, jobs=2))
    run_batch(batch, listener)
    assert contents(pages) | contents(outside) == before
    assert {path.name for path in tmp_path.iterdir()} == {"pages", "outside", "out"}
    assert not [result for result in listener.pages if "newsclean failed" in (result.reason or "")]
