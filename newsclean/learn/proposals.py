"""Rules proposed for a publication file, with their evidence, and the same rules for a batch."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from newsclean.blocks import DEFAULT_POLICY, Category, Policy
from newsclean.learn.filters import Boilerplate
from newsclean.learn.page_lines import is_prose
from newsclean.learn.regions import Box, find_end_markers, usual_lines
from newsclean.learn.repetition import RecurringLine
from newsclean.learn.runs import BlockRun, find_runs
from newsclean.learn.templates import words_in
from newsclean.lexicon.line_signals import detect
from newsclean.lexicon.phrases import lexicon
from newsclean.rules.types import Rule

MAX_EXAMPLES = 3
"""Lines shown above a proposed rule."""
MAX_LINE_CHARS = 100
"""Characters of the longest line that a rule quotes whole; of a longer one it quotes the start. A guess."""
START_WORDS = 8
"""Words that such a start has at least. A guess; not measured."""
MIN_TITLE_WORDS = 4
"""Words from which a line may be a title. A guess; not measured."""
_OPERATORS = ("from_", "through", "max_blocks", "tail", "line", "starts", "regex", "css")
_ASKS_RE = re.compile(
    r"\b(?:support|donat|give\b|contribut|spende|unterstütz|soutenez|faites un don|dona|apóy|apoya|sostien|apoie|"
    r"поддерж|пожертв|підтрима|wesprzyj|wspieraj|steun|doneer|bağış|destek)|تبرع|ادعم|支持|捐|寄付|ご支援|후원",
    re.IGNORECASE,
)
"""Words that ask for money. They name the category of a proposal and never decide whether there is one."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A rule that the pages support.

    line, starts, regex, from_, through, max_blocks, tail, css: the keys of the publication format. articles: different
    articles that the rule's lines accompany, out of `total`. examples: some of the lines.
    """

    id: str
    category: Category
    articles: int
    total: int
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
        """Return the proposed rule."""
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

    def table(self) -> dict[str, Any]:
        """Return the keys and values of the rule in a publication file."""
        values = {key: getattr(self, key) for key in _OPERATORS if getattr(self, key)}
        operators = {
            key.removesuffix("_"): list(value) if isinstance(value, tuple) else value for key, value in values.items()
        }
        return {"id": self.id, "category": self.category.value, **operators, "why": self.evidence}

    @property
    def evidence(self) -> str:
        """Return how many articles support the rule."""
        return f"found in {self.articles} of {self.total} articles"


def propose(boilerplate: Boilerplate) -> list[Proposal]:
    """Return the proposals for lines that no rule covers yet, those with the most articles first."""
    blocks: list[Proposal] = []
    alone: dict[Category, list[RecurringLine]] = {}
    for run in find_runs(boilerplate):
        category = _category(run.lines, boilerplate)
        if run.opener is None and len(run.lines) == 1:
            alone.setdefault(category, []).append(run.lines[0])
        else:
            blocks.append(_of_run(run, category, boilerplate))
    blocks += [_of_lines(lines, category, boilerplate) for category, lines in sorted(alone.items())]
    return with_ids(sorted(blocks, key=lambda one: (-one.articles, one.category.value, one.examples)))


def propose_boxes(boilerplate: Boilerplate, boxes: Iterable[Box]) -> list[Proposal]:
    """Return the proposals for elements of HTML pages."""
    return [
        Proposal(
            "",
            _category_of_box(box, boilerplate),
            len(box.articles),
            boilerplate.repetition.article_count,
            css=(box.selector,),
            examples=usual_lines(box, boilerplate, MAX_EXAMPLES),
        )
        for box in boxes
    ]


def _category_of_box(box: Box, boilerplate: Boilerplate) -> Category:
    """Return the category of most lines of a box. A box with teasers holds related links."""
    if any(boilerplate.is_teaser(at) for at in box.positions):
        return Category.RELATED
    lines = [boilerplate.repetition.line_at(at) for at in box.positions]
    return _vote(dict.fromkeys(line.text for line in lines), [line.category for line in lines])


def repetition_rules(boilerplate: Boilerplate, *, is_sample: bool) -> tuple[Rule, ...]:
    """Return rules for a batch. The id of each says on how many pages its lines lie, as in "17/20 pages".

    If the pages are a sample, lines that may be titles are left out, as the page with that title may not be in it.
    """
    total = len(boilerplate.repetition.pages)
    groups: dict[tuple[Category, str], list[RecurringLine]] = {}
    blocks: list[Rule] = []
    for run in find_runs(boilerplate):
        category = _category(run.lines, boilerplate)
        for line in run.lines:
            if not (is_sample and _may_be_title(line, boilerplate)):
                groups.setdefault((category, f"{_pages(line)}/{total} pages"), []).append(line)
        if run.opener is not None:
            block = _of_run(run, category, boilerplate)
            seen = replace(block, id=f"{_pages(run.opener)}/{total} pages", line=(), starts=(), regex=())
            blocks.append(seen.rule())
    alone = [
        replace(_of_lines(lines, category, boilerplate), id=name).rule()
        for (category, name), lines in sorted(groups.items())
    ]
    markers = find_end_markers(boilerplate)
    return (*alone, *blocks, *([Rule("text", None, until=markers)] if markers else []))


def _pages(line: RecurringLine) -> int:
    return len({page for page, _ in line.positions})


def _may_be_title(line: RecurringLine, boilerplate: Boilerplate) -> bool:
    """Return whether a rare line is as long as a title, no sentence and no set phrase."""
    text = boilerplate.text_of(line)
    is_rare = 2 * len(line.articles) < boilerplate.repetition.article_count
    is_long = words_in(line.template.skeleton) >= MIN_TITLE_WORDS
    return is_rare and is_long and not is_prose(text) and detect(text, lexicon()) is None


def with_ids(proposals: Iterable[Proposal], taken: Iterable[str] = ()) -> list[Proposal]:
    """Return proposals with their categories as ids, numbered from the second on; `taken` are ids in use."""
    used = set(taken)
    named = []
    for proposal in proposals:
        number = 1
        while (name := f"{proposal.category.value}-{number}" if number > 1 else proposal.category.value) in used:
            number += 1
        used.add(name)
        named.append(replace(proposal, id=name))
    return named


def _category(lines: Sequence[RecurringLine], boilerplate: Boilerplate) -> Category:
    """Return the category of lines that lie together."""
    labelled = [boilerplate.repetition.line_at(at).category for line in lines for at in line.positions]
    return _vote([boilerplate.text_of(line) for line in lines], labelled)


def _vote(texts: Iterable[str], labelled: Iterable[Category]) -> Category:
    """Return the category that lexicon phrases and words of asking vote for, else the classifier's most frequent."""
    votes: Counter[Category] = Counter()
    words = lexicon()
    for text in texts:
        entry = words.match(text) or words.match_inside(text)
        if entry is not None:
            votes[entry.category] += 2
        if _ASKS_RE.search(text):
            votes[Category.DONATION] += 2
    if not votes:
        votes = Counter(category for category in labelled if DEFAULT_POLICY[category] is Policy.DROP)
    return min(votes, key=lambda category: (-votes[category], category.value)) if votes else Category.OTHER


