"""The settling loop: line rules and the model of appeals look at the kept lines until neither finds more to drop.

Both drop a line for what the line says, never for its place alone, so they go over every article, of HTML too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise, takewhile

from newsclean.blocks import Block, Category, Label, Page
from newsclean.classify.line_rules import (
    POSITIONAL,
    LineView,
    has_prose,
    label_lines,
    looks_like_headline,
    rules_out_headline,
)
from newsclean.classify.naming import is_ruled
from newsclean.classify.text.appeals import appeal_odds, appeals_in
from newsclean.classify.text.feature_set import MIN_APPEAL_SIZE
from newsclean.lexicon.language import detect_language, share_of_words
from newsclean.lexicon.line_signals import signals_of
from newsclean.lexicon.phrases import Lexicon, lexicon
from newsclean.metadata import Proposal
from newsclean.options import Policies
from newsclean.text.patterns import compile_later

MIN_FURNITURE = 1
"""Lines with a signal of their own from which a text shows furniture. Raised, fewer texts are cut, and fewer articles
with a single false signal are. A guess; not measured."""
MAX_ROUNDS = 20  # after which the loop stops: pages settle in two to four, and a hostile page must not hang a run
MIN_HEADLINE_ODDS = 0.2
"""Log odds from which the line above an appeal is the appeal's own and not the article's headline. Raised, more appeals
give the headline. One headline in 25 has more by its words alone, and few have an appeal below."""
MIN_STRANGE_ODDS = 0.7
"""The same for a line without an appeal near it whose words do not occur in the text below. One headline in a hundred
has such words, and nearly all of these occur below."""
MIN_PLAIN_ODDS, MIN_TAKEN_UP = 1.5, 0.5
"""Log odds from which one word that occurs below proves nothing, and the share of its longer words that must. Nine of
1,401 headlines have such odds, and a third of the lines of appeals that would become the headline."""
MAX_TOP_LINES = 4
"""Lines at the top of a body that look like headlines and are tried as such: cleaning the body alone takes the first
for its headline and tries the others again. Raised, texts that begin with a list of labels cost more. A guess."""
APPEAL_LINES = 3  # lines on each side in which an appeal is near (a guess)
PROMOTIONS = frozenset(map(Category, "donation newsletter paywall app-install consent affiliate".split()))
_HEADLINE = Label(Category.HEADLINE, "lines:headline")
_WORD_RE = compile_later(r"\w+")
_REPEAT = Label(Category.OTHER, "lines:repeat")
_FALSE_HEADLINE = Label(Category.OTHER, "appeals:headline")


def shows_furniture(page: Page, policies: Policies) -> bool:
    """Return whether a text shows by single lines that it has furniture around or in its article.

    Every such line is one that `settle` drops from any page. So a cleaned article never shows furniture, in whatever
    form it is given, and nothing is dropped from it for its position.
    """
    lines = [LineView(page.blocks[index].text) for index in policies.kept_on(page)]
    words = lexicon().for_language(detect_language(" ".join(line.text for line in lines)))
    signals = signals_of([line.text for line in lines], words)
    if lines and not rules_out_headline(lines[0].text, signals[0]):
        signals = signals[1:]
    found = sum(signal.label is not None and signal.label.category not in policies.kept for signal in signals)
    return found >= MIN_FURNITURE


def settle(page: Page, policies: Policies, *, cut: bool) -> Page:
    """Return the page with labels on the lines that the output would print but should not.

    With `cut` the line rules first drop lines for their position before or after the article. The caller sets it for
    short texts that show furniture; on other pages a model has found the article's ends. A text that shows furniture
    and has no prose has no article; elsewhere a list stays.
    """
    known = headline = page.metadata.headline or _headline_block(page)
    top = _title_heading(page, policies)
    is_dump = page.input == "text" and (cut or page.model is not None)
    for _ in range(MAX_ROUNDS):
        candidates = policies.kept_on(page)
        printed = [LineView(headline)] if headline else []
        blocks = [page.blocks[index] for index in candidates]
        lines = [*printed, *map(_line, blocks)]
        language = detect_language(" ".join(line.text for line in lines))
        words = lexicon().for_language(language)
        cuts = cut or (is_dump and not has_prose(lines, words))
        labels = label_lines(lines, words, cut=cuts)[len(printed) :]
        if known:
            repeated = [index in top or page.blocks[index].text.casefold() == known.casefold() for index in candidates]
            labels = [_HEADLINE if repeats else label for repeats, label in zip(repeated, labels, strict=True)]
        new = {
            index: label
            for index, label in zip(candidates, labels, strict=True)
            if label is not None and label != page.labels[index] and not _is_final(page, page.labels[index], label)
        }
        if headline is None and page.input == "text":
            new = _with_true_headline(page, new, candidates, language, may_wait=not cuts)
        new = new or _appeals(page, headline, candidates, language)
        new = new or _false_headlines(page, language) or _at_top(page, candidates, words, language)
        if not new:
            return _without_strange_headline(page, candidates, language)
        if headline is None:
            found = (page.blocks[index].text for index, label in new.items() if label.category is Category.HEADLINE)
            headline = next(found, None)
        # the cut waits until an appeal no longer has the headline's place
        cut = cut and _FALSE_HEADLINE in new.values()
        page = page.with_labels(new)
    return page


def _title_heading(page: Page, policies: Policies) -> list[int]:
    """Return the index of the heading at the top of a text whose front matter has all its words in the title."""
    first, title = policies.kept_on(page)[:1], page.metadata.headline
    if not first or title is None or page.input != "text" or page.blocks[first[0]].tag != "h1":
        return []
    words = _WORD_RE.findall(page.blocks[first[0]].text.casefold())
    return first if words and set(words) <= set(_WORD_RE.findall(title.casefold())) else []


def _with_true_headline(
    page: Page, new: Mapping[int, Label], candidates: Sequence[int], language: str | None, *, may_wait: bool
) -> dict[int, Label]:
    """Return the new labels of a text without a headline that belongs to an appeal: such a line is dropped.

    With `may_wait` the headline is left for the round in which nothing else goes: only then does the first line below
    an appeal come into its place.
    """
    others = {index: label for index, label in new.items() if label.category is not Category.HEADLINE}
    if len(others) == len(new):
        return others
    headlines = new.keys() - others.keys()
    others = {**_appeals(page, None, candidates, language), **others}
    if may_wait and others:
        return others
    false = {index: _FALSE_HEADLINE for index in headlines if _is_false_headline(page, index, others, language)}
    if false:
        return {index: label for index, label in others.items() if _is_promotion(label)} | false
    return {**others, **new}


def _is_false_headline(page: Page, index: int, new: Mapping[int, Label], language: str | None) -> bool:
    """Return whether a line at the top belongs to an appeal rather than to the article.

    Two of three must hold, or a weaker form of them: it has the words of an appeal, an appeal is near, and the text
    does not take up its words.
    """
    text = page.blocks[index].text
    odds = appeal_odds(text, language)
    pairs = enumerate(zip(page.blocks, page.labels, strict=True))
    body = [block.text for place, (block, label) in pairs if place != index and label is None and place not in new]
    if odds < MIN_HEADLINE_ODDS and _is_taken_up(text, odds, body, language):
        return False  # an appeal near it changes nothing, and the search for one takes longer
    near = range(max(0, index - APPEAL_LINES), min(len(page.blocks), index + 1 + APPEAL_LINES))
    is_near = any(_promotes(page, place, new.get(place) or page.labels[place]) for place in near)
    if is_near and odds >= MIN_HEADLINE_ODDS:
        return True
    if not is_near and odds < MIN_STRANGE_ODDS:
        return False
    return not _is_taken_up(text, odds, body, language)


def _is_taken_up(headline: str, odds: float, body: Sequence[str], language: str | None) -> bool:
    """Return whether the text below a headline has a word of it, or most where the `odds` say that it is an appeal.

    Short lines near the headline that sound like appeals tell nothing.
    """
    near = (
        line
        for line in body[:APPEAL_LINES]
        if len(line) >= MIN_APPEAL_SIZE or appeal_odds(line, language) < MIN_STRANGE_ODDS
    )
    share = share_of_words(headline, [*near, *body[APPEAL_LINES:]]) or 0.0
    return share >= MIN_TAKEN_UP if odds >= MIN_PLAIN_ODDS else share > 0


def _at_top(page: Page, candidates: Sequence[int], words: Lexicon, language: str | None) -> dict[int, Label]:
    """Return labels for lines at the body's top that cleaning the body alone would drop."""
    return _strange_line(page, candidates, words, language) or _repeats_at_top(page, candidates, words)


