"""The changes that cleaning would make to files: shown as a diff, checked, or made in place and undone again.

A file in place is replaced as a whole. Before that, all that `restore` needs is on the disk in a ledger beside it. So
at any moment a file is the old one or the new one, and the old one can be restored.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import typer

from newsclean.article import Article
from newsclean.assemble import assemble, restore
from newsclean.cli.console import counted, no_article_message, print_message, printable
from newsclean.cli.pages.inputs import PageInputs
from newsclean.cli.pages.jobs import in_order
from newsclean.cli.streams import make_folder, open_output, write_text
from newsclean.errors import ExitCode, NewscleanError, PageError, RestoreError, UsageError
from newsclean.options import Options
from newsclean.pipeline import Failure, label
from newsclean.render import RenderOptions, render
from newsclean.render.json import from_json, to_json
from newsclean.sources import Source

_NO_FILE = "is no file, or a link to one; name the file that --in-place shall change"

LEDGER_FOLDER = ".newsclean-ledger"
"""The folder beside a file that holds its ledgers, unless `--ledger-dir` names one."""
_COLOURS = {"+": typer.colors.GREEN, "-": typer.colors.RED, "@": typer.colors.CYAN}


@dataclass(frozen=True, slots=True)
class Changes:
    """The changes that a command asks for.

    diff: print them. check: exit with 1 if there are any. in_place: make them. backup: the ending of a copy of the old
    file; None for no copy. ledger_dir: the folder of the ledgers; None for one beside each file. jobs: the processes
    that clean.
    """

    diff: bool = False
    check: bool = False
    in_place: bool = False
    backup: str | None = None
    ledger_dir: Path | None = None
    jobs: int = 1

    @property
    def is_wanted(self) -> bool:
        """Whether the command is about changes. Raises `UsageError` for options that need `--in-place`."""
        if not self.in_place and (self.backup or self.ledger_dir):
            raise UsageError("--backup and --ledger-dir are for --in-place")
        return self.diff or self.check or self.in_place


@dataclass(frozen=True, slots=True)
class _Change:
    """A page that cleaning changes: its text before and after, and what `restore` needs."""

    source: Source
    article: Article
    before: str
    after: str


def change_pages(inputs: PageInputs, options: Options, changes: Changes) -> ExitCode:
    """Show, check or make the changes to pages; return `FAILED` if one failed, or if `check` found a change."""
    changed = failed = pages = 0
    if changes.in_place:
        # before it is read: a pipe may have no end
        others = [word for word in inputs.words if not _is_changeable(Path(word))]
        inputs = replace(inputs, words=tuple(word for word in inputs.words if word not in others))
        for word in others:
            print_message(f"{printable(word)}: {_NO_FILE}")
        failed = pages = len(others)
    given = inputs.pages() if inputs.words or not failed else ()
    sources = (found.source for found in given if not _is_copy(found.source, changes.backup))
    for change in in_order(sources, partial(_try_change, options=options), changes.jobs):
        pages += 1
        try:
            if isinstance(change, NewscleanError):
                raise change
            if change is None:
                continue
            if changes.diff:
                _print_diff(change)
            if changes.in_place:
                _write(change, changes)
            changed += 1
        except NewscleanError as error:
            print_message(str(error))
            failed += 1
    verb = "changed" if changes.in_place else "would change"
    print_message(f"{changed:,} of {counted(pages, 'page')} {verb}" + (f", {failed:,} failed" if failed else ""))
    return ExitCode.FAILED if failed or (changes.check and changed) else ExitCode.OK


def undo(words: list[str], ledger_dir: Path | None) -> ExitCode:
    """Restore files that were cleaned in place, from their ledgers; return the exit code."""
    restored = failed = 0
    for path in _files(words):
        try:
            restored += _undo_one(path, ledger_dir)
        except NewscleanError as error:
            print_message(str(error))
            failed += 1
    print_message(f"{counted(restored, 'file')} restored" + (f", {failed:,} failed" if failed else ""))
    return ExitCode.FAILED if failed else ExitCode.OK


def _is_changeable(path: Path) -> bool:
    """Return whether a path is a folder or a file that is no link; one that is not there fails when it is read."""
    return not path.is_symlink() and (path.is_dir() or path.is_file() or not path.exists())


def _is_copy(source: Source | Failure, backup: str | None) -> bool:
    """Return whether a file is the copy that an earlier command kept."""
    return backup is not None and not isinstance(source, Failure) and source.name.endswith(backup)


def _try_change(source: Source | Failure, options: Options) -> _Change | NewscleanError | None:
    try:
        return _change_of(source, options)
    except NewscleanError as error:
        return error


def _change_of(source: Source | Failure, options: Options) -> _Change | None:
    """Return the change to a page; None if nothing would be removed. Raises `PageError`."""
    if isinstance(source, Failure):
        raise source.error
    page = label(source, options=options)
    article = assemble(page, options.policies_for(page))
    if article.is_empty:
        print_message(no_article_message(article) + "; it stays as it is")
        return None
    is_text = article.restoration is not None
    before = page.decoded.text if is_text else "\n\n".join(block.text for block in page.blocks) + "\n"
    after = render(article, RenderOptions("text"))
    return None if _letters(before) == _letters(after) else _Change(source, article, before, after)


def _letters(text: str) -> str:
    """Return the letters and digits of a text: other white space or other bullets are no change."""
    return "".join(filter(str.isalnum, text))


def _print_diff(change: _Change) -> None:
    from difflib import unified_diff  # start-up: only a diff needs it

    name = printable(change.source.name)
    lines = unified_diff(change.before.splitlines(), change.after.splitlines(), name, name, lineterm="")
    for line in lines:
        typer.secho(printable(line), fg=_COLOURS.get(line[:1]), bold=line.startswith(("+++", "---")))


def _write(change: _Change, changes: Changes) -> None:
    """Replace a file by its article, after its ledger is on the disk. Raises `PageError` for what cannot be undone."""
    source, path = change.source, Path(change.source.name)
    if not path.is_file() or path.is_symlink():
        raise PageError(f"{source.name}: {_NO_FILE}")
    if change.article.restoration is None:
        raise PageError(f"{source.name}: is HTML; --in-place is for text, from which all can be restored")
    if restore(change.article) != source.data:
        raise PageError(f"{source.name}: it could not be restored byte for byte; it stays as it is")
    ledger = _free_ledger(path, changes.ledger_dir, source.data)
    make_folder(ledger.parent)
    write_text(ledger, to_json(change.article))
    if changes.backup:
        with open_output(path.with_name(path.name + changes.backup)) as copy:
            copy.write(source.data)
    with open_output(path) as stream:
        stream.write(_encoded(change))


def _encoded(change: _Change) -> bytes:
    """Return the new text in the encoding of the old; in UTF-8 if that lacks a character."""
    try:
        return change.after.encode(change.article.encoding)
    except (UnicodeError, LookupError):
        return change.after.encode("utf-8", "backslashreplace")


def _ledgers(path: Path, ledger_dir: Path | None) -> Iterator[Path]:
    """Yield the names of a file's ledgers, the first cleaning first; without end.

    Raises `RestoreError` for a link where a stranger may have put it: it would lead to files outside.
    """
    folder = ledger_dir / path.absolute().relative_to(path.absolute().anchor).parent if ledger_dir else None
    folder = folder or path.parent / LEDGER_FOLDER
    if ledger_dir is None and folder.is_symlink():
        raise RestoreError(f"{folder}: is a link; ledgers lie in a folder beside their files, or in --ledger-dir")
    number = 1
    while True:
        ledger = folder / f"{path.name}.{number}.json"
        if ledger.is_symlink() or (ledger.exists() and not ledger.is_file()):
            raise RestoreError(f"{ledger}: is no file; move it away")
        yield ledger
        number += 1


def _free_ledger(path: Path, ledger_dir: Path | None, data: bytes) -> Path:
    """Return the name for a new ledger. One of the same text is that of a run that was killed before the change."""
    for ledger in _ledgers(path, ledger_dir):
        if not ledger.exists() or _restored(ledger) == data:
            return ledger
    raise AssertionError("numbers end nowhere")


def _restored(ledger: Path) -> bytes:
    """Return the bytes that a ledger restores. Raises `RestoreError`."""
    try:
        return restore(from_json(ledger.read_text(encoding="utf-8")))
    except OSError as error:
        raise RestoreError(f"{ledger}: {error.strerror or error}") from error
    except RestoreError as error:
        raise RestoreError(f"{ledger}: {error}") from error


def _undo_one(path: Path, ledger_dir: Path | None) -> bool:
    """Restore a file from all of its ledgers, the last first; return whether there were any.

    Raises `RestoreError` for a file that has changed since it was cleaned.
    """
    known = []
    for ledger in _ledgers(path, ledger_dir):
        if not ledger.exists():
            break
        known.append(ledger)
    for ledger in reversed(known):
        data, original = path.read_bytes(), _restored(ledger)
        article = from_json(ledger.read_text(encoding="utf-8"))
        cleaned = _encoded(_Change(Source(str(path), b""), article, "", render(article, RenderOptions("text"))))
        if data not in (cleaned, original):
            raise RestoreError(
                f"{path}: has changed since it was cleaned; `newsclean restore {ledger}` prints the old text"
            )
        with open_output(path) as stream:
            stream.write(original)
        ledger.unlink()
    return bool(known)


def _files(words: list[str]) -> Iterator[Path]:
    for word in words:
        path = Path(word)
        if path.is_dir():
            yield from sorted(one for one in path.rglob("*") if _is_own(one))
        elif path.is_file():
            yield path
        else:
            raise UsageError(f"{word}: no such file or folder")


def _is_own(path: Path) -> bool:
    """Return whether a path in a folder is a file, no link and no ledger."""
    return path.is_file() and not path.is_symlink() and LEDGER_FOLDER not in path.parts
