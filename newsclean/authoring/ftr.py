"""Site configurations of FiveFilters' Full-Text RSS (the collection `ftr-site-config`, CC0) as publication files.

The format: https://help.fivefilters.org/full-text-rss/site-patterns.html. A file is named after a host and has one
directive per line. Directives about the page's text become rules with the same XPath. Directives about fetching or
repairing markup have no equivalent, and stay as comments with the reason.

The id is the host and not the slug of its domain: 58 of the collection's 2,041 hosts share a slug with another, and 67
would overlay a built-in publication.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from newsclean.authoring.publication_file import escape_odd, publication_text, table_of
from newsclean.errors import UsageError, did_you_mean
from newsclean.learn.identity import Identity
from newsclean.rules.selectors import compile_selector, is_xpath
from newsclean.rules.types import SelectorError

_DATA = tomllib.loads((Path(__file__).parent / "ftr.toml").read_text(encoding="utf-8"))
REASONS = {name: one["why"] for one in _DATA["explained"] for name in one["names"].split()}
"""Directives without an equivalent in publication files, and why."""
_CATEGORIES = {name: re.compile(pattern, re.IGNORECASE) for name, pattern in _DATA["categories"].items()}
_FIELDS = {"title": "headline", "author": "authors", "date": "published"}
_CONVERTED = ("body", "strip", "strip_id_or_class", "prune", *_FIELDS)
_LINE_RE = re.compile(r"\s*(//)?\s*([A-Za-z_]+)\s*(?:\(.*\))?\s*:(.*)\Z", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Directive:
    """One line of a site configuration, and its outcome.

    `outcome` is "converted", "explained" (no equivalent) or "failed". `why` is the reason for the last two.
    """

    line: int
    name: str
    value: str
    outcome: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Imported:
    """A converted file: its id, its text, and all its directives."""

    id: str
    text: str
    directives: tuple[Directive, ...]


OUTCOMES = ("converted", "explained", "failed")


def summary(files: Collection[Imported]) -> Iterator[str]:
    """Yield a table of the files' directives, the most frequent first, and their number."""
    rows: dict[str, Counter[str]] = defaultdict(Counter)
    for one in (directive for imported in files for directive in imported.directives):
        rows[one.name if one.name in REASONS or one.name in _CONVERTED else "unknown"][one.outcome] += 1
    yield f"{'directive':<28}" + "".join(f"{outcome:>10}" for outcome in OUTCOMES)
    for name, row in sorted(rows.items(), key=lambda pair: -pair[1].total()):
        yield f"{name:<28}" + "".join(f"{row[outcome]:>10,}" for outcome in OUTCOMES)
    whole = sum(rows.values(), Counter[str]())
    counted = ", ".join(f"{whole[outcome]:,} {outcome}" for outcome in OUTCOMES)
    yield f"{len(files):,} files, {whole.total():,} directives: {counted}"


def import_all(paths: list[Path]) -> Iterator[tuple[Path, Imported]]:
    """Convert site configurations, and those in folders; yield each with its path.

    Raises `UsageError` for an unreadable file.
    """
    for path in paths:
        files = sorted(path.glob("*.txt")) if path.is_dir() else [path]
        if path.is_dir() and not files:
            raise UsageError(f"{path}: has no .txt files; site configurations are named HOST.txt")
        for file in files:
            if file.name.lower() not in ("license.txt", "readme.txt"):
                try:
                    text = file.read_bytes().decode("utf-8", "replace")
                except OSError as error:
                    raise UsageError(f"{file}: {error.strerror or error}") from None
                yield file, convert(text, file.name)


def convert(text: str, name: str) -> Imported:
    """Convert the text of a site configuration. `name` is its file name, which starts with "." for all subdomains."""
    host = name.removesuffix(".txt").strip(".").lower()
    writer = _Writer()
    directives = tuple(map(writer.take, parse(text)))
    identity = _identity(host, is_wildcard=name.startswith("."))
    notes = [f"# {name}:{d.line}: {d.name}: {d.why}: {_plain(d.value)}" for d in directives if d.why]
    source = f"from {_plain(name)} of ftr-site-config, by newsclean rules import ftr"
    body = publication_text({**table_of(identity), **writer.tables()}, [source])
    return Imported(identity.id, body + ("\n" + "\n".join(notes) + "\n" if notes else ""), directives)


