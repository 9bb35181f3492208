"""The printed form of a text: whether a text input looks like an article that newsclean has printed."""

from __future__ import annotations

from collections.abc import Sequence

from newsclean.blocks import Category, Page
from newsclean.classify.line_rules import LineView
from newsclean.lexicon.language import detect_language
from newsclean.lexicon.line_signals import detect
from newsclean.lexicon.phrases import Lexicon, lexicon
from newsclean.options import Policies


def is_printed(page: Page) -> bool:
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
    if not is_printed(page):
        return False
    lines = [LineView(block.text) for block in page.blocks]
    words = lexicon().for_language(detect_language(" ".join(line.text for line in lines)))
    return has_only_kept(lines[1:], words, policies)


def has_only_kept(lines: Sequence[LineView], words: Lexicon, policies: Policies) -> bool:
    """Return whether no line has the signal of a category that is not kept."""
    signals = (detect(line.text, words) for line in lines)
    return all(label is None or label.category in policies.kept for label in signals)
