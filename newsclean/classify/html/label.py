"""The labels of an HTML page: what the model says of each block; where it is unsure, trafilatura and JSON-LD too."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import numpy as np

from newsclean.blocks import Category, Label, Page
from newsclean.classify.html.feature_set import HTML
from newsclean.classify.html.features import HtmlTable, html_features
from newsclean.classify.html.selection import standfirsts
from newsclean.classify.model import Model, Selection, shipped_model
from newsclean.classify.trees import Array
from newsclean.lexicon.phrases import lexicon
from newsclean.options import SecondOpinion
from newsclean.readers.markup import ORNAMENT_RE

UNSURE = 0.5
"""Below this confidence others are asked, and the article that our own model of pages is surest of is taken. Asked on
fewer pages, below .42, the smaller sets miss their floors."""
MAX_ASKED_BLOCKS = 500
"""On pages with more blocks nobody is asked: one takes trafilatura as long as three others, and most are read no
better. On sites that the model had not seen the F1 of the four sets was .9642 with them and .9641 without, in little
more than half of the time."""
MIN_OPINION_SIZE = 200
"""Less than this is no article, whoever found it."""
MIN_OPINION_SHARE = 0.25
"""Of the size of our own article. Of the eight opinions below it, on 1,095 pages of sites that the model had not seen,
six were a fragment and two were right."""
MAX_WIDE_SHARE = 0.3
"""Of East Asian characters: of Chinese pages trafilatura reads a quarter not at all."""
MAX_BORROWED_CONFIDENCE = 0.8
"""What trafilatura found on pages that we could not read is right on half of them at best."""
MIN_STANDFIRST_PROBABILITY = 0.25
"""The model was trained on golds with and without standfirsts, so it is never sure of one."""
MIN_LIKELY_PROBABILITY = 0.05
"""Of a block that the publication's rules call text. On 131 pages of 90 publications, the model not having seen the
sites, this bound gave an F1 of .9806; .15 gave .9803, .3 .9777, leaving the model alone .9753, keeping all .9724."""


def label_html(page: Page, second_opinion: SecondOpinion) -> Page:
    """Return the page with a label on every block that no rule decided, the model's version and its confidence."""
    undecided = np.array([label is None for label in page.labels], dtype=bool)
    if not undecided.any():
        return page
    model = shipped_model(HTML)
    table = html_features(page.blocks, page.metadata, lexicon().for_language(page.metadata.language))
    decision = model.select(table, undecided)
    by = "model"
    if not page.expected_body and _asks(second_opinion, decision.confidence, table):
        decision, by = _weighed(page, undecided, table, decision, model)
    is_headline = table.column("is_headline") > 0
    is_standfirst = standfirsts(table) & (decision.blocks | (decision.probabilities >= MIN_STANDFIRST_PROBABILITY))
    blocks, chosen, hundredths = page.blocks, decision.blocks.tolist(), _hundredths(decision.probabilities)
    labels = {
        index: _label(blocks[index].tag_category, chosen[index], by, hundredths[index])
        for index in np.flatnonzero(undecided).tolist()
    }
    is_likely = ~decision.blocks & (decision.probabilities >= MIN_LIKELY_PROBABILITY)
    for index in sorted(page.expected_body & labels.keys()):
        if is_likely[index]:
            labels[index] = _label(blocks[index].tag_category, True, "paragraphs", hundredths[index])
    # an ornament begins with neither a capital nor a digit nor a quotation mark
    for index in np.flatnonzero(undecided & (table.column("start") == 0)).tolist():
        if ORNAMENT_RE.match(blocks[index].text):
            labels[index] = _ORNAMENT
    for index in np.flatnonzero(undecided & is_headline & ~decision.blocks).tolist():
        labels[index] = labels[index]._replace(category=Category.HEADLINE)
    for index in np.flatnonzero(undecided & is_standfirst).tolist():
        labels[index] = labels[index]._replace(category=Category.STANDFIRST)
    return replace(page.with_labels(labels), confidence=round(decision.confidence, 3), model=model.version)


def _hundredths(probabilities: Array) -> list[int]:
    """Return probabilities as they are printed: a hundred times a float32 is exact in float64; halves go to even."""
    return [*map(int, np.rint(100 * probabilities.astype(np.float64)).tolist())]


def _asks(second_opinion: SecondOpinion, confidence: float, table: HtmlTable) -> bool:
    """Whether trafilatura is asked about a page."""
    if second_opinion == "auto":
        if confidence >= UNSURE or len(table.matrix) > MAX_ASKED_BLOCKS:
            return False
        wide = float(np.average(table.column("wide"), weights=np.maximum(1, table.column("size"))))
        return wide <= MAX_WIDE_SHARE
    return second_opinion == "always"


def _weighed(page: Page, undecided: Array, table: HtmlTable, own: Selection, model: Model) -> tuple[Selection, str]:
    """Return, of our selection of blocks and those of others, the one we are surest of, and whose it is."""
    from newsclean.classify.html.fallback import matching_blocks, trafilatura_text
    from newsclean.readers.metadata import declared_body
    from newsclean.readers.parse import remove_unread

    best, owner, surest = own, "model", own.confidence
    size = table.column("size")
    least = max(MIN_OPINION_SIZE, MIN_OPINION_SHARE * size[own.blocks].sum())
    # whom trafilatura asks in its turn takes half of its time and changes nothing for the better
    read = remove_unread(page.decoded.text.encode("utf-8", "replace")).decode()
    its_own = trafilatura_text(read, alone=True)
    for name, text in (("json-ld", declared_body(page.tree)), ("trafilatura", its_own)):
        if not text:
            continue
        blocks = np.zeros(len(page.blocks), dtype=bool)
        blocks[list(matching_blocks(page.blocks, text))] = True
        blocks &= undecided
        if size[blocks].sum() < least:
            continue
        confidence = model.confidence(table, own.probabilities, blocks)
        if confidence > surest:
            borrowed = max(own.confidence, min(MAX_BORROWED_CONFIDENCE, confidence))
            best, owner, surest = Selection(blocks, own.probabilities, borrowed), name, confidence
    return best, owner


@lru_cache(maxsize=4096)
def _label(kind: Category, kept: bool, by: str, hundredths: int) -> Label:
    """Return a block's label: of many blocks the same, and to make one takes longer than to find it."""
    if kind is _CAPTION:
        return Label(_CAPTION, "tag:figcaption")
    return Label(kind if kept else _OTHER, f"{by}:{hundredths / 100:.2f}")


_ORNAMENT = Label(Category.OTHER, "markup:ornament")
_CAPTION, _OTHER = Category.CAPTION, Category.OTHER
"""Looked up on every block: a member of an enumeration takes its time."""
