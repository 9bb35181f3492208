"""Texts restored from their articles: one article, or many in files, rows of tables, arrays and folders."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import NamedTuple

from newsclean.article import Article
from newsclean.assemble.restore import restore
from newsclean.batch.output_names import folded, mirrored
from newsclean.cli.console import counted, print_message
from newsclean.cli.pages.table import open_table, read_rows, table_format, table_kind
from newsclean.cli.streams import make_folder, open_output, open_source
from newsclean.errors import ExitCode, NewscleanError, RestoreError, UsageError
from newsclean.render.json import from_json
from newsclean.sources.tables import json_rows


class _Kept(NamedTuple):
    """An article as JSON, and the name of its place for messages."""

    name: str
    text: str


def restore_pages(words: Sequence[str], output: Path | None, column: str) -> ExitCode:
    """Write the text of one article to a file or standard output, or those of several into the folder `output`.

    column: the field of rows that holds the article. Raises `NewscleanError` for one article that cannot be restored,
    and `UsageError` for several without a folder.
    """
    found = chain.from_iterable(_articles(word, column) for word in words)
    first = list(islice(found, 2))
    if not first:
        print_message(f"{' '.join(words)}: no articles there")
        return ExitCode.FAILED
    if len(first) == 1 and not (output and output.is_dir()) and not Path(words[0]).is_dir():
        original = _original(first[0])[1]
        with open_output(output) as stream:
            stream.write(original)
        return ExitCode.OK
    if output is None or output.is_file():
        raise UsageError("several articles; --output DIR writes a file for each")
    make_folder(output)
    folder = _Folder(output)
    for kept in chain(first, found):
        try:
            folder.add(*_original(kept))
        except NewscleanError as error:
            folder.failed += 1
            print_message(str(error))
    print_message(
        f"{counted(folder.written, 'text')} restored" + (f", {folder.failed:,} failed" if folder.failed else "")
    )
    return ExitCode.FAILED if folder.failed or not folder.written else ExitCode.OK


@dataclass(slots=True)
class _Folder:
    """The folder that restored texts go to. used: the names that it has from this run, without letter case."""

    path: Path
    written: int = 0
    failed: int = 0
    used: set[str] = field(default_factory=set)

    def add(self, article: Article, original: bytes) -> None:
        """Write a text under the name of its source. Raises `RestoreError` rather than replace another text."""
        name, number = mirrored(article.source), 1
        while folded(name) in self.used:
            number += 1
            name = f"{mirrored(article.source)}~{number}"
        self.used.add(folded(name))
        path = self.path / name
        if not path.resolve().is_relative_to(self.path.resolve()):
            raise RestoreError(f"{path}: a link leads out of {self.path}")
        if path.is_file() and path.read_bytes() != original:
            raise RestoreError(f"{path}: exists, and is another text; name an empty folder")
        make_folder(path.parent)
        with open_output(path) as stream:
            stream.write(original)
        self.written += 1


def _original(kept: _Kept) -> tuple[Article, bytes]:
    """Return an article and its text. Raises `RestoreError`."""
    try:
        article = from_json(kept.text)
        return article, restore(article)
    except RestoreError as error:
        raise RestoreError(f"{kept.name}: {error}") from error


def _articles(word: str, column: str) -> Iterator[_Kept]:
    """Yield the articles of a file, of standard input for "-", or of all JSON and tables in a folder."""
    path = Path(word)
    if word != "-" and path.is_dir():
        for file in sorted(path.rglob("*")):
            is_hidden = any(part.startswith(".") for part in file.relative_to(path).parts)
            if file.is_file() and not is_hidden and table_kind(file.name) is not None:
                yield from _articles(str(file), column)
        return
    kind = table_kind(word)
    if kind not in (None, "json"):
        with open_table(word, kind) as lines:
            for row in read_rows(word, table_format(kind), lines):
                yield _Kept(f"{word}:{row.line}", row.raw if row.problem else _article_in(row.values, row.raw, column))
        return
    source = open_source(word)
    text = source.data.decode("utf-8-sig", "replace")
    lines = _rows_of(text)
    for number, line in enumerate(lines, start=1):
        name = f"{source.name}:{number}" if len(lines) > 1 else source.name
        try:
            yield _Kept(name, _article_in(json.loads(line), line, column))
        except ValueError:
            yield _Kept(name, line)


def _rows_of(text: str) -> list[str]:
    """Return the rows of a text: the objects of an array, JSON Lines, or the text itself."""
    if text.lstrip().startswith("["):
        try:
            return list(json_rows(text))
        except ValueError:
            return [text]
    lines = [line for line in text.splitlines() if line.strip()]
    try:
        json.loads(lines[0])
    except (ValueError, IndexError):
        return [text]
    return lines


def _article_in(values: object, raw: str, column: str) -> str:
    """Return the article of a row as JSON: the row itself, or its field."""
    if not isinstance(values, dict) or "restoration" in values or column not in values:
        return raw
    article = values[column]
    return article if isinstance(article, str) else json.dumps(article)
