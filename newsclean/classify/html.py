"""The labels of an HTML page: what the model says of each block, and trafilatura where the model is unsure."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from newsclean.blocks import Block, Category, Label, Page
from newsclean.classify.decision import Decision, standfirsts
from newsclean.classify.features import html_features
from newsclean.classify.lexicon import lexicon
from newsclean.classify.model import shipped_model
from newsclean.classify.structure import Array
from newsclean.options import Options

UNSURE = 0.5
"""Below this confidence trafilatura is asked."""
MIN_STANDFIRST_PROBABILITY = 0.25
"""The model was trained on golds with and without standfirsts, so it is never sure of one."""


def label_html(page: Page, options: Options) -> Page:
    """Return the page with a label on every block that no rule decided, the model's version and its confidence."""
    undecided = np.array([label is None for label in page.labels], dtype=bool)
    if not undecided.any():
        return page
    model = shipped_model()
    table = html_features(page.blocks, page.metadata, lexicon())
    decision = model.decide(table, undecided)
    other = _opinion(page, options, decision.confidence)
    by = "model"
    if other is not None and (other & undecided).any():
        confidence = model.confidence(table, decision.probabilities, other & undecided)
        if prefers_opinion(decision.confidence, confidence):
            decision, by = Decision(other & undecided, decision.probabilities, confidence), "trafilatura"
    is_headline = table.column("is_headline") > 0
    is_standfirst = standfirsts(table) & (decision.blocks | (decision.probabilities >= MIN_STANDFIRST_PROBABILITY))
    labels = {
        index: _label(page.blocks[index], bool(decision.blocks[index]), f"{by}:{decision.probabilities[index]:.2f}")
        for index in np.flatnonzero(undecided).tolist()
    }
    for index in np.flatnonzero(undecided & is_headline & ~decision.blocks).tolist():
        labels[index] = replace(labels[index], category=Category.HEADLINE)
    for index in np.flatnonzero(undecided & is_standfirst).tolist():
        labels[index] = replace(labels[index], category=Category.STANDFIRST)
    return replace(page.labelled(labels), confidence=round(decision.confidence, 3), model=model.version)


def prefers_opinion(own: float, other: float) -> bool:
    """Whether trafilatura's selection is taken, by our confidence in ours and in it."""
    return other > own


def _opinion(page: Page, options: Options, confidence: float) -> Array | None:
    """Return which blocks trafilatura keeps, None where it is not asked."""
    if options.second_opinion == "never" or (options.second_opinion == "auto" and confidence >= UNSURE):
        return None
    from newsclean.classify.opinion import kept_blocks

    kept = np.zeros(len(page.blocks), dtype=bool)
    kept[list(kept_blocks(page))] = True
    return kept


def _label(block: Block, kept: bool, reason: str) -> Label:
    if block.kind is Category.CAPTION:
        return Label(Category.CAPTION, "tag:figcaption")
    return Label(block.kind if kept else Category.OTHER, reason)
