"""The classifier: it labels every block that no rule decided.

HTML starts from an opinion on the whole page (`opinion`: what trafilatura keeps); text has none. Then both go through
the same judge of lines (`lines`), again and again until it finds nothing more to set aside: so cleaning the cleaned
article once more changes nothing. The lexicon names what is set aside.
"""

from __future__ import annotations

from dataclasses import replace

from newsclean.blocks import Category, Label, Page, Policy
from newsclean.classify.lexicon import lexicon
from newsclean.classify.lines import Line, judge
from newsclean.classify.naming import name_block
from newsclean.options import Options

MAX_ROUNDS = 20
"""How often the judge looks at a page. Real pages settle in two to four rounds; a hostile one must not hang a run."""


def classify(page: Page, options: Options) -> Page:
    """Return the page with a label on every block."""
    if page.input == "html":
        from newsclean.classify.opinion import second_opinion

        page = page.labelled(second_opinion(page))
    page = _settle(page, options)
    words = lexicon()
    decided = {}
    for index, (block, label) in enumerate(zip(page.blocks, page.labels, strict=True)):
        if label is None:
            decided[index] = Label(block.kind, "lines:kept")
        elif label.category is Category.OTHER and (name := name_block(block, words)) is not None:
            decided[index] = replace(label, category=name.category) if _by_rule(page, label) else name
    return _with_language(page.labelled(decided), options)


def _by_rule(page: Page, label: Label | None) -> bool:
    """Whether a label comes from the publication's rules; the classifier leaves those alone."""
    return label is not None and page.publication is not None and label.reason.startswith(f"{page.publication.id}:")


def _settle(page: Page, options: Options) -> Page:
    """Judge what would be printed as lines of text, until the judge finds nothing more to set aside."""
    words = lexicon()
    headline = page.metadata.headline
    for _ in range(MAX_ROUNDS):
        candidates = [
            index
            for index, (block, label) in enumerate(zip(page.blocks, page.labels, strict=True))
            if options.policy_of(label.category if label else block.kind) is Policy.KEEP
        ]
        printed = [Line(headline)] if headline else []
        blocks = [page.blocks[index] for index in candidates]
        lines = [*printed, *(Line(block.text, block.kind is Category.LIST) for block in blocks)]
        verdicts = judge(lines, words)[len(printed) :]
        new = {
            index: verdict
            for index, verdict in zip(candidates, verdicts, strict=True)
            if verdict is not None and verdict != page.labels[index] and not _by_rule(page, page.labels[index])
        }
        if not new:
            return page
        if headline is None:
            found = (page.blocks[i].text for i, verdict in new.items() if verdict.category is Category.HEADLINE)
            headline = next(found, None)
        page = page.labelled(new)
    return page


def _with_language(page: Page, options: Options) -> Page:
    """Fill in the language, from the words of what is kept, where the page does not state it."""
    if page.metadata.language:
        return page
    from newsclean.classify.language import detect_language

    kept = (
        block.text
        for block, label in zip(page.blocks, page.labels, strict=True)
        if label and options.policy_of(label.category) is Policy.KEEP
    )
    language = detect_language(" ".join(kept))
    if language is None:
        return page
    sources = {**page.metadata.sources, "language": "text"}
    return replace(page, metadata=replace(page.metadata, language=language, sources=sources))
