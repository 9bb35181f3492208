"""Verification and repair of what a batch left, for folders of pages, streams, and folders of archives."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from newsclean.batch.archives.marker import find_reports
from newsclean.batch.archives.verify import repair_archives, verify_archives
from newsclean.batch.listener import Stop
from newsclean.batch.lock import folder_lock
from newsclean.batch.pages.jsonl_output import JsonlOutput
from newsclean.batch.pages.manifest import failures_named, open_manifest, read_manifest
from newsclean.batch.pages.outputs import OutputFolder
from newsclean.batch.pages.repair import ManifestRepair
from newsclean.batch.pages.verify import PageVerifier
from newsclean.batch.results import Difference
from newsclean.batch.settings import MANIFEST_NAME, stream_folder
from newsclean.errors import NewscleanError


def verify(out: Path) -> list[Difference]:
    """Return what differs between the outputs of a batch, its records and its inputs; an empty list is good.

    `out` is the folder, or the one file, that the batch wrote. Raises `NewscleanError` if no batch wrote it, or if its
    manifest cannot be read.
    """
    folder = out if out.is_dir() else stream_folder(out)
    if _holds_archives(out, folder):
        with failures_named(out):
            return list(verify_archives(out))
    with failures_named(folder / MANIFEST_NAME), closing(read_manifest(folder)) as database:
        output = OutputFolder(folder)
        differences = list(PageVerifier(output, database).differences())
        if not out.is_dir() and (problem := JsonlOutput(out, output, database).problem()):
            differences.append(Difference(str(out), problem))
    return differences


def repair(out: Path) -> str:
    """Rebuild the manifest, or the done-markers, of a batch, and return one line that says what was found.

    Raises `LockedError` while a run is at work, and `NewscleanError` if there is nothing to repair.
    """
    folder = out if out.is_dir() else stream_folder(out)
    if not folder.is_dir() and not out.is_file():
        raise NewscleanError(f"{out}: no outputs of newsclean here")
    again = "the same batch command completes the repair"
    is_archives = _holds_archives(out, folder)
    locked = out.parent if is_archives and out.is_file() else folder
    with folder_lock(locked, wait=False, stop=Stop()), failures_named(folder / MANIFEST_NAME):
        if is_archives:
            return f"{out}: {repair_archives(out):,} outputs to make again; {again}"
        manifest = ManifestRepair(OutputFolder(folder))
        manifest.repair()
        with closing(open_manifest(folder)) as database:
            if not out.is_dir():
                JsonlOutput(out, manifest.folder, database).claim()
    unknown = f"; no page is known of {len(manifest.unknown):,} files" if manifest.unknown else ""
    return f"{out}: {manifest.kept:,} pages kept, {manifest.found:,} found by their outputs{unknown}; {again}"


def _holds_archives(out: Path, folder: Path) -> bool:
    """Return whether a batch of archives wrote the output. A page's manifest, even a damaged one, decides first."""
    if any(folder.glob(f"{MANIFEST_NAME}*")):
        return False
    is_marked = any(out.rglob("*.done")) if out.is_dir() else Path(f"{out}.done").exists()
    return is_marked or bool(find_reports(out))
