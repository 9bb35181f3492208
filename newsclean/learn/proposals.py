"""Rules proposed for a publication file, with their evidence, and the same rules for a batch."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

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

MAX_EXAMPLES = 3  # lines shown above a proposed rule
# Guesses; not measured.
MAX_LINE_CHARS = 100  # of the longest line that a rule quotes whole; of a longer one it quotes the start
START_WORDS = 8  # words that such a start has at least
MIN_TITLE_WORDS = 4  # words from which a line may be a title
_ASKS_RE = re.compile(
    r"\b(?:support|donat|give\b|contribut|spende|unterstütz|soutenez|faites un don|dona|apóy|apoya|sostien|apoie|"
    r"поддерж|пожертв|підтрима|wesprzyj|wspieraj|steun|doneer|bağış|destek)|تبرع|ادعم|支持|捐|寄付|ご支援|후원",
    re.IGNORECASE,
)
"""Words that ask for money. They name the category of a proposal and never decide whether there is one."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A rule that the pages support; its `why` says how many articles its lines accompany. examples: some lines."""

    rule: Rule
    articles: int
    examples: tuple[str, ...]

    @property
    def category(self) -> Category:
        """Return the category of the rule."""
        return self.rule.category or Category.OTHER


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
        _supported(
            Rule("", _category_of_box(box, boilerplate), css=(box.selector,)),
            box.articles,
            usual_lines(box, boilerplate, MAX_EXAMPLES),
            boilerplate,
        )
        for box in boxes
    ]


def _supported(rule: Rule, articles: Collection[int], examples: tuple[str, ...], boilerplate: Boilerplate) -> Proposal:
    why = f"found in {len(articles)} of {boilerplate.repetition.article_count} articles"
    return Proposal(replace(rule, why=why), len(articles), examples)


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
            block = _of_run(run, category, boilerplate).rule
            blocks.append(replace(block, id=f"{_pages(run.opener)}/{total} pages", line=(), starts=(), regex=()))
    alone = [
        replace(_of_lines(lines, category, boilerplate).rule, id=name)
        for (category, name), lines in sorted(groups.items())
    ]
    markers = find_end_markers(boilerplate)
    return (*alone, *blocks, *([Rule("text", None, until=markers)] if markers else []))


def _pages(line: RecurringLine) -> int:
    return len({page for page, _ in line.positions})


def _may_be_title(line: RecurringLine, boilerplate: Boilerplate) -> bool:
    """Return whether a rare line is as long as a title, no sentence and no set phrase."""
    text = line.first.text
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
        named.append(replace(proposal, rule=replace(proposal.rule, id=name)))
    return named


def _category(lines: Sequence[RecurringLine], boilerplate: Boilerplate) -> Category:
    """Return the category of lines that lie together."""
    labelled = [boilerplate.repetition.line_at(at).category for line in lines for at in line.positions]
    return _vote([line.first.text for line in lines], labelled)


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
    rule = replace(
        proposal.rule,
        from_=(_quoted(run.opener, run.opener.template.prefix(), at_end=False),),
        through=(_quoted(run.closer, run.closer.template.suffix(), at_end=True),),
        max_blocks=run.max_lines,
    )
    return replace(proposal, rule=rule)


def _of_lines(lines: Sequence[RecurringLine], category: Category, boilerplate: Boilerplate) -> Proposal:
    """Return the proposal that matches each line by itself."""
    whole, starts, patterns = [], [], []
    for one in lines:
        text = one.first.text
        if not one.template.is_exact:
            patterns.append(one.template.pattern())
        elif len(text) > MAX_LINE_CHARS and " " in text:
            starts.append(_start(text))
        else:
            whole.append(text)
    line, start, regex = (tuple(dict.fromkeys(texts)) for texts in (whole, starts, patterns))
    rule = Rule("", category, line=line, starts=start, regex=regex)
    articles = set().union(*(line.articles for line in lines))
    return _supported(rule, articles, tuple(line.first.text for line in lines[:MAX_EXAMPLES]), boilerplate)


def _start(text: str) -> str:
    """Return enough words from the start of a line to identify it."""
    words = text.split(" ")
    count = START_WORDS
    while count < len(words) and len(" ".join(words[:count])) < MAX_LINE_CHARS / 2:
        count += 1
    return " ".join(words[:count])


def _quoted(line: RecurringLine, folded: str, *, at_end: bool) -> str:
    """Return a folded start or end of a line in the spelling of the page."""
    text = line.first.text
    if len(text) < len(folded):
        return folded
    quoted = text[-len(folded) :] if at_end else text[: len(folded)]
    words = quoted.split(" ")
    while len(" ".join(words)) > MAX_LINE_CHARS and len(words) > START_WORDS:
        words = words[1:] if at_end else words[:-1]
    return " ".join(words)
