"""Gold: pages with articles made by hand, and what their blocks should be labelled.

A gold folder has `gold.jsonl`, a row a page with `id`, `body` and, if known, `url`, `with`, `without` (snippets that
must and must not be in the article), `title`, `authors`, `date`; and the pages as `<id>.html.gz` or `<id>.html`.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from collections import Counter
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from newsclean.errors import UsageError
from newsclean.text.scripts import UNSPACED_RE

WORD_RE = re.compile(r"\w+")
Run = tuple[str, ...]
"""Words that follow one another."""
_SECOND_LEVEL = frozenset("ac co com edu gob gouv gov govt ltd me mil ne net nom or org plc sch".split())
"""Names under which a country's registry sells domains: site.co.uk is one site, site.example.com is not."""


@dataclass(frozen=True, slots=True)
class GoldPage:
    """A page with its gold article. `site` is the registered domain, or the page's own id where no url is known."""

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


def read_gold(folder: Path) -> Iterator[GoldPage]:
    """Yield the pages of a gold folder in the order of their ids. Raises `UsageError` for a folder without gold."""
    try:
        lines = (folder / "gold.jsonl").read_text(encoding="utf-8").split("\n")
    except OSError as error:
        raise UsageError(f"{folder}: no gold here ({error.strerror}: gold.jsonl)") from error
    try:
        rows = sorted((json.loads(line) for line in lines if line.strip()), key=lambda row: str(row["id"]))
    except (ValueError, KeyError, TypeError) as error:
        raise UsageError(f"{folder}/gold.jsonl: not a JSON object with an id in every line ({error})") from error
    for row in rows:
        data = _page_bytes(folder, str(row["id"]))
        if data is not None:
            url = row.get("url") or None
            yield GoldPage(
                folder.name,
                str(row["id"]),
                data,
                row.get("body") or "",
                url,
                site_of(url) or f"{folder.name}/{row['id']}",
                tuple(row.get("with") or ()),
                tuple(row.get("without") or ()),
                row.get("title") or "",
                tuple(map(str, row.get("authors") or ())),
                str(row.get("date") or ""),
            )


def _page_bytes(folder: Path, page_id: str) -> bytes | None:
    packed, plain = folder / f"{page_id}.html.gz", folder / f"{page_id}.html"
    if packed.exists():
        return gzip.decompress(packed.read_bytes())
    return plain.read_bytes() if plain.exists() else None


def site_of(url: str | None) -> str | None:
    """Return the registered domain of an address, as near as can be told without a list of registries.

    >>> site_of("https://www.news.example.co.uk/a"), site_of("https://blog.example.com"), site_of(None)
    ('example.co.uk', 'example.com', None)
    """
    host = (urlsplit(url).hostname if url else None) or ""
    parts = host.split(".")
    if len(parts) < 2:
        return host or None
    has_second = len(parts) > 2 and len(parts[-1]) == 2 and parts[-2] in _SECOND_LEVEL
    return ".".join(parts[-3:] if has_second else parts[-2:])


def words_of(text: str) -> list[str]:
    """Return a text's words; Chinese and Japanese are cut into characters."""
    words: list[str] = []
    for word in WORD_RE.findall(text):
        if word.isascii() or not UNSPACED_RE.search(word):
            words.append(word)
        else:
            words.extend(word)
    return words


def shingles(words: Sequence[str], length: int) -> Counter[Run]:
    """Count the runs of some words in a text; a text shorter than that is one run."""
    length = min(length, len(words))
    return Counter(zip(*(words[start:] for start in range(length)), strict=False)) if length else Counter()


def coverage(texts: Sequence[str], body: str) -> list[float]:
    """Return, for each block, the share of its words (in runs of three) that the gold article has, 0 to 1.

    A block of one or two words is in the article where the article has it between words of the block before or after.
    """
    article = words_of(body.lower())
    known = shingles(article, 3)
    line_of_words = f" {' '.join(article)} "
    lines = {" ".join(words_of(line.lower())) for line in body.splitlines()}
    words = [words_of(text.lower()) for text in texts]
    covered = [_share(shingles(own, 3), known) if len(own) > 2 else 0.0 for own in words]
    _unrepeat(words, covered, known)
    inside = [index for index, share in enumerate(covered) if share >= 0.5]
    if inside:
        for index in range(inside[0] - 2 if inside[0] > 1 else 0, min(len(words), inside[-1] + 3)):
            if 0 < len(words[index]) < 4 and covered[index] < 0.5:
                covered[index] = float(_fits(words, covered, index, line_of_words, lines))
    return covered


def _share(runs: Counter[Run], known: Container[Run]) -> float:
    return sum(count for run, count in runs.items() if run in known) / max(1, runs.total())


def _unrepeat(words: Sequence[Sequence[str]], covered: list[float], known: Counter[Run]) -> None:
    """Of text that stands on the page more often than in the article, keep the copies with most article around.

    What itself stands there too often says nothing of its neighbours: the entries of a table of contents are all
    headings of the article, and stand close together. One that is a single block is made up of shorter ones.
    """
    runs = {index: shingles(words[index], 3) for index, share in enumerate(covered) if share >= 0.5}
    found: Counter[Run] = Counter()
    shortest: dict[Run, int] = {}
    for own in sorted(runs.values(), key=Counter.total, reverse=True):
        found.update(own)
        shortest.update(dict.fromkeys(own, own.total()))
    repeated = {run for run, count in found.items() if count > known[run] > 0}
    doubtful = {index for index, own in runs.items() if _share(own, repeated) >= 0.5}
    if not doubtful:
        return
    made_up = {
        i for i in doubtful if _share(runs[i], {r for r in runs[i] if 2 * shortest[r] <= runs[i].total()}) >= 0.5
    }
    sure = [0.0 if index in doubtful else share for index, share in enumerate(covered)]
    around = {index: sum(sure[max(0, index - 3) : index + 4]) for index in runs}
    unclaimed = Counter(known)
    for index in sorted(runs, key=lambda i: (i in doubtful, i in made_up, -around[i], i)):
        own = runs[index]
        if (own & unclaimed).total() < 0.5 * own.total():
            covered[index] = 0.0
        else:
            unclaimed -= own


def _fits(
    words: Sequence[Sequence[str]], covered: Sequence[float], index: int, line_of_words: str, lines: set[str]
) -> bool:
    own = " ".join(words[index])
    before = next((words[i] for i in range(index - 1, -1, -1) if covered[i] >= 0.5), ())
    after = next((words[i] for i in range(index + 1, len(words)) if covered[i] >= 0.5), ())
    if after and f" {own} {' '.join(after[:3])} " in line_of_words:
        return True
    if before and f" {' '.join(before[-3:])} {own} " in line_of_words:
        return True
    return bool(before) and bool(after) and own in lines


def fold_of(site: str, folds: int) -> int:
    """Return the fold of a site: the same for the same name, whatever other sites there are."""
    return int(hashlib.sha256(site.encode()).hexdigest(), 16) % folds


def page_f1(gold: str, text: str) -> tuple[float, float, float]:
    """Return precision, recall and F1 over runs of four words: the measure of Zyte's article extraction benchmark."""
    wanted, found = shingles(words_of(gold), 4), shingles(words_of(text), 4)
    if not wanted and not found:
        return 1.0, 1.0, 1.0
    hits = (wanted & found).total()
    precision = hits / found.total() if found else 0.0
    recall = hits / wanted.total() if wanted else 0.0
    return precision, recall, 2 * precision * recall / (precision + recall) if hits else 0.0