def _identity(host: str, *, is_wildcard: bool) -> Identity:
    key = re.sub(r"[^a-z0-9.]+", "-", host).strip("-.") or "site"
    is_host = re.fullmatch(r"(?:[\w-]+\.)+[\w-]{2,}", host) is not None
    if is_wildcard:
        return Identity(f"subdomains.{key}", f"*.{host}", domains=(f"*.{host}",) if is_host else ())
    return Identity(key, host, domains=(host.removeprefix("www."),) if is_host else ())


def parse(text: str) -> Iterator[Directive]:
    """Yield the directives of a site configuration, without blank lines and comments."""
    for number, line in enumerate(text.splitlines(), 1):
        stripped = line.strip("\ufeff \t")
        if not stripped or stripped.startswith("#"):
            continue
        found = _LINE_RE.match(stripped)
        if found is None or found[1]:
            yield Directive(number, stripped.split()[0], stripped, "failed", "no directive")
        else:
            yield Directive(number, found[2].lower(), found[3].strip())


class _Writer:
    """Collects the rules from the directives of one file."""

    def __init__(self) -> None:
        self._main: list[str] = []
        self._fields: dict[str, list[str]] = {}
        self._drops: dict[str, dict[str, list[str]]] = {}
        self._prunes = True

    def take(self, directive: Directive) -> Directive:
        """Add a directive, and return it with its outcome."""
        if directive.outcome:
            return directive
        outcome, why = self._convert(directive)
        return replace(directive, outcome=outcome, why=why)

    def tables(self) -> dict[str, Any]:
        """Return the tables of the publication file."""
        # with prune, Full-Text RSS cleans up inside the body, as the classifier does
        html: dict[str, Any] = (
            {"main": self._main, "inside": "classify" if self._prunes else "keep"} if self._main else {}
        )
        html |= self._fields
        drops = [
            {"id": category, "category": category, **selectors} for category, selectors in sorted(self._drops.items())
        ]
        return ({"html": html} if html else {}) | ({"drop": drops} if drops else {})

    def _convert(self, directive: Directive) -> tuple[str, str]:
        name, value = directive.name, directive.value
        if name in REASONS:
            return "explained", REASONS[name]
        if name not in _CONVERTED:
            return "failed", f"unknown directive{did_you_mean(name, (*_CONVERTED, *REASONS))}"
        if not value:
            return "explained", "it is empty"
        if name == "prune":
            self._prunes = value.lower() != "no"
            return "converted", ""
        if name == "strip_id_or_class":
            quoted = value.strip("\"' ").replace("\\", "\\\\").replace('"', '\\"')
            self._add(value, "css", [f'[id*="{quoted}"]', f'[class*="{quoted}"]'])
            return "converted", ""
        path = value.strip().rstrip(";").strip()
        try:
            compile_selector(path, "xpath")
        except SelectorError as error:
            return "failed", str(error)
        # rules take a selector for XPath by its first characters
        path = path if is_xpath(path) else f"./{path}"
        if name == "strip":
            return self._drop(path)
        target = self._main if name == "body" else self._fields.setdefault(_FIELDS[name], [])
        target += [path] if path not in target else []
        return "converted", ""

    def _drop(self, path: str) -> tuple[str, str]:
        if re.search(r"/(?:text\(\)|@[\w-]+)(?:\[[^]]*\])*\s*\Z", path):
            return "explained", "it takes a text or an attribute out of an element; rules take blocks"
        self._add(path, "xpath", [path])
        return "converted", ""

    def _add(self, words: str, kind: str, selectors: list[str]) -> None:
        category = next((name for name, pattern in _CATEGORIES.items() if pattern.search(words)), "other")
        known = self._drops.setdefault(category, {}).setdefault(kind, [])
        known += [selector for selector in selectors if selector not in known]


def _plain(text: str) -> str:
    """Return a text without characters that break or disguise a comment."""
    return escape_odd(json.dumps(text, ensure_ascii=False)[1:-1].replace("\x7f", "\\u007F"))
