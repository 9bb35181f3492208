"""Appeals in the article: letters to readers, pleas, sign-ups and boxes written in prose like the article's own.

Neither markup nor a single line shows that they are appeals, so a model looks at the whole text (MODEL.md). It sees an
article from HTML the same way as one from text: as lines in printed form.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from newsclean.blocks import Category, Label
from newsclean.classify.line_rules import LineView
from newsclean.classify.model import shipped_model
from newsclean.classify.text.feature_set import APPEALS, ENDS_SENTENCE
from newsclean.classify.text.features import TextTable, text_table
from newsclean.classify.text.line_features import LineTable, line_table_with, printed_gaps
from newsclean.classify.text.words import TARGETS, hash_words
from newsclean.classify.trees import Array
from newsclean.lexicon.line_signals import CLOSERS
from newsclean.lexicon.phrases import lexicon
from newsclean.lexicon.reader_cues import CUE_KINDS, without_quotations
from newsclean.text.patterns import compile_later

BODY_WEIGHT, CUE_WEIGHT, MAX_CUES = 0.75, 0.5, 3
"""Weight of the word model's odds for the article against those for an appeal, weight of a reader cue, and cues counted
at most. Fitted weights of the same terms, of sizes, ends, items and neighbours let as many pages pass."""
MIN_ODDS = -0.6
"""Odds below which a line cannot surely be an appeal; the trees look only at texts with a line above, 85 of 100 pages.
Raising it saves time and misses appeals. At this value and `MAX_FIRST_STAGE` nothing is missed: all 157 removals on the
bench's 1,559 pages, golds and outputs stay, and all 5,322 in articles with an inserted appeal."""
MAX_FIRST_STAGE = 0.4
"""Where the first stage gives all candidate lines more than this, no line can be sure in the second, and all stay. A
fifth of the pages passes."""
MAX_SURE = 0.004
"""Probability below which a line shows that its run is an appeal, whatever its cues and words. Raised, more letters go
in languages with few cues, and more of the articles. At .008 a fixture loses a paragraph."""
MAX_MUTE_WORDS = 2
"""Words up to which a line shows nothing: "Yes." and "Dear editor," have their probability from other lines.
At 3 one invented appeal in a hundred more stays, at 2 none does."""
MAX_TOLD, MIN_TOLD_ODDS = 0.2, 0.0
"""The same for a line whose words have such log odds for an appeal. At .15 and -1 ten points more of invented appeals
go, and seven fixtures lose paragraphs."""
MIN_QUESTION_ODDS = 1.5  # the same for a question without a cue but "you", as an interviewer asks it (a guess)
MIN_RUN_ODDS = 1.2
"""Log odds by its words from which a line that says "you" or names a product makes its run an appeal. A guess."""
ALONE_BODY_WEIGHT = 0.5  # the same as `BODY_WEIGHT` for a line without a text around it
MAX_EDGE, MIN_EDGE_ODDS = 0.9, -0.5
"""Probability and log odds by its words of a line that goes with an appeal that it touches, if it says "we" or "you" or
asks: the first or the last line of a letter. Without a bound of the odds twice as many lines of articles go."""
ADDRESSING = frozenset("de en fr it ko nl pl".split())
"""Languages in which an appeal says "we" or "you", by a pronoun or by a form of its verb that the lexicon knows. A
sentence without one is news, even about people who "subscribe". No invented appeal in them stays for it."""
_MAIL_RE = compile_later(r"\w@\w")
_CHANGE_RE = compile_later(r"[-+−–]\s?\d+[.,]\d+\s?%")
"""The change of a price on a market. An offer has a whole number without a sign."""
_WE, _YOU, _ASK, _TRADE = map(CUE_KINDS.index, CUE_KINDS)
MIN_QUESTIONS = 2  # questions in a run of lines that make it an interview; an appeal has one or two (a guess)
MIN_TRADE_CUES = 2  # of a run of lines that asks nothing and still is an appeal; one may be any text's ("once")
_QUESTION_MARKS = ("?", "？", "؟")
_BODY, _APPEAL = map(TARGETS.index, ("body", "appeal"))


def appeals_in(lines: Sequence[LineView], language: str | None, starts: Iterable[int] = (0,)) -> dict[int, Label]:
    """Return the labels of the lines that address the reader and are not the article's own, by index.

    The model looks at the text from each of the `starts` on, which rise, until one of these texts shows an appeal. A
    text of unknown language has none: the words of a neighbour of its language would tell nothing.
    """
    if not lines or language is None:
        return {}
    words = hash_words([line.text for line in lines], language)
    scores = shipped_model(APPEALS).known_words.scores(words)
    # two cheap tests first: most articles have no appeal
    cues = np.minimum(MAX_CUES, words.cues.sum(axis=1))
    is_candidate = scores[:, _APPEAL] - BODY_WEIGHT * scores[:, _BODY] + CUE_WEIGHT * cues >= MIN_ODDS
    if not is_candidate.any():
        return {}
    gaps = printed_gaps(np.array([line.is_item for line in lines]))
    table = line_table_with(lines, gaps, lexicon().for_language(language), words, scores)
    for start in starts:
        if found := _appeals_from(start, lines, table, np.flatnonzero(is_candidate[start:]), language):
            return found
    return {}


