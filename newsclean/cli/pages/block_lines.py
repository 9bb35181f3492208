"""The lines of `explain`: facts, a line for each block, a menu in one line, and a summary."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from types import MappingProxyType

from rich.console import Console
from rich.text import Text

from newsclean.blocks import Policy
from newsclean.cli.console import printable
from newsclean.cli.pages.explained import Explained, Row
from newsclean.errors import shorten

_MARKS = {Policy.KEEP: "+", Policy.DROP: "-", Policy.FIELD: "="}
_MENU = frozenset("navigation footer widget other related share".split())
FOLDED = 4
"""Dropped blocks in a row, all of a menu's categories, that become one line. Fewer fold more. A guess."""
FOLDED_CHARS = 60  # characters of each end of a menu that its line shows (a guess)
HEAD_WIDTH = 48  # characters before the text of a block: mark, category, reason
MIN_TEXT_WIDTH = 24  # in a narrower rest of the terminal, text begins on a line of its own (a guess)
_APPEALS, _SALES = ("donation", "newsletter", "paywall", "app-install", "consent"), ("advertisement", "affiliate")
_STYLES: Mapping[str, str] = MappingProxyType(
    dict.fromkeys(_APPEALS, "magenta")
    | dict.fromkeys(_SALES, "red")
    | dict.fromkeys(("related", "share", "comments", "pull-quote"), "cyan")
    | dict.fromkeys(("live-chrome", "media-player"), "blue")
)
"""The colours of categories that are dropped; others have that of their policy."""
_POLICY_STYLES = {Policy.KEEP: "green", Policy.DROP: "bright_black", Policy.FIELD: "yellow"}


@dataclass(frozen=True, slots=True)
class Look:
    """How a page is shown. width: columns of the terminal, or None for a pipe, where no line is broken."""

    selectors: bool = False
    is_folded: bool = False
    width: int | None = None
    has_colour: bool = False


def page_lines(found: Explained, look: Look) -> str:
    """Return a page with a mark, category and reason for each block, as text for the terminal."""
    out = io.StringIO()
    console = Console(
        file=out, highlight=False, markup=False, emoji=False, soft_wrap=True, force_terminal=look.has_colour or None
    )
    for name, value in found.facts():
        console.print(Text.assemble((f"{name:<11} ", "bold"), printable(value)))
    console.print()
    for rows in _groups(found.rows, look.is_folded):
        if len(rows) > 1:
            _print(console, _menu_head(rows), _ends_of(rows), look, "bright_black")
        else:
            _print_row(console, rows[0], look)
    console.print("" if found.rows else "no block to show\n")
    console.print(_summary(found))
    return out.getvalue()


def look_here(selectors: bool, fold: bool | None) -> Look:
    """Return how pages look on this standard output; `fold` None folds menus on a terminal alone."""
    is_terminal = sys.stdout.isatty()
    console = Console()
    return Look(
        selectors,
        is_terminal if fold is None else fold,
        console.width if is_terminal else None,
        console.is_terminal and not console.no_color,
    )


def _groups(rows: Sequence[Row], is_folded: bool) -> Iterator[list[Row]]:
    """Yield the rows that share a line: a menu, or a row alone."""
    for is_menu, group in groupby(rows, _is_menu if is_folded else lambda _: False):
        found = list(group)
        if is_menu and len(found) >= FOLDED:
            yield found
        else:
            yield from ([row] for row in found)


def _is_menu(row: Row) -> bool:
    return row.policy is Policy.DROP and row.label.category in _MENU and not row.is_doubtful and row.was is None


def _menu_head(rows: Sequence[Row]) -> str:
    names = ", ".join(dict.fromkeys(row.label.category.value for row in rows))
    return f"- {f'{len(rows)} blocks: {names}':<{HEAD_WIDTH - 3}} "


def _ends_of(rows: Sequence[Row]) -> str:
    return f"{shorten(rows[0].text, FOLDED_CHARS)} … {shorten(rows[-1].text, FOLDED_CHARS)}"


def _print_row(console: Console, row: Row, look: Look) -> None:
    category = row.label.category.value
    style = _POLICY_STYLES[row.policy] if row.policy is not Policy.DROP else _STYLES.get(category, "bright_black")
    if row.was is not None:
        was, policy = row.was
        old = f"{_MARKS[policy]} {was.category.value:<16} {printable(was.reason):<28} "
        _print(console, old, "before, and now:", look, "bright_black")
    head = f"{_MARKS[row.policy]} {category:<16} {printable(row.label.reason):<28} "
    where = f"[{row.selector or '-'}] " if look.selectors else ""
    _print(console, head, where + ("  … " if row.is_piece else "") + row.text, look, style, row.policy)


def _print(console: Console, head: str, text: str, look: Look, style: str, policy: Policy = Policy.DROP) -> None:
    """Print a line; on a terminal its text goes on below its beginning, and no word is broken."""
    shown = Text(printable(text), style="" if policy is Policy.KEEP else "dim")
    first = Text(head, style=style)
    if look.width is None:
        console.print(first + shown)
        return
    room = look.width - HEAD_WIDTH
    indent = HEAD_WIDTH if room >= MIN_TEXT_WIDTH else 4
    lines = shown.wrap(console, look.width - indent)
    if room < MIN_TEXT_WIDTH or first.cell_len > HEAD_WIDTH:
        console.print(first)
    for number, line in enumerate(lines):
        is_first = number == 0 and indent == HEAD_WIDTH and first.cell_len <= HEAD_WIDTH
        console.print((first if is_first else Text(" " * indent)) + line)


def _summary(found: Explained) -> str:
    article, blocks = found.article, found.page.blocks
    kept = sum(len(block.text) for block in article.blocks)
    whole = sum(len(block.text) for block in blocks)
    return (
        f"{_MARKS[Policy.KEEP]} kept {len(article.blocks)} of {len(blocks)} blocks, {kept:,} of {whole:,} "
        f"characters; {_MARKS[Policy.FIELD]} moved to a field; {_MARKS[Policy.DROP]} dropped, in the ledger"
    )
