"""How much of a text the gold article has: F1 of a whole text, and the coverage of each block of a page.

Training derives the labels of blocks from their coverage.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Sequence

from newsclean.text.scripts import UNSPACED_RE

POSITIVE_COVERAGE = 0.5
"""Share of a block's words that the gold has if the block is the article's. Raised, abridged blocks drop. A guess."""
WORD_RE = re.compile(r"\w+")
Shingle = tuple[str, ...]  # consecutive words
_SHORT_WORDS = 3  # words up to which an uncovered block is looked up in the article once more, by its neighbours


def searchable(text: str) -> str:
    """Return a text in lower case with white space folded: snippets are searched so, and titles compared."""
    return " ".join(text.lower().split())


def words_of(text: str) -> list[str]:
    """Return a text's words; Chinese and Japanese are split into characters."""
    words: list[str] = []
    for word in WORD_RE.findall(text):
        if word.isascii() or not UNSPACED_RE.search(word):
            words.append(word)
        else:
            words.extend(word)
    return words


def shingles(words: Sequence[str], length: int) -> Counter[Shingle]:
    """Count the runs of `length` consecutive words; a shorter text is one run."""
    length = min(length, len(words))
    return Counter(zip(*(words[start:] for start in range(length)), strict=False)) if length else Counter()


def page_f1(gold: str, text: str) -> tuple[float, float, float]:
    """Return precision, recall and F1 over runs of four words, the measure of Zyte's article extraction benchmark."""
    wanted, found = shingles(words_of(gold), 4), shingles(words_of(text), 4)
    if not wanted and not found:
        return 1.0, 1.0, 1.0
    hits = (wanted & found).total()
    precision = hits / found.total() if found else 0.0
    recall = hits / wanted.total() if wanted else 0.0
    return precision, recall, 2 * precision * recall / (precision + recall) if hits else 0.0


def coverage(texts: Sequence[str], body: str) -> list[float]:
    """Return, for each block, the share of its words (in runs of three) that the gold article has, 0 to 1.

    A block of one to three words is covered if the article has it between words of the neighbouring covered blocks.
    """
    article = words_of(body.lower())
    known = shingles(article, 3)
    line_of_words = f" {' '.join(article)} "
    lines = {" ".join(words_of(line.lower())) for line in body.splitlines()}
    words = [words_of(text.lower()) for text in texts]
    covered = [_share(shingles(own, 3), known) if len(own) > 2 else 0.0 for own in words]
    _drop_copies(words, covered, known)
    inside = [index for index, share in enumerate(covered) if share >= POSITIVE_COVERAGE]
    if inside:
        for index in range(inside[0] - 2 if inside[0] > 1 else 0, min(len(words), inside[-1] + 3)):
            if 0 < len(words[index]) <= _SHORT_WORDS and covered[index] < POSITIVE_COVERAGE:
                covered[index] = float(_fits(words, covered, index, line_of_words, lines))
    return covered


def _share(runs: Counter[Shingle], known: Container[Shingle]) -> float:
    return sum(count for run, count in runs.items() if run in known) / max(1, runs.total())


def _drop_copies(words: Sequence[Sequence[str]], covered: list[float], known: Counter[Shingle]) -> None:
    """Set the coverage of surplus copies to 0: text that the page repeats more often than the article does.

    The copies with the most article around them stay. Blocks that are themselves repeated do not count as
    surroundings: the entries of a table of contents stand close together, and all of them are headings of the article.
    A block that consists of shorter repeated blocks loses to these.
    """
    runs = {index: shingles(words[index], 3) for index, share in enumerate(covered) if share >= POSITIVE_COVERAGE}
    found: Counter[Shingle] = Counter()
    shortest: dict[Shingle, int] = {}
    for own in sorted(runs.values(), key=Counter.total, reverse=True):
        found.update(own)
        shortest.update(dict.fromkeys(own, own.total()))
    repeated = {run for run, count in found.items() if count > known[run] > 0}
    doubtful = {index for index, own in runs.items() if _share(own, repeated) >= 0.5}
    if not doubtful:
        return
    composite = {
        i for i in doubtful if _share(runs[i], {r for r in runs[i] if 2 * shortest[r] <= runs[i].total()}) >= 0.5
    }
    sure = [0.0 if index in doubtful else share for index, share in enumerate(covered)]
    around = {index: sum(sure[max(0, index - 3) : index + 4]) for index in runs}
    unclaimed = Counter(known)
    for index in sorted(runs, key=lambda i: (i in doubtful, i in composite, -around[i], i)):
        own = runs[index]
        if (own & unclaimed).total() < 0.5 * own.total():
            covered[index] = 0.0
        else:
            unclaimed -= own


def _fits(
    words: Sequence[Sequence[str]], covered: Sequence[float], index: int, line_of_words: str, lines: set[str]
) -> bool:
    """Return whether the article has a short block next to the same words as the page."""
    own = " ".join(words[index])
    before = next((words[i] for i in range(index - 1, -1, -1) if covered[i] >= POSITIVE_COVERAGE), ())
    after = next((words[i] for i in range(index + 1, len(words)) if covered[i] >= POSITIVE_COVERAGE), ())
    if after and f" {own} {' '.join(after[:3])} " in line_of_words:
        return True
    if before and f" {' '.join(before[-3:])} {own} " in line_of_words:
        return True
    return bool(before) and bool(after) and own in lines
