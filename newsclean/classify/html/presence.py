"""Pages without an article: fronts, error pages, walls, search results. The classifier keeps nothing of them.

Three kinds of evidence: titles and texts that such pages have ("Page not found"); teasers, whose headings are links;
and a score of the selection, which is low where there is little text, or text of which the HTML model is not sure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np

from newsclean.blocks import Page
from newsclean.classify.html.features import NO_HEADLINE, HtmlTable
from newsclean.classify.trees import Array
from newsclean.lexicon.data import pattern, words
from newsclean.lexicon.language import share_of_words
from newsclean.text.patterns import compile_later
from newsclean.text.scripts import EAST_ASIAN_RE

MIN_SCORE = -2.5
"""Log odds below which a page has no article. Raised, more fronts and walls are refused, and more articles. By models
of half the sites and weights of four fifths, on every third page it refuses 2 of 564 and .69 of the 408 pages whose
article was taken out; at -2.2 these are 2 and .72, but on all pages it refuses two blogs more."""
MIN_SHARE, MIN_SHARE_SCORE = 0.5, -2.9
"""Share of the page's text that a selection is from which the second bound counts instead: around an article that was
taken out stand menus and teasers, and a page of few blocks is no front. On the bench no article more is kept, and one
page fewer is refused of the 408 without theirs."""
MIN_SIZE = 3000
"""Characters of a selection from which only a title or a text like a wall's counts. Without a bound no page more is
refused of those without their article."""
MAX_CONFIDENCE = 0.5  # confidence from which only a title or a text like a wall's counts
MIN_SURE, MIN_SURE_DESCRIBED, MIN_SURE_SIZE = 0.95, 0.5, 60
"""Probability of a sure paragraph near the headline, of one that repeats the page's description, and its characters. At
.85 four pages in a hundred fewer are refused of those without their article, and no article more is kept."""
MAX_WALL_SIZE, MAX_DECLARED_WALL_SIZE = 1500, 600
"""Characters of a selection that a title or text can mark as a wall; the second where the page declares an article. An
article about walls has more. Guesses; not measured."""
MIN_PHRASE_SHARE = 0.6  # share of a title that a phrase takes; "Login" is a wall's, "Login scam hits banks" is not
MIN_LONG_PHRASE = 12  # characters of a phrase that marks a title which only begins with it
MAX_TEASED_SHARE = 0.5  # share of a selection under headings that are links; more is a front (a guess)
TEASER_REACH, MIN_LINKED_HEADING = 3, 0.8  # blocks under a heading that it heads, and its link density (guesses)
MIN_TEASERS = 2  # linked headings of a front; a blog's article has one of its own
MIN_ARTICLE_RUN = 600  # characters of prose in a row from which linked headings make no front (a guess)
MIN_LONG_RUN = 1500
"""Characters of prose in a row from which a page has an article. At 1,000 one page in a hundred fewer is refused of
those without their article; none with a longer run is."""
MIN_RUN_BLOCK = 60  # characters of the blocks whose longest run counts
NEAR_HEADLINE = 8  # blocks
UNKNOWN_SHARE = 0.5  # share of the headline's words in the text, where the headline shows none (a guess)
_WEIGHTS = np.array([0.952, 0.191, 3.812, 1.626, 1.068, 1.318, 2.116, 2.766])
_CONSTANT = -15.285
_PART_RE = compile_later(r"\s+[|–—·:»-]+\s+")


class Evidence(NamedTuple):
    """The features and probabilities of a page's blocks. `prose` is the probability of a category that is kept."""

    table: HtmlTable
    probabilities: Array
    prose: Array


def has_article(page: Page, evidence: Evidence, kept: Sequence[int], confidence: float) -> bool:
    """Return whether the kept blocks of an HTML page are an article."""
    table = evidence.table
    chosen = np.zeros(len(table.matrix), dtype=bool)
    chosen[[*kept]] = True
    size = float(table.column("size")[chosen].sum())
    most = MAX_DECLARED_WALL_SIZE if page.declares_article else MAX_WALL_SIZE
    if size < most and _is_wall(page, kept):
        return False
    if confidence >= MAX_CONFIDENCE or size >= MIN_SIZE:
        return True
    run = _longest_run(table, chosen)
    is_front = _teased_share(table, chosen) > MAX_TEASED_SHARE and run < MIN_ARTICLE_RUN
    if is_front and not page.declares_article:
        return False
    if run >= MIN_LONG_RUN or _is_fragment(page) or _is_sure(evidence, chosen):
        return True
    is_most = size >= MIN_SHARE * float(table.column("size").sum())
    return _score(page, evidence, chosen, confidence) >= (MIN_SHARE_SCORE if is_most else MIN_SCORE)


