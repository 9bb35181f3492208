"""The classifier: it labels every block that no rule decided.

HTML starts from a model of blocks (`html`, and trafilatura where that is unsure), and so do text dumps (`text`) that
are neither short nor clean. Then all go through the same judge of lines (`lines`) and, when that has nothing to say,
the model of appeals (`appeals`), again and again until neither finds more to set aside: so cleaning the cleaned article
once more changes nothing. The lexicon names what is set aside.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from newsclean.blocks import Category, Label, Page
from newsclean.classify.line_rules import LineView, label_lines, rules_out_headline
from newsclean.classify.naming import name_blocks
from newsclean.classify.spans import as_printed, find_spans
from newsclean.lexicon.language import detect_language
from newsclean.lexicon.line_signals import detect, signal_of
from newsclean.lexicon.phrases import Lexicon, lexicon
from newsclean.metadata import Proposal
from newsclean.options import Policies, SecondOpinion
from newsclean.rules.apply import REPETITION

_OTHER = Category.OTHER
MAX_ROUNDS = 20
"""How often the judge looks at a page. Real pages settle in two to four rounds; a hostile one must not hang a run."""
MIN_DUMP_BLOCKS = 40
"""A text of so many blocks is a dump with more around the article than in it, which a model tells apart best."""


def classify(page: Page, policies: Policies, *, second_opinion: SecondOpinion = "auto") -> Page:
    """Return the page with a label on every block."""
    if page.input == "html":
        from newsclean.classify.html.label import label_html

        page = label_html(_without_false_headline(page), second_opinion)
    page = find_spans(page, policies)
    blocks = page.blocks
    page = as_printed(page, policies)
    if is_dump := page.input == "text" and len(page.blocks) >= MIN_DUMP_BLOCKS and not _is_clean(page, policies):
        from newsclean.classify.text.label import label_text

        page = label_text(page, policies)
    page = _settle(page, policies, cut=page.input == "text" and not is_dump)
    page = _with_language(_with_confidence(_named(page), policies), policies)
    return replace(page, blocks=blocks)


def _named(page: Page) -> Page:
    """Return the page with labels on the blocks that are left undecided, and names on those that are set aside."""
    labels: list[Label | None] = [
        Label(block.tag_category, "lines:kept") if label is None else label
        for block, label in zip(page.blocks, page.labels, strict=True)
    ]
    unnamed = [index for index, label in enumerate(labels) if label is not None and _is_unnamed(label)]
    names = name_blocks([page.blocks[index] for index in unnamed], lexicon())
    for index, name in zip(unnamed, names, strict=True):
        label = page.labels[index]
        if label is not None and name is not None:
            labels[index] = label._replace(category=name.category) if _by_rule(page, label) else name
    return replace(page, labels=tuple(labels))


def _is_unnamed(label: Label) -> bool:
    """Whether it is open what a block that is set aside is; of markup and front matter the reader knows."""
    return label.category is _OTHER and not label.reason.startswith(("markup:", "front-matter"))


def _without_false_headline(page: Page) -> Page:
    """Take away a stated headline that is a set phrase: printed above the text it would be set aside."""
    headline = page.metadata.headline
    if headline is None or not rules_out_headline(headline, signal_of(headline, lexicon())):
        return page
    return page.with_proposals(Proposal("headline", None, "text"))


def _with_confidence(page: Page, policies: Policies) -> Page:
    """Take the confidence away where nothing is left of the article."""
    kept = policies.kept
    if page.confidence is None or any(label and label.category in kept for label in page.labels):
        return page
    return replace(page, confidence=0.0)


def _by_rule(page: Page, label: Label | None) -> bool:
    """Whether a label comes from the publication's rules, or from repetition; the classifier leaves those alone."""
    owner = label.reason.partition(":")[0] if label is not None else None
    return owner == REPETITION or (page.publication is not None and owner is not None and owner == page.publication.id)


