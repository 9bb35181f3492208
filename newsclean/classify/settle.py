"""The settling loop: line rules and the model of appeals look at the kept lines until neither finds more to drop.

A text input in printed form needs no cut: `is_clean` recognises an article that newsclean has printed.
"""

from __future__ import annotations

from collections.abc import Sequence

from newsclean.blocks import Category, Label, Page
from newsclean.classify.line_rules import POSITIONAL, LineView, label_lines
from newsclean.classify.naming import is_ruled
from newsclean.classify.text.appeals import appeals_in
from newsclean.lexicon.language import detect_language
from newsclean.lexicon.line_signals import detect
from newsclean.lexicon.phrases import Lexicon, lexicon
from newsclean.options import Policies

MAX_ROUNDS = 20  # after which the loop stops: pages settle in two to four, and a hostile page must not hang a run


def settle(page: Page, policies: Policies, *, cut: bool, needs_prose: bool = False) -> Page:
    """Return the page with labels on the lines that the output would print but should not.

    With `cut` the line rules also drop lines for their position before or after the article. The caller sets it for
    short texts only: on other pages a model has found the article's ends. A text in printed form with nothing to drop
    is not cut either. A dump `needs_prose`, or it loses all lines; in HTML and in a text that is not cut a list stays.
    """
    may_be_clean = cut and _is_printed(page)
    headline = page.metadata.headline or _headline_block(page)
    for _ in range(MAX_ROUNDS):
        candidates = policies.kept_on(page)
        printed = [LineView(headline)] if headline else []
        blocks = [page.blocks[index] for index in candidates]
        lines = [*printed, *(LineView(block.text, block.tag_category is Category.LIST) for block in blocks)]
        language = detect_language(" ".join(line.text for line in lines))
        words = lexicon().for_language(language)
        cuts = cut and not (may_be_clean and _has_only_kept(lines[1:], words, policies))
        labels = label_lines(lines, words, cut=cuts, needs_prose=cuts or needs_prose)[len(printed) :]
        new = {
            index: label
            for index, label in zip(candidates, labels, strict=True)
            if label is not None and label != page.labels[index] and not _is_final(page, page.labels[index], label)
        }
        new = new or _appeals(page, lines, candidates, language)
        if not new:
            return page
        if headline is None:
            found = (page.blocks[index].text for index, label in new.items() if label.category is Category.HEADLINE)
            headline = next(found, None)
        page = page.with_labels(new)
    return page


def _is_final(page: Page, label: Label | None, new: Label) -> bool:
    """Return whether a label from rules stays where the line rules have a new one.

    A main container says where the article is, not that each line in it belongs to the article. So a copyright line
    goes, as it would from the printed article; a line is not dropped for its position.
    """
    if label is None or not is_ruled(page, label):
        return False
    return not label.reason.endswith(":main") or new.reason in POSITIONAL


def _appeals(
    page: Page, lines: Sequence[LineView], candidates: Sequence[int], language: str | None
) -> dict[int, Label]:
    """Return the labels of the appeals among the candidate blocks, whose lines come last."""
    above = len(lines) - len(candidates)
    found = {candidates[place - above]: label for place, label in appeals_in(lines, language).items() if place >= above}
    return {index: label for index, label in found.items() if not is_ruled(page, page.labels[index])}


def _headline_block(page: Page) -> str | None:
    """Return the headline that the model of text has found among the blocks."""
    if page.model is None or page.input != "text":
        return None
    pairs = zip(page.blocks, page.labels, strict=True)
    return next((block.text for block, label in pairs if label and label.category is Category.HEADLINE), None)


def _is_printed(page: Page) -> bool:
    """Return whether a text has the layout of `to_text`: an empty line between paragraphs, none between list items."""
    text, here, was_item = page.decoded.text, 0, False
    for block in page.blocks:
        if block.start is None or block.end is None or "\n" in text[block.start : block.end]:
            return False
        is_item = block.tag_category is Category.LIST
        if block is not page.blocks[0] and text[here : block.start] != ("\n" if is_item and was_item else "\n\n"):
            return False
        here, was_item = block.end, is_item
    return text[here:] == "\n"


def is_clean(page: Page, policies: Policies) -> bool:
    """Return whether a text has the printed layout and no line below the first with a signal to drop it."""
    if not _is_printed(page):
        return False
    lines = [LineView(block.text) for block in page.blocks]
    words = lexicon().for_language(detect_language(" ".join(line.text for line in lines)))
    return _has_only_kept(lines[1:], words, policies)


def _has_only_kept(lines: Sequence[LineView], words: Lexicon, policies: Policies) -> bool:
    """Return whether no line has the signal of a category that is not kept."""
    signals = (detect(line.text, words) for line in lines)
    return all(label is None or label.category in policies.kept for label in signals)