def _strange_line(page: Page, candidates: Sequence[int], words: Lexicon, language: str | None) -> dict[int, Label]:
    """Return a label for a line at the body's top if cleaning the body from there would drop it as a false headline."""
    texts = [page.blocks[index].text for index in candidates]
    for place in range(_top_lines([_line(page.blocks[index]) for index in candidates], words)):
        if is_ruled(page, page.labels[candidates[place]]):
            break
        if texts[place + 1 :] and _is_strange(texts[place], texts[place + 1 :], language):
            return {candidates[place]: _FALSE_HEADLINE}
    return {}


def _repeats_at_top(page: Page, candidates: Sequence[int], words: Lexicon) -> dict[int, Label]:
    """Return labels for the lines in a body's run of headline-like lines that repeat the line above them.

    Cleaning the body alone would take the line above for the headline, and drop its copies.
    """
    texts = [page.blocks[index].text.casefold() for index in candidates]
    repeats = [place for place, (above, text) in enumerate(pairwise(texts), 1) if above == text]
    if not repeats or len(texts) == 2:
        return {}
    tops = takewhile(lambda index: looks_like_headline(_line(page.blocks[index]), words), candidates[: repeats[-1]])
    top = sum(1 for _ in tops)
    found = [candidates[place] for place in repeats if place <= top]
    is_done = [page.labels[index] == _REPEAT or _is_final(page, page.labels[index], _REPEAT) for index in found]
    return {index: _REPEAT for index, done in zip(found, is_done, strict=True) if not done}


