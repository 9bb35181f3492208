"""Lines as templates: the words that stay, and slots for what varies on every page: numbers, dates, names, amounts.

Two lines with the same words and other numbers have one key. Lines in which more varies, a name or a month, are found
by the word triples they share, and aligned with each other: what all of them have stays, the gaps become slots.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from newsclean.rules.patterns import fold
from newsclean.text.scripts import UNSPACED

PLACEHOLDER = "\0"
"""Stands in a key for what varies; no text of a block has it."""
SHINGLE = 3
MIN_SHARED_TOKENS = 0.25
"""Of a line's tokens, how many must lie in triples that recur, for the line to be one of a kind. Fewer are phrases."""
MIN_RATIO = 0.6
"""How alike a line must be to the first of its kind, as `difflib` counts it."""
MIN_LITERALS = 3
"""The words a template must still have; numbers and marks are none."""
MIN_LITERAL_SHARE, MIN_LITERAL_SHARE_OF_PROSE = 0.4, 0.7
"""Of the characters of the lines: below it a template says less than it leaves open. Reports of matches and of the
weather have whole sentences in common, so prose must have more."""
MIN_PROSE_CHARS = 60
MIN_SLOT_CHARS = 24
"""How much room a slot has at least: names of other lengths will come."""
MAX_NAME_CHARS = 40
"""What varies in a short line is a name or a sum; longer it is the line itself."""
_CURRENCY = "(?:[$€£¥₽₴₹₺₩]|zł|kč|kr|руб|грн|eur|euros?|dollars?|usd|gbp|chf)"
NUMBER_PATTERN = rf"(?:{_CURRENCY} ?)?(?:\d{{1,3}}(?: \d{{3}})+|\d+)(?:[.,:/-]\d+)*(?: ?{_CURRENCY})?"
"""Numbers, clock times, dates in figures, sums of money: one slot each."""
_TOKEN_RE = re.compile(rf" ?(?:[{UNSPACED}]|[^\W\d_{UNSPACED}]+(?:['-][^\W\d_{UNSPACED}]+)*|{NUMBER_PATTERN}|[^\w]|_)")
_SUM_RE = re.compile(rf"{_CURRENCY} ?\d[\d.,]*|\d[\d.,]* ?{_CURRENCY}")
_NUMBER_RE = re.compile(rf" ?{NUMBER_PATTERN}")
_WORD_RE = re.compile(rf"[{UNSPACED}]|[^\W\d_{UNSPACED}]+")


def tokens_of(text: str) -> tuple[str, ...]:
    r"""Return a folded text's tokens, each with the space before it; joined they are the text. Numbers are slots.

    >>> tokens_of("From just $12 a month")
    ('from', ' just', ' \x00', ' a', ' month')
    """
    return tuple(_slotted(token) for token in _TOKEN_RE.findall(fold(text)))


def _slotted(token: str) -> str:
    if not _NUMBER_RE.match(token):
        return token
    return " " + PLACEHOLDER if token[0] == " " else PLACEHOLDER


def skeleton_of(text: str) -> str:
    """Return what lines that differ in numbers alone have in common.

    >>> key_of("17 Comments") == key_of("3 comments")
    True
    """
    return "".join(tokens_of(text))


def words_in(key: str) -> int:
    """Return the words of a key, Chinese and Japanese as characters; slots are none."""
    return len(_WORD_RE.findall(key))


def sums_in(text: str) -> tuple[str, ...]:
    """Return the sums of money in a text.

    >>> sums_in("From just $12 a month, or 120 € a year")
    ('$12', '120 €')
    """
    return tuple(_SUM_RE.findall(fold(text)))


@dataclass(frozen=True, slots=True)
class Template:
    """What lines of one kind have in common.

    key: their words with `PLACEHOLDER` for what varies.
    gaps: the longest text seen in each slot, in characters; empty where numbers alone vary.
    """

    skeleton: str
    gaps: tuple[int, ...] = ()

    @property
    def is_exact(self) -> bool:
        """Whether nothing varies."""
        return PLACEHOLDER not in self.skeleton

    @property
    def has_names(self) -> bool:
        """Whether more than numbers varies."""
        return any(gap > len(" " + PLACEHOLDER) for gap in self.gaps)

    def pattern(self) -> str:
        """Return the regular expression, for RE2, of a whole folded block of this kind."""
        parts = self.skeleton.split(PLACEHOLDER)
        out = [literal(parts[0])]
        for number, part in enumerate(parts[1:]):
            gap = self.gaps[number] if self.gaps else 0
            out.append(f".{{0,{max(MIN_SLOT_CHARS, 2 * gap)}}}" if gap else NUMBER_PATTERN)
            out.append(literal(part))
        return f"^{''.join(out)}$"

    def prefix(self) -> str:
        """Return the words before the first slot."""
        return self.skeleton.split(PLACEHOLDER, 1)[0].strip()

    def suffix(self) -> str:
        """Return the words after the last slot."""
        return self.skeleton.rsplit(PLACEHOLDER, 1)[-1].strip()


def literal(text: str) -> str:
    r"""Return the regular expression of a folded text itself; unlike `re.escape` it leaves spaces and letters readable.

    >>> literal("how much? $")
    'how much\\? \\$'
    """
    escaped = re.sub(r"[\\.^$*+?{}\[\]|()]", r"\\\g<0>", text)
    # rules hold patterns against the text as it stands, and folding is no matter of case alone
    return escaped.replace("ss", "(?:ss|ß)").replace("i\u0307", "(?:i\u0307|İ)")


