"""The article in a long text dump, by a model of text blocks; the judge of lines looks at what it leaves.

A short text has too little around its article for the model to tell the two apart as well as the judge does.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from newsclean.blocks import Category, Label, Page, Policy
from newsclean.classify.dumpfeatures import line_ends, lines_of, text_table
from newsclean.classify.lexicon import lexicon
from newsclean.classify.lines import Line, headlines_of
from newsclean.classify.model import shipped_model
from newsclean.options import Options

MIN_LIKELY_PROBABILITY = 0.05
"""Of a block that the publication's rules call text."""


def label_text(page: Page, options: Options) -> Page:
    """Return a text dump with labels on the blocks that the model sets aside, and on the headline.

    The page's confidence is how sure the model is that what it leaves is right.
    """
    kept = [
        index
        for index, (block, label) in enumerate(zip(page.blocks, page.labels, strict=True))
        if options.policy_of(label.category if label else block.kind) is Policy.KEEP
    ]
    if not kept:
        return page
    model = shipped_model("text")
    blocks = [page.blocks[index] for index in kept]
    table = text_table(lines_of(blocks, line_ends(page)[kept], lexicon(), model.known_words))
    probabilities = model.probabilities(table)
    likely = np.array([index in page.likely for index in kept]) & (probabilities >= MIN_LIKELY_PROBABILITY)
    ruled = np.array([page.labels[index] is not None for index in kept])
    stays = model.features.choose(table, probabilities, None) | likely | ruled
    labels = {
        index: Label(Category.OTHER, f"model:{probability:.2f}")
        for index, probability, stay in zip(kept, probabilities.tolist(), stays.tolist(), strict=True)
        if not stay
    }
    if page.metadata.headline is None and stays.any():
        lines = [Line(block.text, block.kind is Category.LIST) for block in blocks]
        for place in headlines_of(lines, lexicon(), int(np.argmax(stays))):
            if not ruled[place]:
                labels[kept[place]] = Label(Category.HEADLINE, "lines:headline")
    confidence = round(model.confidence(table, probabilities, stays), 3)
    return replace(page, confidence=confidence, model=model.version).labelled(labels)
