"""The work that one page may cost, so that no page hangs a run.

Some steps can take time in the square of a page's size, and a hostile page makes them do so. Each such step is a part
of the budget: it counts its work before or while it works, and stops at its allowance. The page is then cleaned without
the rest of that part, and the article's warnings name it, as `budget:json-ld`. The budget counts steps and reads no
clock, so every machine gives the same article. docs/architecture.md lists the parts.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple


class Part(StrEnum):
    """A part of the work on a page that has an allowance; the value is its name in warnings."""

    JSON_LD = "json-ld"
    """The repair of broken JSON-LD."""
    ATTRIBUTES = "attributes"
    """The attributes of an element."""
    BLOCKS = "blocks"
    """The blocks of the page."""
    MARKUP = "markup"
    """The markup in a text dump."""
    PATHS = "paths"
    """The paths of the ledger's entries."""
    FALLBACK = "fallback"
    """The other extractor, trafilatura, on HTML."""
    RULES = "rules"
    """The selectors and patterns of rules."""


class Allowance(NamedTuple):
    """The work that a page may cost in one part: a fixed amount, and more for each character of the page."""

    fixed: int
    per_character: float = 0


ALLOWANCES: Mapping[Part, Allowance] = MappingProxyType(
    {
        # characters that the repairer looks at. It takes .2 to 3 microseconds for one, so 3 s at worst and mostly .4 s.
        # Real broken scripts need 2.2 for each of their characters, at most 7,500 on 1,929 pages
        Part.JSON_LD: Allowance(1_000_000),
        # counted while the page is parsed; see `readers.parse.MAX_ATTRIBUTES`
        Part.ATTRIBUTES: Allowance(0),
        # blocks of HTML, lines of text. A block takes 60 to 120 microseconds, so 1 MB 3.5 s at worst
        Part.BLOCKS: Allowance(20_000, 1 / 100),
        # characters of each pass over a block. Most take two passes, in Markdown four
        Part.MARKUP: Allowance(1_000_000, 8),
        # characters of paths. One takes .1 microseconds in a deep page, so 1 MB 1.4 s at worst; pages of the bench have
        # up to 6 for each of their characters, at most 3,400,000
        Part.PATHS: Allowance(10_000_000, 4),
        # elements of the page. trafilatura takes up to 1.5 s for 30,000 and the square of that for more; of the pages
        # of the bench, which have 100 to 10,000, it takes 20 ms
        Part.FALLBACK: Allowance(30_000),
        # looks at elements, see `rules.cost`. A look takes 15 to 60 nanoseconds, so 1.8 s at worst
        Part.RULES: Allowance(30_000_000),
    }
)
"""The allowances. Raising one lets slower pages through, and leaves fewer of them with a warning."""


class Budget:
    """The work that one page has cost in each part. A budget belongs to one page and one call.

    `size` is the number of characters of the page.
    """

    def __init__(self, size: int = 0, allowances: Mapping[Part, Allowance] = ALLOWANCES) -> None:
        self._allowances = allowances
        self.size = size
        self._spent: dict[Part, int] = {}
        self._refused: set[Part] = set()

    def allowance(self, part: Part) -> int:
        """Return the work that the page may cost in a part."""
        fixed, per_character = self._allowances[part]
        return fixed + int(per_character * self.size)

    def spend(self, part: Part, work: int) -> bool:
        """Take work from a part's allowance, and return whether the allowance covers it."""
        self._spent[part] = self._spent.get(part, 0) + work
        return not self.is_spent(part)

    def afford(self, part: Part, work: int) -> bool:
        """Take work from a part's allowance if the rest of it covers all, and return whether it does.

        A refusal takes nothing, so that cheaper work can follow, and is a warning.
        """
        if self.covers(part, work):
            return self.spend(part, work)
        self._refused.add(part)
        return False

    def covers(self, part: Part, work: int) -> bool:
        """Return whether the rest of a part's allowance covers some work."""
        return self._spent.get(part, 0) + work <= self.allowance(part)

    def overspend(self, part: Part) -> None:
        """Note that the page needs more than a part's allowance."""
        self._spent[part] = self.allowance(part) + 1

    def is_spent(self, part: Part) -> bool:
        """Return whether the page has cost more than a part's allowance."""
        return self._spent.get(part, 0) > self.allowance(part)

    @property
    def warnings(self) -> tuple[str, ...]:
        """The warnings of the article: one for each part that the page has overspent, sorted."""
        spent = {part for part in self._spent if self.is_spent(part)}
        return tuple(sorted(f"budget:{part}" for part in spent | self._refused))