def _is_sure(evidence: Evidence, chosen: Array) -> bool:
    """Return whether a paragraph near the headline is surely the article's, such as the only one of a short article.

    On a page without an h1, such as that of an old site, it may be anywhere.
    """
    table = evidence.table
    since = table.column("since_h1")
    is_near = (abs(since) <= NEAR_HEADLINE) | (since == NO_HEADLINE)
    needed = np.where(table.column("in_description") > 0, MIN_SURE_DESCRIBED, MIN_SURE)
    is_sure = (evidence.probabilities >= needed) & (table.column("size") >= MIN_SURE_SIZE)
    return bool((chosen & is_near & is_sure).any())


def _is_fragment(page: Page) -> bool:
    """Return whether a page has no `<title>`: the content of an article in a table or a feed.

    Sites serve their fronts, walls and error pages with a title, and a fragment has nothing around it to tell them by.
    """
    return not any(page.titles[:1])


def _is_wall(page: Page, kept: Sequence[int]) -> bool:
    """Return whether the title says so, or the first text of the selection."""
    titles = () if page.declares_article else page.titles
    if any(_is_wall_title(part) for title in titles for part in _PART_RE.split(title)):
        return True
    first = [
        page.blocks[index].text.casefold().replace("’", "'") for index in kept[: 1 if page.declares_article else 3]
    ]
    return any(_texts_re().search(text) for text in first)


def _is_wall_title(title: str) -> bool:
    folded = title.casefold().strip(" .…!?“”\"'")
    found = _titles_re().match(folded)
    if found is None:
        return False
    return len(found[0]) >= MIN_PHRASE_SHARE * len(folded) or len(found[0]) >= MIN_LONG_PHRASE


@cache
def _titles_re() -> re.Pattern[str]:
    return compile_later(rf"(?:{pattern(words('no_article', 'titles'))})(?!\w)")


@cache
def _texts_re() -> re.Pattern[str]:
    return compile_later(pattern(words("no_article", "texts")))


def _teased_share(table: HtmlTable, chosen: Array) -> float:
    """Return the share of the selection that stands right under linked headings, 0 for a single one: a blog's title."""
    size = table.column("size").astype(np.float64)
    since = table.column("since_heading")
    is_teaser = chosen & (since <= TEASER_REACH) & (table.column("heading_links") >= MIN_LINKED_HEADING)
    headings = (np.arange(len(since)) - since)[is_teaser]
    if len(set(headings.tolist())) < MIN_TEASERS:
        return 0.0
    return float(size[is_teaser].sum() / max(1.0, size[chosen].sum()))


def _score(page: Page, evidence: Evidence, chosen: Array, confidence: float) -> float:
    """Return the log odds of an article, by a regression on the selection.

    An article takes up the words of its headline, and often begins with its description; text around one does not. To
    the classifier of categories it is prose.
    """
    table, p = evidence.table, evidence.probabilities.astype(np.float64)
    size = table.column("size").astype(np.float64)
    largest = int(np.argmax(np.where(chosen, size * p, 0)))
    values = [
        np.log1p(float(size @ p)),
        np.log1p(_longest_run(table, chosen)),
        confidence,
        bool((chosen & (table.column("in_description") > 0)).any()),
        abs(float(table.column("since_h1")[largest])) <= NEAR_HEADLINE,
        bool((table.column("is_headline") > 0).any()),
        _shared(page, [page.blocks[index].text for index in np.flatnonzero(chosen).tolist()]),
        float(evidence.prose[chosen] @ size[chosen]) / max(1.0, float(size[chosen].sum())),
    ]
    return float(np.array(values, dtype=np.float64) @ _WEIGHTS + _CONSTANT)


def _shared(page: Page, texts: Sequence[str]) -> float:
    """Return the share of the headline's words in the texts; one in another script, a host's name, shows none."""
    headline = page.metadata.headline or next(filter(None, page.titles), "")
    if any(map(EAST_ASIAN_RE.search, texts)) and not EAST_ASIAN_RE.search(headline):
        return UNKNOWN_SHARE
    shared = share_of_words(headline, texts)
    return UNKNOWN_SHARE if shared is None else shared


def _longest_run(table: HtmlTable, chosen: Array) -> float:
    """Return the most characters of neighbouring blocks that are selected and no short lines."""
    size = table.column("size").astype(np.float64)
    mask = chosen & (size >= MIN_RUN_BLOCK)
    sums = np.concatenate(([0.0], np.cumsum(np.where(mask, size, 0.0))))
    starts = np.maximum.accumulate(np.where(mask, 0, sums[1:]))
    return float((sums[1:] - starts).max(initial=0.0))