def _of_run(run: BlockRun, category: Category, boilerplate: Boilerplate) -> Proposal:
    proposal = _of_lines(run.lines, category, boilerplate)
    if run.opener is None or run.closer is None:
        return proposal
    return replace(
        proposal,
        from_=_quoted(run.opener, boilerplate, run.opener.template.prefix(), at_end=False),
        through=_quoted(run.closer, boilerplate, run.closer.template.suffix(), at_end=True),
        max_blocks=run.max_lines,
    )


def _of_lines(lines: Sequence[RecurringLine], category: Category, boilerplate: Boilerplate) -> Proposal:
    """Return the proposal that matches each line by itself."""
    whole, starts, patterns = [], [], []
    for line in lines:
        text = boilerplate.text_of(line)
        if not line.template.is_exact:
            patterns.append(line.template.pattern())
        elif len(text) > MAX_LINE_CHARS and " " in text:
            starts.append(_start(text))
        else:
            whole.append(text)
    return Proposal(
        "",
        category,
        len(set().union(*(line.articles for line in lines))),
        boilerplate.repetition.article_count,
        tuple(dict.fromkeys(whole)),
        tuple(dict.fromkeys(starts)),
        tuple(dict.fromkeys(patterns)),
        examples=tuple(map(boilerplate.text_of, lines))[:MAX_EXAMPLES],
    )


def _start(text: str) -> str:
    """Return enough words from the start of a line to identify it."""
    words = text.split(" ")
    count = START_WORDS
    while count < len(words) and len(" ".join(words[:count])) < MAX_LINE_CHARS / 2:
        count += 1
    return " ".join(words[:count])


def _quoted(line: RecurringLine, boilerplate: Boilerplate, folded: str, *, at_end: bool) -> str:
    """Return a folded start or end of a line in the spelling of the page."""
    text = boilerplate.text_of(line)
    if len(text) < len(folded):
        return folded
    quoted = text[-len(folded) :] if at_end else text[: len(folded)]
    words = quoted.split(" ")
    while len(" ".join(words)) > MAX_LINE_CHARS and len(words) > START_WORDS:
        words = words[1:] if at_end else words[:-1]
    return " ".join(words)
