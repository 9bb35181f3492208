"""The classifier: it labels every block that no rule has labelled.

A model of blocks labels HTML pages first, and long text dumps that show furniture. On HTML pages a second one says
which category each block has. Then line rules and the model of appeals go over the lines that the output would print,
until neither finds more to drop: cleaning the cleaned article again changes nothing. At last the guesses of the model
of categories name the dropped blocks; in text the lexicon does. `docs/classifier.md` shows which step may change which
label.

Caches. All are keyed by value, so they never change a result, and none holds a page or its tree. Each process has its
own; a forked worker shares its parent's entries until either writes, and the batch fills them before it forks. Once per
process: the five models (6 MB), the lexicon (3 MB), the kinds of words (0.3 MB), the tables of `text_features` and
`text.features` (0.3 MB).
Bounded: 16,384 names in `class_names`, with 16,384 runs of letters (4 MB if full); 4,096 labels of HTML blocks (1 MB);
without the compiled core, 32,768 words and as many values of attributes in `categories.tokens`; and the lexicon's own
memos. A full `Memo` starts over, a full `lru_cache` drops its oldest entry.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from newsclean.blocks import Block, Category, Label, Page
from newsclean.classify.line_rules import rules_out_headline
from newsclean.classify.naming import is_ruled, name_dropped, with_kept
from newsclean.classify.spans import as_printed, find_spans
from newsclean.lexicon.language import detect_language
from newsclean.lexicon.line_signals import signal_of
from newsclean.lexicon.phrases import lexicon
from newsclean.metadata import Proposal
from newsclean.options import Policies, SecondOpinion

if TYPE_CHECKING:
    from newsclean.classify.html.label import HtmlView

_NO_ARTICLE = Label(Category.OTHER, "page:no-article")

MIN_DUMP_BLOCKS = 40
"""Blocks from which a text is a dump, with more around the article than in it. The model does better there, the line
rules do better below. A guess; not measured."""


def classify(page: Page, policies: Policies, *, second_opinion: SecondOpinion = "auto") -> Page:
    """Return the page with a label on every block. `second_opinion` says when to use fallback texts for HTML.

    Where only the ledger needs the names of dropped blocks, `named` adds them.
    """
    # start-up: these import numpy, which takes 60 ms, and only one of the two labelling modules is needed
    from newsclean.classify.settle import settle, shows_furniture

    view = None
    if page.input == "html":
        from newsclean.classify.html.label import label_html

        page, view = label_html(_without_false_headline(page), second_opinion)
    page = find_spans(page, policies)
    blocks = page.blocks
    page = as_printed(page, policies)
    has_furniture = page.input == "text" and shows_furniture(page, policies)
    is_dump = has_furniture and len(blocks) >= MIN_DUMP_BLOCKS
    if is_dump:
        from newsclean.classify.text.label import label_text

        page = label_text(page, policies)
    elif has_furniture:
        from newsclean.classify.text.label import guess_categories

        page = guess_categories(page)
    page = with_kept(settle(page, policies, cut=has_furniture and not is_dump))
    if _may_wait(page, policies):
        page = _with_confidence(page, policies, view)
        return replace(page, blocks=blocks, naming=partial(_with_names, page, blocks, policies))
    page = _with_confidence(name_dropped(page), policies, view)
    return replace(_with_language(page, policies), blocks=blocks)


def named(page: Page) -> Page:
    """Return a page that `classify` has returned, with all its names."""
    return page if page.naming is None else page.naming()


def _may_wait(page: Page, policies: Policies) -> bool:
    """Return whether the names of the dropped blocks can wait: body, headline and confidence do not depend on them.

    The names of a text's lines add only repetitions to its headline, unless spans are cut out of dropped lines.
    """
    if page.input == "html" or policies.keeps_more:
        return False
    return set(policies.kept_on(page)).issuperset(policies.cuts_on(page))


def _with_names(page: Page, blocks: tuple[Block, ...], policies: Policies) -> Page:
    return replace(_with_language(name_dropped(page), policies), blocks=blocks)


def _without_false_headline(page: Page) -> Page:
    """Remove a declared headline that is a set phrase; printed above the text, the line rules would drop it."""
    headline = page.metadata.headline
    if headline is None or not rules_out_headline(headline, signal_of(headline, lexicon())):
        return page
    return page.with_proposals(Proposal("headline", None, "text"))


def _with_confidence(page: Page, policies: Policies, view: HtmlView | None) -> Page:
    """Set the confidence to that of the final selection on an HTML page, and to 0 where no block is kept.

    A page whose selection is no article keeps nothing, unless rules chose a part of it.
    """
    kept = policies.kept_on(page)
    if page.confidence is None or (kept and view is None):
        return page
    if not kept or view is None:
        return replace(page, confidence=0.0)
    confidence = view.confidence(kept)
    if _is_chosen(page, kept) or view.is_article(page, kept, confidence):
        return replace(page, confidence=confidence)
    return replace(page.with_labels(dict.fromkeys(kept, _NO_ARTICLE)), confidence=0.0)


def _is_chosen(page: Page, kept: Sequence[int]) -> bool:
    """Return whether rules keep one of the kept blocks or expect it in the body, or newsclean's own markup keeps it."""
    return any(index in page.expected_body or _is_decided(page, page.labels[index]) for index in kept)


def _is_decided(page: Page, label: Label | None) -> bool:
    """Return whether rules keep a block, or newsclean's own markup."""
    return is_ruled(page, label) or (label is not None and label.reason.startswith("newsclean:"))


def _with_language(page: Page, policies: Policies) -> Page:
    """Detect the language of the kept blocks where the page declares none."""
    if page.metadata.language:
        return page
    language = detect_language(" ".join(page.blocks[index].text for index in policies.kept_on(page)))
    return page.with_proposals(Proposal("language", language, "text")) if language else page
