"""Gold folders: pages with articles labelled by hand, and the settings of a folder.

A gold folder holds `gold.jsonl`, the pages as `<id>.html.gz` or `<id>.html`, and perhaps `gold.toml`. A row of
`gold.jsonl` has a page's `id` and `body`, and where known its `url`, `with` and `without` (snippets that the article
must and must not contain), `title`, `authors`, `date`, and `blocks` (a list of labels and texts, in page order). Where
`partial` lists categories, `blocks` names all blocks of those, and the others have the label `unnamed`.
`gold.toml` holds `GoldSettings`; without it a folder has the defaults.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from newsclean.errors import UsageError, did_you_mean

GOLD_FILE, SETTINGS_FILE = "gold.jsonl", "gold.toml"
_SECOND_LEVEL = frozenset("ac co com edu gob gouv gov govt ltd me mil ne net nom or org plc sch".split())
"""Labels under which country registries sell domains: site.co.uk is one site, site.example.com is not."""


@dataclass(frozen=True, slots=True)
class GoldSettings:
    """The settings of a gold folder, as `gold.toml` states them.

    weight: of each page in training; 2 counts every page twice.
    headline_weight: of each page with a title when the headline chooser is fitted.
    includes_standfirst: the gold bodies contain the standfirst. Otherwise training ignores blocks that look like one.
    source, license, credit: where the labels come from, and whom to name.
    """

    weight: float = 1.0
    headline_weight: float = 1.0
    includes_standfirst: bool = False
    source: str = ""
    license: str = ""
    credit: str = ""

    @classmethod
    def read(cls, folder: Path) -> GoldSettings:
        """Return the settings of a gold folder. Raises `UsageError` for an invalid `gold.toml`."""
        path = folder / SETTINGS_FILE
        if not path.exists():
            return cls()
        try:
            values = tomllib.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise UsageError(f"{path}: {error}") from error
        for name, value in values.items():
            _check_setting(path, name, value)
        return cls(**values)

    def to_toml(self) -> str:
        """Return the content of `gold.toml`."""
        lines = [
            f"{field.name} = {json.dumps(getattr(self, field.name), ensure_ascii=False)}" for field in fields(self)
        ]
        return "\n".join(lines) + "\n"


def _check_setting(path: Path, name: str, value: Any) -> None:
    """Raise `UsageError` for an unknown key, a value of another type, or a weight below 0."""
    defaults = {field.name: field.default for field in fields(GoldSettings)}
    if name not in defaults:
        raise UsageError(f"{path}: unknown key {name!r}{did_you_mean(name, defaults)}")
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if isinstance(defaults[name], float):
        if not is_number or value < 0:
            raise UsageError(f"{path}: {name} must be a number of 0 or more")
    elif type(value) is not type(defaults[name]):
        raise UsageError(f"{path}: {name} must be {'true or false' if name == 'includes_standfirst' else 'a string'}")


@dataclass(frozen=True, slots=True)
class GoldPage:
    """A page with its gold article.

    site: the registered domain, or the page's own id if its url is unknown. optional: paragraphs that a body may have
    or not; scores count them neither way. partial: the categories that `blocks` names completely; empty where it names
    all.
    """

    dataset: str
    id: str
    data: bytes
    body: str
    url: str | None
    site: str
    wanted: tuple[str, ...]
    unwanted: tuple[str, ...]
    title: str = ""
    authors: tuple[str, ...] = ()
    date: str = ""
    settings: GoldSettings = GoldSettings()
    blocks: tuple[tuple[str, str], ...] = ()
    optional: tuple[str, ...] = ()
    partial: tuple[str, ...] = ()


def read_gold(folder: Path, settings: GoldSettings | None = None) -> Iterator[GoldPage]:
    """Yield the pages of a gold folder in the order of their ids; rows without a page are skipped.

    `settings` replaces those of `gold.toml`. Raises `UsageError` for a folder without gold and for invalid files.
    """
    rows = _rows(folder)
    settings = settings or GoldSettings.read(folder)
    for row in rows:
        page_id = str(row["id"])
        data = _page_bytes(folder, page_id)
        if data is not None:
            url = row.get("url") or None
            yield GoldPage(
                folder.name,
                page_id,
                data,
                row.get("body") or "",
                url,
                site_of(url) or f"{folder.name}/{page_id}",
                tuple(row.get("with") or ()),
                tuple(row.get("without") or ()),
                row.get("title") or "",
                tuple(map(str, row.get("authors") or ())),
                str(row.get("date") or ""),
                settings,
                tuple((str(label), str(text)) for label, text in row.get("blocks") or ()),
                tuple(map(str, row.get("optional") or ())),
                tuple(map(str, row.get("partial") or ())),
            )


def _rows(folder: Path) -> list[dict[str, Any]]:
    """Return the rows of `gold.jsonl`, sorted by id."""
    try:
        # a JSON string may contain line separators at which `splitlines` would split
        lines = (folder / GOLD_FILE).read_text(encoding="utf-8").split("\n")
    except OSError as error:
        raise UsageError(f"{folder}: no gold here ({error.strerror}: {GOLD_FILE})") from error
    try:
        return sorted((json.loads(line) for line in lines if line.strip()), key=lambda row: str(row["id"]))
    except (ValueError, KeyError, TypeError) as error:
        raise UsageError(f"{folder}/{GOLD_FILE}: not a JSON object with an id in every line ({error})") from error


def _page_bytes(folder: Path, page_id: str) -> bytes | None:
    compressed, plain = folder / f"{page_id}.html.gz", folder / f"{page_id}.html"
    if compressed.exists():
        return gzip.decompress(compressed.read_bytes())
    return plain.read_bytes() if plain.exists() else None


def site_of(url: str | None) -> str | None:
    """Return the registered domain of an address. Without a list of registries this is an approximation.

    >>> site_of("https://www.news.example.co.uk/a"), site_of("https://blog.example.com"), site_of(None)
    ('example.co.uk', 'example.com', None)
    """
    host = (urlsplit(url).hostname if url else None) or ""
    parts = host.split(".")
    if len(parts) < 2:
        return host or None
    has_second = len(parts) > 2 and len(parts[-1]) == 2 and parts[-2] in _SECOND_LEVEL
    return ".".join(parts[-3:] if has_second else parts[-2:])


def fold_of(site: str, folds: int) -> int:
    """Return the fold of a site. It depends on the site's name alone, not on the other sites."""
    return int(hashlib.sha256(site.encode()).hexdigest(), 16) % folds
