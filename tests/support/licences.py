"""Writes `newsclean/docs/licences.md`: every package that newsclean installs, its licence, and who needs it.

It reads what is installed, so run it where `newsclean[all]` is: `hatch run supply:licences`.
"""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PAGE = Path(__file__).resolve().parents[2] / "newsclean" / "docs" / "licences.md"
EXTRAS = ("warc", "parquet", "remote", "ray", "review")
HEAD = """\
# Licences

newsclean is MIT. These are the packages that it and its extras install, with the licence that each states.
`hatch run supply:licences` writes this page, `hatch run supply:sbom` a bill of materials (CycloneDX). The versions are
those of the day on which the page was written.

tld offers three licences (MPL-1.1, GPL-2.0 or LGPL-2.1); newsclean uses it unmodified under the MPL.

| package | version | licence | needed by |
| --- | --- | --- | --- |
"""


@dataclass(frozen=True, slots=True)
class Need:
    """A package, the extras with which it is needed, and what needs it."""

    name: str
    extras: frozenset[str]
    by: str


def needs(extra: str) -> dict[str, str]:
    """Return every package that newsclean needs with an extra ("" for none), and the package that first asks for it."""
    found: dict[str, str] = {}
    pending = deque([Need("newsclean", frozenset((extra,)), "")])
    seen: set[tuple[str, frozenset[str]]] = set()
    while pending:
        need = pending.popleft()
        if (need.name, need.extras) in seen:
            continue
        seen.add((need.name, need.extras))
        if need.by:
            found.setdefault(need.name, need.by)
        pending.extend(_requirements(need))
    return found


def _requirements(need: Need) -> Iterator[Need]:
    try:
        requires = distribution(need.name).requires or []
    except PackageNotFoundError:
        return
    for requirement in map(Requirement, requires):
        extras = need.extras or frozenset(("",))
        if requirement.marker is None or any(requirement.marker.evaluate({"extra": extra}) for extra in extras):
            by = "newsclean" if need.name == "newsclean" else need.name
            yield Need(canonicalize_name(requirement.name), frozenset(requirement.extras), by)


def licence_of(found: Distribution) -> str:
    """Return the licence that a package states: its SPDX expression, else its classifiers, else its first line."""
    data = found.metadata
    if expression := data.get("License-Expression"):
        return expression
    classifiers = [text.split(" :: ")[-1] for text in data.get_all("Classifier") or () if text.startswith("License ::")]
    classifiers = [text for text in classifiers if text != "OSI Approved"]
    if classifiers:
        return " or ".join(classifiers)
    lines = [line.strip() for line in (data.get("License") or "").splitlines() if line.strip()]
    return lines[0][:60] if lines else "not stated"


def table() -> str:
    """Return the page."""
    rows: dict[str, str] = {}
    for extra in ("", *EXTRAS):
        for name, by in needs(extra).items():
            reason = by if by != "newsclean" else f"newsclean[{extra}]" if extra else "newsclean"
            rows.setdefault(name, reason)
    lines = []
    for name in sorted(rows):
        try:
            found = distribution(name)
        except PackageNotFoundError:
            continue
        lines.append(f"| {name} | {found.version} | {licence_of(found)} | {rows[name]} |\n")
    return HEAD + "".join(lines)


if __name__ == "__main__":
    PAGE.write_text(table(), encoding="utf-8")
    sys.stdout.write(f"{PAGE}\n")
