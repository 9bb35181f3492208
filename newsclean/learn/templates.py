"""Lines as templates: the words that stay, and placeholders for numbers, dates, names and sums.

Two lines that differ in numbers alone have the same skeleton. Lines that differ in more, such as a name or a month,
share word triples: `near_templates` clusters them by those, aligns each cluster, and puts a placeholder in every gap.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from newsclean.rules.patterns import fold
from newsclean.text.scripts import UNSPACED

PLACEHOLDER = "\0"  # marks a varying part in a skeleton; the text of a block never contains it
# Guesses; not measured.
SHINGLE_WORDS = 3  # tokens in a shingle: more make clusters purer and miss lines with many varying parts
MIN_SHARED_TOKENS = 0.25  # share of a line's tokens in recurring shingles: lines below it share a phrase and no more
MIN_RATIO = 0.6  # smallest `difflib` ratio between a line and the first line of its cluster
MIN_LITERALS = 3  # words that a template must keep; numbers and punctuation do not count
MIN_LITERAL_SHARE, MIN_LITERAL_SHARE_OF_PROSE = 0.4, 0.7
"""Share of the lines' characters that a template must keep. Prose must keep more, because reports of matches and of the
weather have whole sentences in common."""
MIN_PROSE_CHARS = 60  # mean length from which lines count as prose here
MIN_PLACEHOLDER_CHARS = 24  # that every placeholder of a pattern may match at least, as later pages bring longer names
MAX_NAME_CHARS = 40  # of the longest name or sum: a longer varying part of a short line is the line itself
_CURRENCY = "(?:[$€£¥₽₴₹₺₩]|zł|kč|kr|руб|грн|eur|euros?|dollars?|usd|gbp|chf)"
NUMBER_PATTERN = rf"(?:{_CURRENCY} ?)?(?:\d{{1,3}}(?: \d{{3}})+|\d+)(?:[.,:/-]\d+)*(?: ?{_CURRENCY})?"
"""Matches a number, a clock time, a date in figures or a sum of money; each becomes one placeholder."""
_WORD = rf"[^\W\d_{UNSPACED}]+(?:['-][^\W\d_{UNSPACED}]+)*"
_TOKEN_RE = re.compile(rf" ?(?:[{UNSPACED}]|{_WORD}|{NUMBER_PATTERN}|[^\w]|_)")
_SKELETON_TOKEN_RE = re.compile(rf" ?(?:{PLACEHOLDER}|[{UNSPACED}]|{_WORD}|[^\w]|_)")
_SUM_RE = re.compile(rf"{_CURRENCY} ?\d[\d.,]*|\d[\d.,]* ?{_CURRENCY}")
_NUMBER_RE = re.compile(rf" ?{NUMBER_PATTERN}")
_WORD_RE = re.compile(rf"[{UNSPACED}]|[^\W\d_{UNSPACED}]+")


def tokens_of(text: str) -> tuple[str, ...]:
    r"""Return a folded text's tokens, each with the space before it, and placeholders for numbers.

    The joined tokens are the skeleton.

    >>> tokens_of("From just $12 a month")
    ('from', ' just', ' \x00', ' a', ' month')
    """
    return tuple(_masked(token) for token in _TOKEN_RE.findall(fold(text)))


def _masked(token: str) -> str:
    if not _NUMBER_RE.match(token):
        return token
    return " " + PLACEHOLDER if token[0] == " " else PLACEHOLDER


def skeleton_of(text: str) -> str:
    """Return the skeleton of a line: its folded text with placeholders for numbers.

    >>> skeleton_of("17 Comments") == skeleton_of("3 comments")
    True
    """
    return "".join(tokens_of(text))


def words_in(skeleton: str) -> int:
    """Return the number of words in a skeleton. Each Chinese or Japanese character counts, placeholders do not."""
    return len(_WORD_RE.findall(skeleton))


def sums_in(text: str) -> tuple[str, ...]:
    """Return the sums of money in a text.

    >>> sums_in("From just $12 a month, or 120 € a year")
    ('$12', '120 €')
    """
    return tuple(_SUM_RE.findall(fold(text)))


@dataclass(frozen=True, slots=True)
class Template:
    """The common form of lines that are alike.

    skeleton: their words, with a placeholder for each varying part. gaps: the longest text seen in each placeholder, in
    characters; empty if only numbers vary.
    """

    skeleton: str
    gaps: tuple[int, ...] = ()

    @property
    def is_exact(self) -> bool:
        """Return whether the lines are the same word for word."""
        return PLACEHOLDER not in self.skeleton

    @property
    def has_names(self) -> bool:
        """Return whether more than numbers varies."""
        return any(gap > len(" " + PLACEHOLDER) for gap in self.gaps)

    def pattern(self) -> str:
        """Return the RE2 pattern that matches a whole folded line of this template."""
        parts = self.skeleton.split(PLACEHOLDER)
        out = [literal(parts[0])]
        for number, part in enumerate(parts[1:]):
            gap = self.gaps[number] if self.gaps else 0
            out.append(f".{{0,{max(MIN_PLACEHOLDER_CHARS, 2 * gap)}}}" if gap else NUMBER_PATTERN)
            out.append(literal(part))
        return f"^{''.join(out)}$"

    def prefix(self) -> str:
        """Return the text before the first placeholder."""
        return self.skeleton.split(PLACEHOLDER, 1)[0].strip()

    def suffix(self) -> str:
        """Return the text after the last placeholder."""
        return self.skeleton.rsplit(PLACEHOLDER, 1)[-1].strip()


def literal(text: str) -> str:
    r"""Return the pattern of a folded text. Unlike `re.escape` it leaves spaces and letters readable.

    >>> literal("how much? $")
    'how much\\? \\$'
    """
    escaped = re.sub(r"[\\.^$*+?{}\[\]|()]", r"\\\g<0>", text)
    # rules match patterns against unfolded text, and folding changes more than case
    return escaped.replace("ss", "(?:ss|ß)").replace("i\u0307", "(?:i\u0307|İ)")


def near_templates(lines: Mapping[str, Iterable[int]], required: int) -> dict[str, Template]:
    """Return the template of each line that recurs with more than numbers varying, by skeleton.

    `lines` maps the skeleton of each line to the articles that contain it. The lines of a template must lie in
    `required` articles together.
    """
    articles = {skeleton: frozenset(found) for skeleton, found in lines.items()}
    tokens = {skeleton: tokens_of_skeleton(skeleton) for skeleton in sorted(articles)}
    recurring = _recurring_shingles(tokens, articles, required)
    found: dict[str, Template] = {}
    for members in _clusters(tokens, recurring):
        if len(members) == 1 or len(frozenset().union(*(articles[skeleton] for skeleton in members))) < required:
            continue
        template = _common_template([tokens[skeleton] for skeleton in members])
        if template is not None:
            found |= dict.fromkeys(members, template)
    return found


def tokens_of_skeleton(skeleton: str) -> tuple[str, ...]:
    """Return the tokens of a skeleton."""
    return tuple(_SKELETON_TOKEN_RE.findall(skeleton))


def _shingles(tokens: Sequence[str]) -> Iterable[tuple[str, ...]]:
    # markers at the edges, so that "Support X now" and "Y now" share their end
    padded = ("^", *tokens, "$")
    return zip(*(padded[start:] for start in range(SHINGLE_WORDS)), strict=False)


def _recurring_shingles(
    tokens: Mapping[str, Sequence[str]], articles: Mapping[str, frozenset[int]], required: int
) -> frozenset[tuple[str, ...]]:
    counts: Counter[tuple[str, ...]] = Counter()
    for skeleton, line in tokens.items():
        for shingle in set(_shingles(line)):
            counts[shingle] += len(articles[skeleton])
    often = {shingle for shingle, count in counts.items() if count >= required}
    where: dict[tuple[str, ...], set[int]] = defaultdict(set)
    for skeleton, line in tokens.items():
        for shingle in often.intersection(_shingles(line)):
            where[shingle] |= articles[skeleton]
    return frozenset(shingle for shingle, found in where.items() if len(found) >= required)


def _clusters(tokens: Mapping[str, Sequence[str]], recurring: frozenset[tuple[str, ...]]) -> list[list[str]]:
    """Cluster lines that are alike. A line joins the best of three clusters whose first line is like it."""
    clusters: list[list[str]] = []
    by_shingle: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for skeleton, line in tokens.items():
        shared = recurring.intersection(_shingles(line))
        if len(shared) < MIN_SHARED_TOKENS * len(line):
            continue
        votes = Counter(cluster for shingle in sorted(shared) for cluster in by_shingle[shingle])
        best = sorted(votes, key=lambda cluster: (-votes[cluster], cluster))[:3]
        ratios = (SequenceMatcher(None, tokens[clusters[one][0]], line, autojunk=False).ratio() for one in best)
        chosen = next((one for one, ratio in zip(best, ratios, strict=True) if ratio >= MIN_RATIO), None)
        if chosen is None:
            chosen = len(clusters)
            clusters.append([])
            for shingle in shared:
                by_shingle[shingle].append(chosen)
        clusters[chosen].append(skeleton)
    return clusters


def _common_template(lines: Sequence[Sequence[str]]) -> Template | None:
    """Return the template of a cluster; None if it keeps too few words to identify a line."""
    template = align(lines)
    mean = sum(len("".join(line)) for line in lines) / len(lines)
    share = MIN_LITERAL_SHARE_OF_PROSE if mean >= MIN_PROSE_CHARS else MIN_LITERAL_SHARE
    literals = template.skeleton.replace(PLACEHOLDER, "")
    return template if words_in(template.skeleton) >= MIN_LITERALS and len(literals) >= share * mean else None


def align(lines: Sequence[Sequence[str]]) -> Template:
    """Return the tokens that all lines have in the same order, with placeholders for the rest."""
    common = list(lines[0])
    for line in lines[1:]:
        blocks = SequenceMatcher(None, common, line, autojunk=False).get_matching_blocks()
        common = [token for block in blocks for token in common[block.a : block.a + block.size]]
        if not common:
            break
    return Template(*_with_placeholders(common, lines))


def _with_placeholders(common: Sequence[str], lines: Sequence[Sequence[str]]) -> tuple[str, tuple[int, ...]]:
    """Return the skeleton and the gaps: a placeholder wherever a line has text between two common tokens."""
    widths = [0] * (len(common) + 1)
    for line in lines:
        here = 0
        for index, token in enumerate(common):
            at = line.index(token, here)
            widths[index] = max(widths[index], sum(map(len, line[here:at])))
            here = at + 1
        widths[-1] = max(widths[-1], sum(map(len, line[here:])))
    parts: list[str] = []
    gaps: list[int] = []
    for index, width in enumerate(widths):
        token = common[index] if index < len(common) else ""
        if width:
            _add_placeholder(parts, gaps, width)
        if PLACEHOLDER in token:
            _add_placeholder(parts, gaps, max(width, 1))
        else:
            parts.append(token)
    return "".join(parts), tuple(gaps)


def _add_placeholder(parts: list[str], gaps: list[int], width: int) -> None:
    """Add a placeholder, or widen the one that is the last part."""
    if parts and parts[-1] == PLACEHOLDER:
        gaps[-1] = max(gaps[-1], width)
    else:
        parts.append(PLACEHOLDER)
        gaps.append(width)
