"""The pages that a command line names: files, folders, patterns, lists, addresses, tables and standard input."""

from __future__ import annotations

import glob
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from newsclean.cli.pages.table import (
    Columns,
    check_columns,
    open_table,
    page_of,
    read_rows,
    table_format,
    table_kind,
)
from newsclean.cli.streams import open_source
from newsclean.errors import NewscleanError, PageError, UnreadableError
from newsclean.options import Options
from newsclean.pipeline import Failure
from newsclean.readers.forms.splitting import split_source
from newsclean.sources import Source
from newsclean.sources.records import ReaderName


class FoundPage(NamedTuple):
    """A page, or the failure to read it, and the reader that its table calls for."""

    source: Source | Failure
    reader: ReaderName = "auto"


@dataclass(frozen=True, slots=True)
class PageInputs:
    """The pages of a command line.

    words: files, folders, patterns and addresses; "-" is standard input, and so is no word at all.
    url: the address of the one page. files_from: a file with more names, one a line; "-" is standard input.
    is_null_separated: names in that list end with NUL. allows_private: fetch pages from private addresses.
    columns: where the rows of tables hold their pages.
    splitting: the options to read a file with and split it into its articles; None takes each file for one page.
    """

    words: tuple[str, ...] = ()
    url: str | None = None
    files_from: str | None = None
    is_null_separated: bool = False
    allows_private: bool = False
    columns: Columns = field(default_factory=lambda: Columns(into=None))
    splitting: Options | None = None

    @property
    def is_one_page(self) -> bool:
        """Whether the words name one page, and no folder, pattern, list, table or file to split."""
        if self.files_from is not None or len(self.words) > 1 or self.splitting is not None:
            return False
        word = self.words[0] if self.words else "-"
        return not _is_collection(word) and table_kind(word) is None

    def pages(self) -> Iterator[FoundPage]:
        """Yield every page in order, and a failure for each that cannot be read.

        Raises `UsageError` for archives, and for tables without a field of pages.
        """
        words = self.words or (() if self.files_from is not None else ("-",))
        for word in words:
            if _is_collection(word):
                yield from self._listed((word,), None)
            else:
                yield from self._named(word)
        if self.files_from is not None:
            yield from self._listed((), self.files_from)

    def _named(self, name: str) -> Iterator[FoundPage]:
        if table_kind(name) is not None and Path(name).is_file():
            yield from self._rows(name)
            return
        try:
            source = open_source(name, self.url, allows_private=self.allows_private)
            if self.splitting is None:
                yield FoundPage(source)
            else:
                yield from map(FoundPage, split_source(source, self.splitting))
        except PageError as error:
            yield FoundPage(Failure(name, error))

    def _rows(self, name: str) -> Iterator[FoundPage]:
        """Yield the pages of a table's rows."""
        kind = table_kind(name) or "jsonl"
        is_first = True
        with open_table(name, kind) as lines:
            for row in read_rows(name, table_format(kind), lines):
                if is_first:
                    check_columns(name, row, self.columns)
                is_first = False
                try:
                    if row.problem is not None:
                        raise UnreadableError(row.problem)
                    yield FoundPage(*page_of(name, row, self.columns))
                except PageError as error:
                    where = f"{name}:{row.line}"
                    yield FoundPage(Failure(where, UnreadableError(f"{where}: {error}")))

    def _listed(self, words: tuple[str, ...], files_from: str | None) -> Iterator[FoundPage]:
        """Yield the pages of folders, patterns and lists, as a batch finds them."""
        # start-up: a page alone needs no batch
        from newsclean.batch.discover import InputFinder
        from newsclean.batch.settings import Inputs

        inputs = Inputs(words, files_from, is_null_separated=self.is_null_separated)
        for found in InputFinder().find(inputs):
            if found.status is not None:
                error = UnreadableError(f"{found.path}: {found.reason or found.status}")
                yield FoundPage(Failure(found.path, error))
                continue
            try:
                yield from self._named(found.path)
            except NewscleanError as error:
                # a folder may hold an archive among its pages; the pages behind it count too
                yield FoundPage(Failure(found.path, UnreadableError(str(error))))


def _is_collection(word: str) -> bool:
    """Return whether a word names a folder, or is a pattern."""
    path = Path(word)
    return word != "-" and (path.is_dir() or (glob.has_magic(word) and "://" not in word and not path.exists()))
