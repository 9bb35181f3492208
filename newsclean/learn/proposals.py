"""From what recurs to proposals: rules of the publication format, with the evidence for each."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from newsclean.blocks import DEFAULT_POLICY, Category, Policy
from newsclean.learn.end_markers import find_end_markers
from newsclean.learn.filters import Boilerplate
from newsclean.learn.page_lines import is_prose
from newsclean.learn.repetition import RecurringLine
from newsclean.learn.runs import BlockRun, find_runs
from newsclean.learn.selectors import Box, usual_lines
from newsclean.learn.templates import words_in
from newsclean.lexicon.line_signals import detect
from newsclean.lexicon.phrases import lexicon
from newsclean.rules.types import Rule

MAX_EXAMPLES = 3
MAX_LINE_CHARS = 100
"""A longer line is known by how it starts."""
START_WORDS = 8
MIN_TITLE_WORDS = 4


@dataclass(frozen=True, slots=True)
class Proposal:
    """A rule that pages speak for.

    line, starts, regex, from_, through, max_blocks, tail: the operators of the publication format; css: selectors.
    articles, of: in how many different articles it matches, of how many. examples: lines as they stand on pages.
    """

    id: str
    category: Category
    articles: int
    of: int
    line: tuple[str, ...] = ()
    starts: tuple[str, ...] = ()
    regex: tuple[str, ...] = ()
    from_: str | None = None
    through: str | None = None
    max_blocks: int | None = None
    tail: tuple[str, ...] = ()
    css: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()

    def rule(self) -> Rule:
        """Return the rule that is proposed."""
        return Rule(
            self.id,
            self.category,
            why=self.evidence,
            css=self.css,
            line=self.line,
            starts=self.starts,
            regex=self.regex,
            from_=(self.from_,) if self.from_ else (),
            through=(self.through,) if self.through else (),
            tail=self.tail,
            max_blocks=self.max_blocks,
        )

    @property
    def evidence(self) -> str:
        """How often it was seen."""
        return f"stands in {self.articles} of {self.of} articles"


def propose(found: Boilerplate) -> list[Proposal]:
    """Return the proposals of a publication, those that matter most first."""
    blocks: list[Proposal] = []
    alone: dict[Category, list[RecurringLine]] = {}
    for stretch in find_runs(found):
        category = _category(stretch.kinds, found)
        if stretch.opener is None and len(stretch.kinds) == 1:
            alone.setdefault(category, []).append(stretch.kinds[0])
        else:
            blocks.append(_of_stretch(stretch, category, found))
    blocks += [_of_kinds(kinds, category, found) for category, kinds in sorted(alone.items())]
    return with_ids(sorted(blocks, key=lambda one: (-one.articles, one.category.value, one.examples)))


def propose_boxes(found: Boilerplate, boxes: Iterable[Box]) -> list[Proposal]:
    """Return the proposals for elements of HTML pages."""
    return [
        Proposal(
            "",
            _category_of_box(box, found),
            len(box.articles),
            found.repetition.articles,
            css=(box.selector,),
            examples=usual_lines(box, found, MAX_EXAMPLES),
        )
        for box in boxes
    ]


def _category_of_box(box: Box, found: Boilerplate) -> Category:
    """Return what most lines of a box are; one with headlines of other pages in it has related links."""
    if any(found.is_teaser(place) for place in box.places):
        return Category.RELATED
    lines = {found.repetition.line(place).text: found.repetition.line(place).category for place in box.places}
    return _category_by(lines, [found.repetition.line(place).category for place in box.places])


def repetition_rules(found: Boilerplate, *, is_sample: bool) -> tuple[Rule, ...]:
    """Return what recurs as rules for a batch; each is called after the pages it stands on, as in "17/20 pages".

    Of a sample, lines that may be titles are left out: the page that they are the title of may not be in it.
    """
    of = len(found.repetition.pages)
    kinds: dict[tuple[Category, str], list[RecurringLine]] = {}
    blocks: list[Rule] = []
    for stretch in find_runs(found):
        category = _category(stretch.kinds, found)
        for kind in stretch.kinds:
            if not (is_sample and _may_be_title(kind, found)):
                kinds.setdefault((category, f"{_pages(kind)}/{of} pages"), []).append(kind)
        if stretch.opener is not None:
            block = _of_stretch(stretch, category, found)
            seen = replace(block, id=f"{_pages(stretch.opener)}/{of} pages", line=(), starts=(), regex=())
            blocks.append(seen.rule())
    alone = [
        replace(_of_kinds(same, category, found), id=name).rule() for (category, name), same in sorted(kinds.items())
    ]
    below = find_end_markers(found)
    return (*alone, *blocks, *([Rule("text", None, until=below)] if below else []))


def _pages(kind: RecurringLine) -> int:
    return len({page for page, _ in kind.places})


def _may_be_title(kind: RecurringLine, found: Boilerplate) -> bool:
    """Whether a line is as long as titles are, no sentence, of no set phrase, and on fewer than half of the pages."""
    text = found.text_of(kind)
    is_rare = 2 * len(kind.articles) < found.repetition.articles
    is_long = words_in(kind.template.skeleton) >= MIN_TITLE_WORDS
    return is_rare and is_long and not is_prose(text) and detect(text, lexicon()) is None


def with_ids(proposals: Iterable[Proposal], taken: Iterable[str] = ()) -> list[Proposal]:
    """Name proposals after their category, numbered from the second on; `taken` are names that others have."""
    used = Counter(taken)
    named = []
    for proposal in proposals:
        number = 1
        while (name := f"{proposal.category.value}-{number}" if number > 1 else proposal.category.value) in used:
            number += 1
        used[name] += 1
        named.append(replace(proposal, id=name))
    return named


def _category(kinds: Sequence[RecurringLine], found: Boilerplate) -> Category:
    """Return what lines that stand together are: by the lexicon, by asking, by what most were taken for."""
    seen = [found.repetition.line(place).category for kind in kinds for place in kind.places]
    return _category_by([found.text_of(kind) for kind in kinds], seen)


def _category_by(texts: Iterable[str], seen: Iterable[Category]) -> Category:
    votes: Counter[Category] = Counter()
    words = lexicon()
    for text in texts:
        entry = words.match(text) or words.match_inside(text)
        if entry is not None:
            votes[entry.category] += 2
        if _ASKS_RE.search(text):
            votes[Category.DONATION] += 2
    if not votes:
        votes = Counter(category for category in seen if DEFAULT_POLICY[category] is Policy.DROP)
    return min(votes, key=lambda category: (-votes[category], category.value)) if votes else Category.OTHER


_ASKS_RE = re.compile(
    r"\b(?:support|donat|give\b|contribut|spende|unterstütz|soutenez|faites un don|dona|apóy|apoya|sostien|apoie|"
    r"поддерж|пожертв|підтрима|wesprzyj|wspieraj|steun|doneer|bağış|destek)|تبرع|ادعم|支持|捐|寄付|ご支援|후원",
    re.IGNORECASE,
)
"""Words of asking. They name what is proposed anyway, and decide nothing."""


def _of_stretch(stretch: BlockRun, category: Category, found: Boilerplate) -> Proposal:
    proposal = _of_kinds(stretch.kinds, category, found)
    if stretch.opener is None or stretch.closer is None:
        return proposal
    return replace(
        proposal,
        from_=_shown(stretch.opener, found, stretch.opener.template.prefix(), at_end=False),
        through=_shown(stretch.closer, found, stretch.closer.template.suffix(), at_end=True),
        max_blocks=stretch.reach,
    )


def _of_kinds(kinds: Sequence[RecurringLine], category: Category, found: Boilerplate) -> Proposal:
    """Return the proposal that matches each of some kinds by itself."""
    lines, starts, patterns = [], [], []
    for kind in kinds:
        text = found.text_of(kind)
        if not kind.template.is_exact:
            patterns.append(kind.template.pattern())
        elif len(text) > MAX_LINE_CHARS and " " in text:
            starts.append(_start(text))
        else:
            lines.append(text)
    articles = set().union(*(kind.articles for kind in kinds))
    examples = tuple(found.text_of(kind) for kind in kinds)[:MAX_EXAMPLES]
    return Proposal(
        "",
        category,
        len(articles),
        found.repetition.articles,
        tuple(dict.fromkeys(lines)),
        tuple(dict.fromkeys(starts)),
        tuple(dict.fromkeys(patterns)),
        examples=examples,
    )


def _start(text: str) -> str:
    """Return the first words of a line, enough to know it by."""
    words = text.split(" ")
    count = START_WORDS
    while count < len(words) and len(" ".join(words[:count])) < MAX_LINE_CHARS / 2:
        count += 1
    return " ".join(words[:count])


def _shown(kind: RecurringLine, found: Boilerplate, folded: str, *, at_end: bool) -> str:
    """Return a folded start or end of a kind as it stands on the page."""
    text = found.text_of(kind)
    if len(text) < len(folded):
        return folded
    shown = text[-len(folded) :] if at_end else text[: len(folded)]
    if len(shown) <= MAX_LINE_CHARS:
        return shown
    words = shown.split(" ")
    while len(" ".join(words)) > MAX_LINE_CHARS and len(words) > START_WORDS:
        words = words[1:] if at_end else words[:-1]
    return " ".join(words)
