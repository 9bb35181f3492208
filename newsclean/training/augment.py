"""Augmentation: invented appeals and hard negatives put into dumps, and dumps cut down to a few paragraphs.

The articles of gold pages hardly contain appeals, so the text models could not learn them there. `appeals/` has
letters, pleas, boxes, sign-ups and widget labels in 15 languages, `hard_negatives.toml` paragraphs of articles that
look like them. Every appeal belongs to a fold and appears on pages of that fold only, so cross-validation measures
wordings that a model has not seen.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby
from pathlib import Path
from random import Random

from newsclean.lexicon.language import detect_language
from newsclean.training.gold.overlap import POSITIVE_COVERAGE, coverage
from newsclean.training.gold.pages import GoldPage, fold_of

MAX_SHORT = 5  # paragraphs that a shortened dump keeps at most (a guess)
FEW_AROUND = 0.6  # share of shortened dumps that also lose most text around the article (a guess)
MAX_AROUND = 20  # lines that such a dump keeps around the article at most (a guess)
MIN_CUT_SIZE = 40  # characters from which a line counts as a paragraph when a dump is shortened (a guess)
MAX_LABEL_SIZE = 25
"""Characters below which an inserted line can be a widget's label, which may have no empty lines around it. A guess."""
_NAMES = (
    "The Lantern|Tidewater Dispatch|Morgenkurier|Der Talbote|La Gazette du Port|Courrier de l’Est|El Mirador|"
    "Diario del Valle|La Voce del Lago|Correio da Serra|Новая пристань|Вестник озера|Береговий вісник|Kurier Nadmorski|"
    "De Havenbode|Kıyı Postası|صحيفة المرفأ|南岸日报|湾岸新聞|새벽일보|Open Ledger|Bellwether|OKO|Presslight"
).split("|")
PROMOTIONAL = frozenset("donation newsletter paywall app-install consent".split())
"""The labels of hand-labelled pages whose blocks training inserts elsewhere."""
LABELLED_SHARE = 0.15
"""Share of the inserted appeals that come from labelled pages, in languages with enough of them. Raised, more sign-ups
go and fewer letters. At .4 five points less of invented appeals went than at .25."""
MIN_LABELLED = 5  # labelled appeals of a fold in a language from which training draws them (a guess)
MAX_LABELLED_LINES = 20  # lines of a labelled appeal; consent banners list hundreds of partners (a guess)
_AMOUNTS = "£4|$3|€9|5 €|10 euros|15 €|$25|50 USD|300 ₽|150 ₴|20 zł|75 TL|1.000 ¥|300円|100元|5,000원|CHF 12".split("|")
_MONTHS = "March June October December".split()


@dataclass(frozen=True, slots=True)
class Appeal:
    """A promotional block: its language, its kind, and its lines.

    An invented one has the placeholders {name}, {amount} and {month}. One of a labelled page has the page's `site`.
    """

    language: str
    kind: str
    lines: tuple[str, ...]
    site: str = ""

    def filled(self, values: Mapping[str, str]) -> tuple[str, ...]:
        """Return the lines with the placeholders of an invented appeal replaced."""
        return self.lines if self.site else tuple(line.format(**values) for line in self.lines)


@dataclass(frozen=True, slots=True)
class AppealPool:
    """The appeals that training inserts: the invented ones, and those of labelled pages."""

    appeals: tuple[Appeal, ...]
    folds: int

    @classmethod
    def of(cls, golds: Iterable[GoldPage], folds: int) -> AppealPool:
        """Return the pool of the invented appeals and those that gold pages label."""
        return cls((*appeals(), *(found for gold in golds for found in labelled_appeals(gold))), folds)

    def fold_of(self, appeal: Appeal) -> int:
        """Return the fold of an appeal: that of its site, or one by its first and last line."""
        return fold_of(appeal.site or appeal.lines[0] + appeal.lines[-1], self.folds)

    def choice(self, language: str | None, fold: int, random: Random) -> tuple[Appeal, ...]:
        """Return a fold's appeals in a language, either the invented or the labelled ones.

        Where the fold has none in this language, these are all of the fold.
        """
        kinds = _by_language(self, fold)
        own = kinds.get(language or "", kinds[""])
        is_labelled = len(own[1]) >= MIN_LABELLED and random.random() < LABELLED_SHARE
        return own[is_labelled]


@dataclass(frozen=True, slots=True)
class AugmentRates:
    """How often `augment` changes a dump, as shares of all dumps.

    short: cut down to a few paragraphs, of which `min_paragraphs` stay.
    hard_negatives: given paragraphs that look like an appeal and belong to the article.
    appeal: given an appeal; a share `own_language` of these is in the page's language, the others in any.
    another: given a further appeal after each, elsewhere on the page.
    """

    short: float
    min_paragraphs: int
    hard_negatives: float
    appeal: float
    own_language: float
    another: float = 0.0


@cache
def appeals() -> tuple[Appeal, ...]:
    """Return all invented appeals."""
    found = []
    for path in sorted((Path(__file__).parent / "appeals").glob("*.toml")):
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        found += [Appeal(data["language"], block["kind"], tuple(block["lines"])) for block in data["block"]]
    return tuple(found)


def labelled_appeals(gold: GoldPage) -> Iterator[Appeal]:
    """Yield the runs of promotional blocks of a labelled page."""
    for is_promo, run in groupby(gold.blocks, lambda block: block[0] in PROMOTIONAL):
        lines = tuple(dict.fromkeys(text for _, text in run)) if is_promo else ()
        if lines:
            language = detect_language(" ".join(lines)) or detect_language(gold.body) or ""
            yield Appeal(language, "labelled", lines[:MAX_LABELLED_LINES], gold.site)


