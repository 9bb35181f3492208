"""Measure how many words of appeals are removed from articles.

`python -m tests.bench.injection GOLD_DIR… [--split test|train] [--limit N]` puts an appeal into the gold bodies of its
language, at the start (below the first paragraph), in the middle and at the end. It cleans the result as a text dump
and prints the share of appeal words removed and of body words kept, by place and language. The gold bodies themselves
hardly contain appeals, so they cannot measure this.
"""

from __future__ import annotations

import argparse
import json
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

import newsclean
from newsclean import Options, clean
from newsclean.lexicon.language import detect_language

PROMOS = Path(__file__).resolve().parent / "promos"
APPEALS = Path(newsclean.__file__).parent / "training" / "appeals"
"""The appeals that the models are trained with, in other words than `PROMOS`."""
PLACES = ("start", "middle", "end")
NAMES = (
    "The Ridge Courier",
    "Brückenbote",
    "Le Phare du Nord",
    "Новый берег",
    "港湾新報",
    "Vestnik",
    "El Faro",
    "Stad",
)
AMOUNTS = ("5 €", "$12", "£3", "100 ₽", "25 zł", "¥500")
MIN_PARAGRAPHS = 6
_WORD_RE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W\u3040-\u30ff\u3400-\u9fff]+")


@dataclass(frozen=True, slots=True)
class Promo:
    """An appeal: its language, its kind, and its lines with the placeholders {name}, {amount} and {month}."""

    language: str
    kind: str
    lines: tuple[str, ...]

    def filled(self, random: Random) -> list[str]:
        """Return the lines with a name, an amount and a month filled in."""
        values = {"name": random.choice(NAMES), "amount": random.choice(AMOUNTS), "month": "May"}
        return [line.format(**values) for line in self.lines]


def promos(split: str) -> dict[str, list[Promo]]:
    """Return the appeals of a split ("train" or "test"), by language."""
    found: dict[str, list[Promo]] = {}
    for path in sorted((PROMOS if split == "test" else APPEALS).glob("??.toml")):
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        found[data["language"]] = [Promo(data["language"], b["kind"], tuple(b["lines"])) for b in data["block"]]
    return found


def words(text: str) -> list[str]:
    """Return a text's words; Chinese and Japanese are split into characters."""
    return _WORD_RE.findall(text.casefold())


def inject(paragraphs: list[str], lines: list[str], place: str) -> str:
    """Return a text dump of the paragraphs with the lines inserted."""
    at = {"start": 1, "middle": len(paragraphs) // 2, "end": len(paragraphs)}[place]
    return "\n\n".join([*paragraphs[:at], *lines, *paragraphs[at:]]) + "\n"


def paragraphs_of(body: str) -> list[str]:
    """Return the paragraphs of a gold body."""
    return [text.strip() for text in body.split("\n") if text.strip()]


def gold_bodies(folders: list[Path]) -> Iterator[list[str]]:
    """Yield the paragraphs of the gold bodies of bench folders."""
    for folder in folders:
        # a JSON string may contain line separators at which `splitlines` would split
        for line in filter(str.strip, (folder / "gold.jsonl").read_text(encoding="utf-8").split("\n")):
            yield paragraphs_of(json.loads(line).get("body") or "")


def bodies(articles: Iterable[list[str]]) -> Iterator[tuple[str, list[str]]]:
    """Yield the language and the paragraphs of each article that is long enough to have a middle."""
    for paragraphs in articles:
        language = detect_language("\n".join(paragraphs))
        if language and len(paragraphs) >= MIN_PARAGRAPHS:
            yield language, paragraphs


def measure(articles: Iterable[tuple[str, list[str]]], split: str, limit: int) -> dict[tuple[str, str], list[int]]:
    """Return, by place and language, the numbers of words injected, removed, in bodies, and kept."""
    random = Random(20)
    blocks = promos(split)
    counts: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    seen: dict[str, int] = defaultdict(int)
    for language, paragraphs in articles:
        if language not in blocks or seen[language] >= limit:
            continue
        seen[language] += 1
        for place in PLACES:
            lines = random.choice(blocks[language]).filled(random)
            article = clean(inject(paragraphs, lines, place), options=Options(input="text", publication="none"))
            # a headline taken from the body is not lost, because text output begins with it
            left = {" ".join(block.text.split()) for block in article.blocks} | {article.headline or ""}
            for column, texts in ((0, lines), (2, paragraphs)):
                for text in texts:
                    number, shown = len(words(text)), " ".join(text.split())
                    # block texts have no list bullets
                    is_left = shown in left or shown.removeprefix("- ") in left
                    for key in ((place, language), (place, "all")):
                        counts[key][column] += number
                        counts[key][column + 1] += number * (is_left if column else not is_left)
    return dict(counts) or {(place, "all"): [0, 0, 0, 0] for place in PLACES}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--split", choices=["test", "train"], default="test")
    parser.add_argument("--limit", type=int, default=40, help="bodies of each language")
    arguments = parser.parse_args()
    counts = measure(bodies(gold_bodies(arguments.folders)), arguments.split, arguments.limit)
    for place, language in sorted(counts, key=lambda key: (key[1] != "all", key[1], PLACES.index(key[0]))):
        injected, removed, body, kept = counts[place, language]
        print(f"{language:4} {place:7} removed {removed / injected:6.1%}  body kept {kept / body:6.1%}")


if __name__ == "__main__":
    main()