def _appeals_from(
    start: int, lines: Sequence[LineView], whole: LineTable, candidates: Array, language: str
) -> dict[int, Label]:
    """Return the labels of the appeals in the text from a line on; `candidates` are counted from there."""
    if not len(candidates):
        return {}
    model, lines_seen = shipped_model(APPEALS), whole.since(start)
    table, words = text_table(lines_seen), lines_seen.words
    if model.block.probabilities(table.matrix[candidates]).min() > MAX_FIRST_STAGE:
        return {}
    probabilities = model.probabilities(table)
    evidence = _evidence_of(lines[start:], table, words.cues, probabilities, language)
    stays = _with_evidence(model.features.choose(table, probabilities), words.cues, evidence)
    addresses = words.cues[:, [_WE, _YOU, _ASK]].any(axis=1)
    can_go = addresses & (table.column("words:appeal") >= MIN_EDGE_ODDS) & (probabilities < MAX_EDGE)
    stays = _without_edges(stays, can_go)
    return {
        start + index: Label(Category.OTHER, f"appeals:{probabilities[index]:.2f}")
        for index in np.flatnonzero(~stays).tolist()
    }


def appeal_odds(text: str, language: str | None) -> float:
    """Return the log odds of a line to be an appeal, by its words alone. A line that is mostly a quotation is none."""
    if 2 * len(without_quotations(text)) < len(text):
        return -math.inf
    words = hash_words([text], language)
    scores = shipped_model(APPEALS).known_words.scores(words)
    return float(scores[0, _APPEAL] - ALONE_BODY_WEIGHT * scores[0, _BODY])


class _Evidence(NamedTuple):
    """Masks of the lines that show or refute an appeal."""

    shows: Array
    """A mail address, words of an appeal, or a very low probability to be the article's."""
    tells: Array
    """Sentences that address no reader, and prices of a market: news about newsletters or donations."""
    asks_back: Array
    """Questions, as an interviewer asks them."""


def _evidence_of(
    lines: Sequence[LineView], table: TextTable, cues: Array, probabilities: Array, language: str
) -> _Evidence:
    """Return the evidence for and against an appeal in each line."""
    odds = table.column("words:appeal")
    has_address = np.array([_MAIL_RE.search(line.text) is not None for line in lines])
    asks_back = np.array([line.text.rstrip(CLOSERS).endswith(_QUESTION_MARKS) for line in lines])
    is_price = np.array([_CHANGE_RE.search(line.text) is not None for line in lines])
    speaks = cues[:, [_YOU, _TRADE]].sum(axis=1) > 0
    is_sure = probabilities < np.where(odds >= MIN_TOLD_ODDS, MAX_TOLD, MAX_SURE)
    is_mute = asks_back & ~cues[:, [_WE, _ASK, _TRADE]].any(axis=1) & (odds < MIN_QUESTION_ODDS)
    shows = has_address | (speaks & (odds >= MIN_RUN_ODDS)) | (is_sure & (table.column("words") > MAX_MUTE_WORDS))
    addressing = [_WE, _YOU] if language in ADDRESSING else [_WE, _YOU, _ASK]
    tells = (~cues[:, addressing].any(axis=1) & (table.column("end") >= ENDS_SENTENCE)) | is_price
    return _Evidence(shows & ~is_mute, tells & (probabilities >= MAX_SURE) & ~has_address, asks_back)


def _without_edges(stays: Array, can_go: Array) -> Array:
    """Return the mask of the lines that stay, without those that can go and touch one that goes."""
    goes = ~stays
    touches = np.concatenate(([False], goes[:-1])) | np.concatenate((goes[1:], [False]))
    return np.asarray(stays & ~(touches & can_go))


def _with_evidence(stays: Array, cues: Array, evidence: _Evidence) -> Array:
    """Return the mask of the lines that stay, with the runs of others in which no line asks or offers anything.

    In a run of lines that only tell, names of products prove nothing. A run of questions with answers that address no
    reader is an interview.
    """
    kept = np.array(stays)
    gone = np.flatnonzero(~kept)
    for run in np.split(gone, np.flatnonzero(np.diff(gone) > 1) + 1):
        asks = evidence.shows[run].any() or cues[run, _ASK].any() or cues[run, _TRADE].sum() >= MIN_TRADE_CUES
        answers = run[~evidence.asks_back[run]]
        is_interview = MIN_QUESTIONS <= len(run) - len(answers) <= len(answers)
        is_interview &= not cues[answers][:, [_WE, _YOU, _ASK]].any() and cues[run, _TRADE].sum() < MIN_TRADE_CUES
        if evidence.tells[run].all() or not asks or is_interview:
            kept[run] = True
    return kept
