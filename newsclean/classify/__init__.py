"""The classifier: it labels every block that no rule decided.

HTML and text have a model each, built and trained alike (`html`, `text`; `featureset` says in what they differ). What
they leave is looked at once more as the text it is printed as, and again until nothing goes: so cleaning the cleaned
article changes nothing. The lexicon names what is set aside.
"""

from __future__ import annotations

from dataclasses import replace

from newsclean.blocks import Category, Label, Page, Policy
from newsclean.classify.facts import facts_of
from newsclean.classify.lexicon import lexicon
from newsclean.classify.lines import is_label
from newsclean.classify.naming import Namer, is_by_rule
from newsclean.classify.spans import as_shown, with_spans
from newsclean.options import Options


def classify(page: Page, options: Options) -> Page:
    """Return the page with a label on every block."""
    # a page that cannot be read has no use for numpy, which takes 60 ms to import
    from newsclean.classify.text import settle

    options = options.on(page)
    if page.input == "html":
        from newsclean.classify.html import label_html

        page = label_html(_without_false_headline(page), options)
    page = with_spans(page, options)
    blocks = page.blocks
    page = settle(as_shown(page, options), options)
    namer = Namer(lexicon())
    decided = {}
    for index, (block, label) in enumerate(zip(page.blocks, page.labels, strict=True)):
        if label is None or not _is_unnamed(label):
            continue
        by_rule = is_by_rule(page, label)
        # what the judge of text set aside it has tried to name
        if (by_rule or page.input == "html") and (name := namer.name(block)) is not None:
            decided[index] = label._replace(category=name.category) if by_rule else name
    page = _with_language(_with_confidence(page.labelled(decided), options), options)
    return replace(page, blocks=blocks)


def _is_unnamed(label: Label) -> bool:
    """Whether it is open what a block that is set aside is; of markup and front matter the reader knows."""
    return label.category is Category.OTHER and not label.reason.startswith(("markup:", "front-matter"))


def _without_false_headline(page: Page) -> Page:
    """Take away a stated headline that is a set phrase: printed above the text it would be set aside."""
    headline = page.metadata.headline
    if headline is None or not is_label(headline, facts_of(headline, lexicon())):
        return page
    sources = {name: source for name, source in page.metadata.sources.items() if name != "headline"}
    return replace(page, metadata=replace(page.metadata, headline=None, sources=sources))


def _with_confidence(page: Page, options: Options) -> Page:
    """Take the confidence away where nothing is left of the article."""
    if page.confidence is None or any(
        label and options.policy_of(label.category) is Policy.KEEP for label in page.labels
    ):
        return page
    return replace(page, confidence=0.0)


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
