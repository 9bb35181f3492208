"""Appeals of ours in 15 languages: what the text model is taught to set aside, put into dumps of real pages.

The gold articles of news pages hardly have any, so the model could not learn them there. `appeals/` has letters, pleas,
boxes, sign-ups and labels of widgets as lists of lines; each is varied as it is put in. Every block belongs to a fold,
and is shown with pages of that fold only: so what a model says of wordings new to it is measured too.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

from newsclean.training.gold import fold_of

_NAMES = (
    "The Lantern|Tidewater Dispatch|Morgenkurier|Der Talbote|La Gazette du Port|Courrier de l’Est|El Mirador|"
    "Diario del Valle|La Voce del Lago|Correio da Serra|Новая пристань|Вестник озера|Береговий вісник|Kurier Nadmorski|"
    "De Havenbode|Kıyı Postası|صحيفة المرفأ|南岸日报|湾岸新聞|새벽일보|Open Ledger|Bellwether|OKO|Presslight"
).split("|")
_AMOUNTS = "£4|$3|€9|5 €|10 euros|15 €|$25|50 USD|300 ₽|150 ₴|20 zł|75 TL|1.000 ¥|300円|100元|5,000원|CHF 12".split("|")
_MONTHS = "March June October December".split()


@dataclass(frozen=True, slots=True)
class Appeal:
    """A block of promotional text: its language, its kind, its lines with {name}, {amount} and {month} in them."""

    language: str
    kind: str
    lines: tuple[str, ...]


@cache
def appeals() -> tuple[Appeal, ...]:
    """Return all blocks."""
    found = []
    for path in sorted((Path(__file__).parent / "appeals").glob("*.toml")):
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        found += [Appeal(data["language"], block["kind"], tuple(block["lines"])) for block in data["block"]]
    return tuple(found)


@cache
def appeals_of(language: str | None, fold: int, folds: int) -> tuple[Appeal, ...]:
    """Return the blocks of a fold in a language; those of all languages where there is none in this one."""
    own = [appeal for appeal in appeals() if fold_of(appeal.lines[0] + appeal.lines[-1], folds) == fold]
    return tuple(appeal for appeal in own if appeal.language == language) or tuple(own)


@cache
def hard_negatives(language: str | None) -> tuple[str, ...]:
    """Return paragraphs of news about what appeals are about, in a language; none where we have none."""
    data = tomllib.loads((Path(__file__).parent / "about.toml").read_text(encoding="utf-8"))
    return tuple(data.get(language or "", ()))


def vary(choice: Sequence[Appeal], random: Random) -> list[str]:
    """Return the lines of one of some blocks, filled in, and now and then cut short or run together with another."""
    lines = list(random.choice(choice).lines)
    if random.random() < 0.2:
        other = list(random.choice(choice).lines)
        lines = [*lines, *other] if random.random() < 0.5 else [*lines[: len(lines) // 2], *other[len(other) // 2 :]]
    if len(lines) > 2 and random.random() < 0.35:
        start = random.randrange(len(lines) - 1)
        lines = lines[start : start + random.randint(2, len(lines))]
    values = {"name": random.choice(_NAMES), "amount": random.choice(_AMOUNTS), "month": random.choice(_MONTHS)}
    kept = [line for line in lines if len(lines) < 3 or random.random() > 0.1]
    return [line.format(**values) for line in kept or lines]
