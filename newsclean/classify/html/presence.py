"""Pages without an article: fronts, error pages, walls, search results. The classifier keeps nothing of them.

Three kinds of evidence: titles and texts that such pages have ("Page not found"); teasers, whose headings are links;
and a score of the selection, which is low where there is little text, or text of which the HTML model is not sure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

import numpy as np

from newsclean.blocks import Page
from newsclean.classify.html.features import HtmlTable
from newsclean.classify.trees import Array
from newsclean.lexicon.data import pattern, words

MIN_SCORE, MIN_UNDECLARED_SCORE, MAX_DOUBTED_RUN = -3.2, -2.5, 600
"""Score below which a page has no article: one that declares an article, one that does not. A selection with a longer
run of prose, in characters, is not doubted, nor one with a sure paragraph near the headline. By models of half the
sites, on 691 pages of the bench with their article and the same without it, the first bound refuses .5 % of those with
and 62 % of those without; the second is for 37 of them."""
MAX_CONFIDENCE = 0.5  # confidence from which only a title or a text like a wall's counts
MIN_SURE, MIN_SURE_DESCRIBED, MIN_SURE_SIZE = 0.85, 0.5, 60
"""Probability of such a paragraph, of one that repeats the page's description, and its characters: a short article."""
MIN_WHOLE_SHARE = 0.5
"""Share of the page's characters from which the selection is the page itself, and no front around it. Walls and error
pages have little else too, but titles and texts of their own. A guess; not measured."""
MAX_WALL_SIZE, MAX_DECLARED_WALL_SIZE = 1500, 600
"""Characters of a selection that a title or text can mark as a wall; the second where the page declares an article. An
article about walls has more. Guesses; not measured."""
MIN_PHRASE_SHARE = 0.6  # share of a title that a phrase takes; "Login" is a wall's, "Login scam hits banks" is not
MIN_LONG_PHRASE = 12  # characters of a phrase that marks a title which only begins with it
MAX_TEASED_SHARE = 0.5  # share of a selection under headings that are links; more is a front (a guess)
TEASER_REACH, MIN_LINKED_HEADING = 3, 0.8  # blocks under a heading that it heads, and its link density (guesses)
MIN_RUN_BLOCK = 60  # characters of the blocks whose longest run counts
NEAR_HEADLINE = 8  # blocks
_WEIGHTS = np.array([1.219, 0.252, 0.727, 3.001, 1.195, 0.936, 1.016, -0.393])
_CONSTANT = -13.863
_PART_RE = re.compile(r"\s+[|–—·:»-]+\s+")


def has_article(page: Page, table: HtmlTable, probabilities: Array, kept: Sequence[int], confidence: float) -> bool:
    """Return whether the kept blocks of an HTML page are an article."""
    chosen = np.zeros(len(probabilities), dtype=bool)
    chosen[[*kept]] = True
    size = float(table.column("size")[chosen].sum())
    most = MAX_DECLARED_WALL_SIZE if page.declares_article else MAX_WALL_SIZE
    if size < most and _is_wall(page, kept):
        return False
    if confidence >= MAX_CONFIDENCE or _longest_run(table, chosen) >= MAX_DOUBTED_RUN:
        return True
    if not page.declares_article and _teased_share(table, chosen) > MAX_TEASED_SHARE:
        return False
    if _is_fragment(page):
        return True
    is_near = abs(table.column("since_h1")) <= NEAR_HEADLINE
    needed = np.where(table.column("in_description") > 0, MIN_SURE_DESCRIBED, MIN_SURE)
    is_sure = chosen & is_near & (probabilities >= needed) & (table.column("size") >= MIN_SURE_SIZE)
    is_whole = size >= MIN_WHOLE_SHARE * float(table.column("size").sum())
    if is_whole or is_sure.any():
        return True
    least = MIN_SCORE if page.declares_article else MIN_UNDECLARED_SCORE
    return _score(table, probabilities, chosen, confidence) >= least


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
    return re.compile(rf"(?:{pattern(words('no_article', 'titles'))})(?!\w)")


@cache
def _texts_re() -> re.Pattern[str]:
    return re.compile(pattern(words("no_article", "texts")))


def _teased_share(table: HtmlTable, chosen: Array) -> float:
    size = table.column("size").astype(np.float64)
    since = table.column("since_heading")
    is_teaser = (since <= TEASER_REACH) & (table.column("heading_links") >= MIN_LINKED_HEADING)
    return float(size[chosen & is_teaser].sum() / max(1.0, size[chosen].sum()))


def _score(table: HtmlTable, probabilities: Array, chosen: Array, confidence: float) -> float:
    """Return the log odds of an article, by a regression on the selection."""
    size, p = table.column("size").astype(np.float64), probabilities.astype(np.float64)
    largest = int(np.argmax(np.where(chosen, size * p, 0)))
    values = [
        np.log1p(float(size @ p)),
        np.log1p(_longest_run(table, chosen)),
        float(p[chosen].mean()),
        confidence,
        bool((chosen & (table.column("in_description") > 0)).any()),
        abs(float(table.column("since_h1")[largest])) <= NEAR_HEADLINE,
        bool((table.column("is_headline") > 0).any()),
        float(table.column("alike_good")[largest]),
    ]
    return float(np.array(values, dtype=np.float64) @ _WEIGHTS + _CONSTANT)


def _longest_run(table: HtmlTable, chosen: Array) -> float:
    """Return the most characters of neighbouring blocks that are selected and no short lines."""
    size = table.column("size").astype(np.float64)
    mask = chosen & (size >= MIN_RUN_BLOCK)
    sums = np.concatenate(([0.0], np.cumsum(np.where(mask, size, 0.0))))
    starts = np.maximum.accumulate(np.where(mask, 0, sums[1:]))
    return float((sums[1:] - starts).max(initial=0.0))