def _top_lines(lines: Sequence[LineView], words: Lexicon) -> int:
    """Return how many lines at the top of a body look like headlines, at most `MAX_TOP_LINES`."""
    tops = takewhile(lambda line: looks_like_headline(line, words), lines[:MAX_TOP_LINES])
    return sum(1 for _ in tops)


def _without_strange_headline(page: Page, candidates: Sequence[int], language: str | None) -> Page:
    """Remove a headline that HTML declares if cleaning the printed article would drop it as a false one."""
    headline = page.metadata.headline
    if page.input != "html" or headline is None:
        return page
    if not _is_strange(headline, [page.blocks[index].text for index in candidates], language):
        return page
    shown = (index for index, label in enumerate(page.labels) if label and label.category is Category.HEADLINE)
    return page.with_labels(dict.fromkeys(shown, _FALSE_HEADLINE)).with_proposals(Proposal("headline", None, "text"))


def _is_strange(headline: str, body: Sequence[str], language: str | None) -> bool:
    """Return whether a headline has the words of an appeal, and none that the text below it has."""
    odds = appeal_odds(headline, language)
    return odds >= MIN_STRANGE_ODDS and not _is_taken_up(headline, odds, body, language)


def _false_headlines(page: Page, language: str | None) -> dict[int, Label]:
    """Return new labels for the blocks of a dump that the model took for its headline and that belong to an appeal."""
    if page.input != "text" or page.model is None:
        return {}
    found = [index for index, label in enumerate(page.labels) if label == _HEADLINE]
    if not found or not _is_false_headline(page, found[-1], {}, language):
        return {}
    return dict.fromkeys(found, _FALSE_HEADLINE)


def _line(block: Block) -> LineView:
    return LineView(block.text, block.tag_category is Category.LIST)


def _promotes(page: Page, index: int, label: Label | None) -> bool:
    """Return whether a dropped line is an appeal, by its label or by the guess of the classifier of categories."""
    guess = page.guesses[index] if page.guesses else None
    return _is_promotion(label) or (label is not None and guess is not None and guess.category in PROMOTIONS)


def _is_promotion(label: Label | None) -> bool:
    return label is not None and (label.category in PROMOTIONS or label.reason.startswith("appeals:"))


def _is_final(page: Page, label: Label | None, new: Label) -> bool:
    """Return whether a label from rules stays where the line rules have a new one.

    A main container says where the article is, not that each line in it belongs to the article. So a copyright line
    goes, as it would from the printed article; a line is not dropped for its position.
    """
    if label is None or not is_ruled(page, label):
        return False
    return not label.reason.endswith(":main") or new.reason in POSITIONAL


def _appeals(page: Page, headline: str | None, candidates: Sequence[int], language: str | None) -> dict[int, Label]:
    """Return the labels of the appeals among the candidate blocks.

    A later cleaning may get the body alone, and may take its first line for the headline. So the model looks at the
    text with the headline, without it, and without such lines, until one of these shows an appeal.
    """
    blocks = [page.blocks[index] for index in candidates]
    lines = list(map(_line, blocks))
    above = [LineView(headline)] if headline else []
    found = appeals_in([*above, *lines], language, _starts(lines, len(above), language))
    labels = {candidates[place - len(above)]: label for place, label in found.items() if place >= len(above)}
    return {index: label for index, label in labels.items() if not _is_final(page, page.labels[index], label)}


def _starts(lines: Sequence[LineView], above: int, language: str | None) -> Iterator[int]:
    """Yield the lines from which a later cleaning may see a text, given the number of lines above the body."""
    yield 0
    if above:
        yield above
    for place in range(_top_lines(lines, lexicon().for_language(language))):
        yield above + place + 1


def _headline_block(page: Page) -> str | None:
    """Return the headline that the model of text has found among the blocks."""
    if page.model is None or page.input != "text":
        return None
    pairs = zip(page.blocks, page.labels, strict=True)
    return next((block.text for block, label in pairs if label and label.category is Category.HEADLINE), None)