def _settle(page: Page, policies: Policies, *, cut: bool) -> Page:
    """Judge what would be printed as lines of text, until neither the judge nor the model of appeals finds more.

    With `cut` the judge cuts away what stands around the article, which a model has done already where there was one,
    and we ourselves for a text that has the form we print and nothing in it that we would set aside.
    """
    may_be_ours = cut and _is_printed(page)
    headline, kept = page.metadata.headline or _headline_block(page), policies.kept
    for _ in range(MAX_ROUNDS):
        candidates = [
            index
            for index, (block, label) in enumerate(zip(page.blocks, page.labels, strict=True))
            if (label.category if label else block.tag_category) in kept
        ]
        printed = [LineView(headline)] if headline else []
        blocks = [page.blocks[index] for index in candidates]
        lines = [*printed, *(LineView(block.text, block.tag_category is Category.LIST) for block in blocks)]
        language = detect_language(" ".join(line.text for line in lines))
        words = lexicon().for_language(language)
        cuts = cut and not (may_be_ours and _tells_nothing(lines[1:], words, policies))
        verdicts = label_lines(lines, words, cut=cuts)[len(printed) :]
        new = {
            index: verdict
            for index, verdict in zip(candidates, verdicts, strict=True)
            if verdict is not None and verdict != page.labels[index] and not _by_rule(page, page.labels[index])
        }
        new = new or _appeals(page, lines, candidates, language)
        if not new:
            return page
        if headline is None:
            found = (page.blocks[i].text for i, verdict in new.items() if verdict.category is Category.HEADLINE)
            headline = next(found, None)
        page = page.with_labels(new)
    return page


def _appeals(
    page: Page, lines: Sequence[LineView], candidates: Sequence[int], language: str | None
) -> dict[int, Label]:
    """Return the labels of the appeals among candidate blocks, whose lines are the last ones."""
    # numpy takes 60 ms to import
    from newsclean.classify.text.appeals import appeals_in

    above = len(lines) - len(candidates)
    found = (
        (candidates[place - above], label) for place, label in appeals_in(lines, language).items() if place >= above
    )
    return {i: label for i, label in found if not _by_rule(page, page.labels[i])}


def _headline_block(page: Page) -> str | None:
    """Return the headline that a model has found among the blocks of a text."""
    if page.model is None or page.input != "text":
        return None
    pairs = zip(page.blocks, page.labels, strict=True)
    return next((block.text for block, label in pairs if label and label.category is Category.HEADLINE), None)


def _is_printed(page: Page) -> bool:
    """Whether a text has the form in which `to_text` prints: a blank line between paragraphs, none between items."""
    text, here, was_item = page.decoded.text, 0, False
    for block in page.blocks:
        if block.start is None or block.end is None or "\n" in text[block.start : block.end]:
            return False
        is_item = block.tag_category is Category.LIST
        if block is not page.blocks[0] and text[here : block.start] != ("\n" if is_item and was_item else "\n\n"):
            return False
        here, was_item = block.end, is_item
    return text[here:] == "\n"


def _is_clean(page: Page, policies: Policies) -> bool:
    """Whether a text looks as if newsclean had printed it, and nothing below its headline tells that it should go."""
    if not _is_printed(page):
        return False
    lines = [LineView(block.text) for block in page.blocks]
    words = lexicon().for_language(detect_language(" ".join(line.text for line in lines)))
    return _tells_nothing(lines[1:], words, policies)


def _tells_nothing(lines: Sequence[LineView], words: Lexicon, policies: Policies) -> bool:
    """Whether no line tells from itself that it is something which is not kept."""
    tells = (detect(line.text, words) for line in lines)
    return all(told is None or told.category in policies.kept for told in tells)


def _with_language(page: Page, policies: Policies) -> Page:
    """Fill in the language, from the words of what is kept, where the page does not state it."""
    if page.metadata.language:
        return page
    kept = (
        block.text
        for block, label in zip(page.blocks, page.labels, strict=True)
        if label and label.category in policies.kept
    )
    language = detect_language(" ".join(kept))
    if language is None:
        return page
    return page.with_proposals(Proposal("language", language, "text"))