@cache
def _by_language(pool: AppealPool, fold: int) -> Mapping[str, tuple[tuple[Appeal, ...], tuple[Appeal, ...]]]:
    """Return a fold's invented and labelled appeals by language; all of them under ""."""
    own = [appeal for appeal in pool.appeals if pool.fold_of(appeal) == fold]
    found = {
        language: [appeal for appeal in own if language in ("", appeal.language)]
        for language in {"", *(appeal.language for appeal in own if not appeal.site)}
    }
    return {
        language: (
            tuple(appeal for appeal in them if not appeal.site),
            tuple(appeal for appeal in them if appeal.site),
        )
        for language, them in found.items()
    }


@cache
def hard_negatives(language: str | None) -> tuple[str, ...]:
    """Return the article paragraphs that look like appeals, in a language; none for an unknown language."""
    data = tomllib.loads((Path(__file__).parent / "hard_negatives.toml").read_text(encoding="utf-8"))
    return tuple(data.get(language or "", ()))


def augment(
    gold: GoldPage, text: str, rates: AugmentRates, pool: AppealPool, random: Random
) -> tuple[GoldPage, str, list[str]]:
    """Return the gold page and its dump after the random changes, and the lines of the inserted appeal.

    The gold body changes with the dump, so both still agree.
    """
    language = detect_language(gold.body)
    appeal: list[str] = []
    if random.random() < rates.short:
        text, body = shorten(text, gold.body, rates.min_paragraphs, random)
        gold = replace(gold, body=body)
    if random.random() < rates.hard_negatives and (paragraphs := hard_negatives(language)):
        own = random.sample(paragraphs, random.randint(1, min(3, len(paragraphs))))
        text = insert_lines(text, own, gold.body, random)
        gold = replace(gold, body="\n".join([gold.body, *own]))
    chance = rates.appeal
    while random.random() < chance:
        spoken = language if random.random() < rates.own_language else None
        new = vary(pool.choice(spoken, fold_of(gold.site, pool.folds), random), random)
        text = insert_lines(text, new, gold.body, random)
        appeal += new
        chance = rates.another
    return gold, text, appeal


def vary(choice: Sequence[Appeal], random: Random) -> list[str]:
    """Return the lines of a random appeal with its placeholders filled, sometimes cut short or joined with another."""
    values = {"name": random.choice(_NAMES), "amount": random.choice(_AMOUNTS), "month": random.choice(_MONTHS)}
    lines = list(random.choice(choice).filled(values))
    if random.random() < 0.2:
        other = list(random.choice(choice).filled(values))
        lines = [*lines, *other] if random.random() < 0.5 else [*lines[: len(lines) // 2], *other[len(other) // 2 :]]
    if len(lines) > 2 and random.random() < 0.35:
        start = random.randrange(len(lines) - 1)
        lines = lines[start : start + random.randint(2, len(lines))]
    return [line for line in lines if len(lines) < 3 or random.random() > 0.1] or lines


def insert_lines(text: str, lines: Sequence[str], body: str, random: Random) -> str:
    """Return a text with lines put above or below the first line of its article, in its middle, or at its end."""
    old = text.splitlines()
    inside = [index for index, share in enumerate(coverage(old, body)) if share >= POSITIVE_COVERAGE]
    if not inside:
        return text
    at = random.choice((inside[0], inside[0] + 1, random.choice(inside) + 1, inside[-1] + 1))
    has_empty_lines = sum(not line for line in old) > 0.2 * len(old)
    if not has_empty_lines:
        return "\n".join([*old[:at], *lines, *old[at:]]) + "\n"
    # widget labels and form fields may follow each other without empty lines
    are_close = random.random() < 0.3
    between = [
        part for line in lines for part in ([line] if are_close and len(line) < MAX_LABEL_SIZE else ["", line, ""])
    ]
    return _squeezed([*old[:at], "", *between, "", *old[at:]])


def shorten(text: str, body: str, least: int, random: Random) -> tuple[str, str]:
    """Return a dump and its article cut down to a few paragraphs, often with little text around them.

    At least `least` paragraphs stay; a dump that keeps none is that of a page without an article.
    """
    lines = text.splitlines()
    covered = coverage(lines, body)
    positive = {index for index, share in enumerate(covered) if share >= POSITIVE_COVERAGE}
    inside = [index for index in sorted(positive) if len(lines[index]) > MIN_CUT_SIZE]
    around = [index for index, line in enumerate(lines) if index not in positive and line]
    left = random.randint(least, MAX_SHORT)
    if len(inside) <= left:
        return text, body
    start = random.randrange(len(inside) - left + 1)
    kept = inside[start : start + left]
    gone = positive - set(kept)
    few = random.randint(0, MAX_AROUND)
    if random.random() < FEW_AROUND and len(around) > few:
        # the nearest lines tell most: the headline, the byline, the first box after the end
        middle = kept[0] if kept else inside[0]
        near = sorted(around, key=lambda index: abs(index - middle))[: 3 * few]
        gone |= set(around) - set(random.sample(near, min(few, len(near))))
    short = _squeezed([line for index, line in enumerate(lines) if index not in gone])
    return short, "\n".join(lines[index] for index in kept)


def _squeezed(lines: Sequence[str]) -> str:
    """Return lines as a text without consecutive empty lines."""
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines) + "\n")