def near_templates(lines: Mapping[str, Iterable[int]], required: int) -> dict[str, Template]:
    """Find lines that recur with more than numbers varying.

    `lines` has the keys of lines, each with the articles it stands in; `required` is in how many articles a kind must
    stand. Returns the template of each key that is one of several of a kind.
    """
    articles = {key: frozenset(found) for key, found in lines.items()}
    tokens = {key: tokens_of_skeleton(key) for key in sorted(articles)}
    recurring = _recurring_shingles(tokens, articles, required)
    kinds = _kinds(tokens, recurring)
    found: dict[str, Template] = {}
    for members in kinds:
        if len(members) == 1 or len(frozenset().union(*(articles[key] for key in members))) < required:
            continue
        template = _aligned([tokens[key] for key in members])
        if template is not None:
            found |= dict.fromkeys(members, template)
    return found


def tokens_of_skeleton(key: str) -> tuple[str, ...]:
    """Return the tokens that a key is made of."""
    return tuple(
        re.findall(rf" ?(?:{PLACEHOLDER}|[{UNSPACED}]|[^\W\d_{UNSPACED}]+(?:['-][^\W\d_{UNSPACED}]+)*|[^\w]|_)", key)
    )


def _shingles(tokens: Sequence[str]) -> Iterable[tuple[str, ...]]:
    # the edges are told apart from the middle, so that "Support X now" and "Y now" share their end
    padded = ("^", *tokens, "$")
    return zip(*(padded[start:] for start in range(SHINGLE)), strict=False)


def _recurring_shingles(
    tokens: Mapping[str, Sequence[str]], articles: Mapping[str, frozenset[int]], required: int
) -> frozenset[tuple[str, ...]]:
    counts: Counter[tuple[str, ...]] = Counter()
    for key, line in tokens.items():
        for shingle in set(_shingles(line)):
            counts[shingle] += len(articles[key])
    often = {shingle for shingle, count in counts.items() if count >= required}
    where: dict[tuple[str, ...], set[int]] = defaultdict(set)
    for key, line in tokens.items():
        for shingle in often.intersection(_shingles(line)):
            where[shingle] |= articles[key]
    return frozenset(shingle for shingle, found in where.items() if len(found) >= required)


def _kinds(tokens: Mapping[str, Sequence[str]], recurring: frozenset[tuple[str, ...]]) -> list[list[str]]:
    """Gather lines that are alike, each with the first of its kind, in the order of their text."""
    kinds: list[list[str]] = []
    by_shingle: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for key, line in tokens.items():
        shared = recurring.intersection(_shingles(line))
        if len(shared) < MIN_SHARED_TOKENS * len(line):
            continue
        votes = Counter(kind for shingle in sorted(shared) for kind in by_shingle[shingle])
        best = sorted(votes, key=lambda kind: (-votes[kind], kind))[:3]
        kind = next((kind for kind in best if _is_alike(tokens[kinds[kind][0]], line)), None)
        if kind is None:
            kind = len(kinds)
            kinds.append([])
            for shingle in shared:
                by_shingle[shingle].append(kind)
        kinds[kind].append(key)
    return kinds


def _is_alike(first: Sequence[str], other: Sequence[str]) -> bool:
    return SequenceMatcher(None, first, other, autojunk=False).ratio() >= MIN_RATIO


def _aligned(lines: Sequence[Sequence[str]]) -> Template | None:
    """Return what all lines have, in order, with slots for the rest; None if that is too little to know them by."""
    template = align(lines)
    mean = sum(len("".join(line)) for line in lines) / len(lines)
    share = MIN_LITERAL_SHARE_OF_PROSE if mean >= MIN_PROSE_CHARS else MIN_LITERAL_SHARE
    is_told = (
        words_in(template.skeleton) >= MIN_LITERALS and len(template.skeleton.replace(PLACEHOLDER, "")) >= share * mean
    )
    return template if is_told else None


def align(lines: Sequence[Sequence[str]]) -> Template:
    """Return what all lines, which are sequences of tokens, have in order, with slots for the rest."""
    common = list(lines[0])
    for line in lines[1:]:
        blocks = SequenceMatcher(None, common, line, autojunk=False).get_matching_blocks()
        common = [token for block in blocks for token in common[block.a : block.a + block.size]]
        if not common:
            break
    return Template(*_with_slots(common, lines))


def _with_slots(common: Sequence[str], lines: Sequence[Sequence[str]]) -> tuple[str, tuple[int, ...]]:
    """Put slots where any of the lines has something between two of the common tokens."""
    widths = [0] * (len(common) + 1)
    for line in lines:
        here = 0
        for index, token in enumerate(common):
            at = _index(line, token, here)
            widths[index] = max(widths[index], sum(map(len, line[here:at])))
            here = at + 1
        widths[-1] = max(widths[-1], sum(map(len, line[here:])))
    parts: list[str] = []
    gaps: list[int] = []
    for index, width in enumerate(widths):
        token = common[index] if index < len(common) else ""
        if width:
            _add_slot(parts, gaps, width)
        if PLACEHOLDER in token:
            _add_slot(parts, gaps, max(width, 1))
        else:
            parts.append(token)
    return "".join(parts), tuple(gaps)


def _add_slot(parts: list[str], gaps: list[int], width: int) -> None:
    """Add a slot, or widen the one that stands there already."""
    if parts and parts[-1] == PLACEHOLDER:
        gaps[-1] = max(gaps[-1], width)
    else:
        parts.append(PLACEHOLDER)
        gaps.append(width)


def _index(line: Sequence[str], token: str, start: int) -> int:
    return line.index(token, start)
