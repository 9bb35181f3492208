"""The task of a worker for one page of a folder: read it, skip it if it is unchanged, else write its article."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
import stat
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from newsclean.batch.cleaning import CleaningJob
from newsclean.batch.results import FileStamp, PageResult
from newsclean.batch.settings import MEBIBYTE
from newsclean.blocks import Category
from newsclean.errors import TooLargeError
from newsclean.metadata import PublicationMatch
from newsclean.pipeline import Failure
from newsclean.readers import read
from newsclean.rules import identify
from newsclean.rules.types import Rule
from newsclean.sources import Source


@dataclass(frozen=True, slots=True)
class PreviousResult:
    """The manifest's record of a page that a run with the same options cleaned.

    is_same_library: publications are still recognised by the same signs.
    """

    input_hash: str
    publication: PublicationMatch | None
    is_same_library: bool


@dataclass(frozen=True, slots=True)
class LearnedRules:
    """Rules for the pages of a publication that has none of its own, as JSON. Outputs depend on `hash`."""

    json: str
    hash: str

    def rules(self) -> tuple[Rule, ...]:
        """Return the rules."""
        return _rules_from_json(self.json)


@dataclass(frozen=True, slots=True)
class PageTask:
    """One page to clean.

    temporary: the name that the worker gives to the output. name: its final name below the output folder.
    output: the output that is there now.
    rules_hash: the hash of the page's rules, if it still belongs to the same publication.
    previous: None if the page must be cleaned even when its file is the same.
    """

    ordinal: int
    path: str
    temporary: str
    name: str
    output: str | None = None
    rules_hash: str | None = None
    previous: PreviousResult | None = None
    learned: LearnedRules | None = None


@dataclass(frozen=True, slots=True)
class PageJob(CleaningJob):
    """How the pages of a run are cleaned. `temporary` is the folder of unfinished outputs."""

    temporary: str

    def attempt(self, task: PageTask) -> PageResult:
        """Clean a page if it has changed."""
        try:
            source, stamp = read_page(task.path, self.options.max_bytes)
        except FileNotFoundError:
            return PageResult(task.path, "missing", "vanished during the run")
        except OSError as error:
            return PageResult(task.path, "failed", error.strerror or str(error))
        if task.previous is not None and self._is_unchanged(task.previous, source, stamp):
            return PageResult(task.path, "skipped-unchanged", stamp=stamp)
        article = self.clean_page(source, self.options, task.learned.rules() if task.learned else ())
        if isinstance(article, Failure):
            return replace(self.failure(task, article), stamp=stamp)
        result = self.write(task, article, Path(self.temporary, task.temporary))
        stats = result.stats
        if stats is not None and task.learned is not None:
            stats = replace(stats, rules_hash=task.learned.hash)
        return replace(result, stamp=stamp, stats=stats)

    def _is_unchanged(self, previous: PreviousResult, source: Source, stamp: FileStamp) -> bool:
        """Return whether cleaning the page would give the same output again."""
        if stamp.hash != previous.input_hash:
            return False
        if previous.is_same_library:
            return True
        # publications have come or gone, or are recognised by other signs; this page may go to another one now
        page, _ = identify(read(source, self.options), self.options)
        return page.publication == previous.publication


def read_page(path: str, max_bytes: int) -> tuple[Source, FileStamp]:
    """Read a file. Raises `OSError`, and `TooLargeError` before it reads more than `max_bytes`."""
    # a named pipe that has replaced the file would block without O_NONBLOCK
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with os.fdopen(descriptor, "rb") as stream:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise OSError(None, "is no longer a file")
        data = stream.read(max_bytes + 1) if status.st_size <= max_bytes else b""
    if max(status.st_size, len(data)) > max_bytes:
        raise TooLargeError(f"{path}: larger than {max_bytes / MEBIBYTE:,.4g} MiB; --max-size sets the limit")
    return Source(path, data), FileStamp(status.st_size, status.st_mtime_ns, hashlib.sha256(data).hexdigest())


def rules_to_json(rules: Sequence[Rule]) -> str:
    """Return rules as JSON, without the keys that have no value."""
    rows = [
        {key.name: value for key in dataclasses.fields(rule) if (value := getattr(rule, key.name))} for rule in rules
    ]
    return json.dumps(rows, ensure_ascii=False)


# a worker needs the rules of those few publications whose pages come next; 64 is a guess
@lru_cache(maxsize=64)
def _rules_from_json(text: str) -> tuple[Rule, ...]:
    rules = ({"category": None, **row} for row in json.loads(text))
    return tuple(Rule(**{key: _value(key, value) for key, value in rule.items()}) for rule in rules)


def _value(key: str, value: Any) -> Any:
    return Category(value) if key == "category" and value else tuple(value) if isinstance(value, list) else value
