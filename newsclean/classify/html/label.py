"""Labels for the blocks of an HTML page: by the model, and by fallback texts where the model is unsure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from newsclean.blocks import Block, Category, Label, Page
from newsclean.classify.categories.label import categorised
from newsclean.classify.categories.view import html_view
from newsclean.classify.html.articles import other_articles, pull_quotes
from newsclean.classify.html.fallback import best_selection, needs_fallback, within_budget
from newsclean.classify.html.feature_set import HTML
from newsclean.classify.html.features import HtmlTable, html_features
from newsclean.classify.html.own import label_own
from newsclean.classify.html.page_columns import TAGS, fold_text
from newsclean.classify.html.presence import Evidence, has_article
from newsclean.classify.html.selection import standfirsts
from newsclean.classify.model import Selection, shipped_model
from newsclean.classify.trees import Array
from newsclean.lexicon.phrases import lexicon
from newsclean.options import SecondOpinion
from newsclean.text.normalise import ORNAMENT_RE

MIN_STANDFIRST_PROBABILITY = 0.25
"""Probability from which an unselected standfirst is labelled as one. The model was trained on golds with and without
standfirsts, so it is never sure of them. A guess; not measured."""
MIN_EXPECTED_PROBABILITY = 0.05
"""Probability from which a block that the publication's rules expect in the body is kept. On 131 pages of 90
publications on unseen sites it gave an F1 of .9806; .15 gave .9803, .3 .9777, the model alone .9753, all kept .9724."""
AMID, MIN_AMID_PROBABILITY, MIN_AMID_PROSE = 3, 0.3, 0.9
"""Blocks up to the next selected one on each side, probability of the article, and probability of a kept category by
the other classifier, from which an unselected block is kept. On pages of unseen sites such blocks have 970 words of
articles and 147 of other texts."""
MIN_REPEATED = 12  # letters of such a block from which it may be a part of another text that repeats (a guess)
MIN_TEASER_LINKS, MIN_TEASER, MAX_TEASER = 0.9, 25, 160
"""Link density and characters of a paragraph in capitals that teases another article. Of those that the model keeps on
1,095 pages of unseen sites, 19 are no part of the article and one is."""
_CAPTION, _OTHER = Category.CAPTION, Category.OTHER  # used on every block, where looking up a member takes time
_ORNAMENT = Label(_OTHER, "markup:ornament")
_TEASER = Label(Category.RELATED, "markup:teaser")


class HtmlView(NamedTuple):
    """The HTML model's view of a page, for the confidence of the final selection."""

    table: HtmlTable
    probabilities: Array
    prose: Array
    highest: float

    def confidence(self, kept: Collection[int]) -> float:
        """Return the confidence that the blocks with these indices are the article."""
        chosen = np.zeros(len(self.probabilities), dtype=bool)
        chosen[[*kept]] = True
        return round(min(self.highest, shipped_model(HTML).confidence(self.table, self.probabilities, chosen)), 3)

    def is_article(self, page: Page, kept: Sequence[int], confidence: float) -> bool:
        """Return whether the kept blocks are an article, given the confidence in them."""
        return has_article(page, Evidence(self.table, self.probabilities, self.prose), kept, confidence)


def label_html(page: Page, second_opinion: SecondOpinion) -> tuple[Page, HtmlView | None]:
    """Return the page with a label on every undecided block and the model's version, and the model's view of it.

    The view is None if rules have decided all blocks.
    """
    page = label_own(page)
    undecided = np.array([label is None for label in page.labels], dtype=bool)
    if not undecided.any():
        return page, None
    model = shipped_model(HTML)
    table = html_features(page.blocks, page.metadata, lexicon().for_language(page.metadata.language))
    selection, owner = model.select(table, undecided), "model"
    if not page.expected_body and needs_fallback(second_opinion, selection.confidence, table):
        page = within_budget(page)
        selection, owner = best_selection(page, undecided, table, selection, model)
    blocks, chosen = page.blocks, selection.blocks.tolist()
    # 100 times a float32 is exact in float64, and halves round to even
    hundredths = np.rint(100 * selection.probabilities.astype(np.float64)).astype(int).tolist()
    labels = {
        index: _label(blocks[index].tag_category, chosen[index], owner, hundredths[index])
        for index in np.flatnonzero(undecided).tolist()
    }
    is_probable = ~selection.blocks & (selection.probabilities >= MIN_EXPECTED_PROBABILITY)
    for index in sorted(page.expected_body & labels.keys()):
        if is_probable[index]:
            labels[index] = _label(blocks[index].tag_category, True, "paragraphs", hundredths[index])
    labels |= _furniture(blocks, labels, undecided, table, selection)
    labels |= pull_quotes(page, undecided & selection.blocks)
    if table.column("page_articles")[0] > 1 or np.count_nonzero(table.column("tag") == TAGS.index("h1")) > 1:
        labels |= other_articles(page, undecided & selection.blocks)
    labelled = replace(page.with_labels(labels), confidence=round(selection.confidence, 3), model=model.version)
    labelled, prose = categorised(labelled, html_view(page, table), undecided, selection.probabilities)
    labelled = labelled.with_labels(dict(_amid(labelled, undecided, selection, prose)))
    highest = 1.0 if owner == "model" else selection.confidence
    return labelled, HtmlView(table, selection.probabilities, prose, highest)


def _amid(page: Page, undecided: Array, selection: Selection, prose: Array) -> Iterator[tuple[int, Label]]:
    """Yield labels for the blocks amid the selected ones that both classifiers together give to the article.

    A copy of a selected text stays out, and a pull quote that repeats a part of one.
    """
    index, chosen = np.arange(len(prose)), selection.blocks
    before = np.maximum.accumulate(np.where(chosen, index, -len(prose)))
    after = np.minimum.accumulate(np.where(chosen, index, 2 * len(prose))[::-1])[::-1]
    is_amid = undecided & ~chosen & (index - before <= AMID) & (after - index <= AMID)
    is_amid &= (selection.probabilities >= MIN_AMID_PROBABILITY) & (prose >= MIN_AMID_PROSE)
    found = np.flatnonzero(is_amid).tolist()
    texts = [fold_text(page.blocks[place].text) for place in np.flatnonzero(chosen).tolist()] if found else []
    for place in found:
        block, label = page.blocks[place], page.labels[place]
        if label is None or label.category is not _OTHER or label.reason.startswith("markup:"):
            continue
        folded = fold_text(block.text)
        if not any(folded == text or (len(folded) >= MIN_REPEATED and folded in text) for text in texts):
            yield place, label._replace(category=block.tag_category)


def _furniture(
    blocks: Sequence[Block], labels: Mapping[int, Label], undecided: Array, table: HtmlTable, selection: Selection
) -> dict[int, Label]:
    """Return the labels of the ornaments, teasers, headlines and standfirsts among the undecided blocks."""
    found: dict[int, Label] = {}
    # an ornament starts with none of a capital, a digit and a quotation mark
    for index in np.flatnonzero(undecided & (table.column("start") == 0)).tolist():
        if ORNAMENT_RE.match(blocks[index].text):
            found[index] = _ORNAMENT
    size, tag = table.column("size"), table.column("tag")
    is_linked = (table.column("link_density") >= MIN_TEASER_LINKS) & (size >= MIN_TEASER) & (size <= MAX_TEASER)
    is_linked &= (tag < TAGS.index("h1")) | ((tag > TAGS.index("h6")) & (tag != TAGS.index("li")))
    for index in np.flatnonzero(undecided & selection.blocks & is_linked).tolist():
        if blocks[index].text.isupper():
            found[index] = _TEASER
    is_headline = table.column("is_headline") > 0
    for index in np.flatnonzero(undecided & is_headline & ~selection.blocks).tolist():
        found[index] = labels[index]._replace(category=Category.HEADLINE)
    is_standfirst = selection.blocks | (selection.probabilities >= MIN_STANDFIRST_PROBABILITY)
    for index in np.flatnonzero(undecided & is_standfirst & standfirsts(table)).tolist():
        found[index] = labels[index]._replace(category=Category.STANDFIRST)
    return found


@lru_cache(maxsize=4096)
def _label(category: Category, kept: bool, owner: str, hundredths: int) -> Label:
    """Return a block's label. Many blocks share one, and a cached label is cheaper than a new one."""
    if category is _CAPTION:
        return Label(_CAPTION, "tag:figcaption")
    return Label(category if kept else _OTHER, f"{owner}:{hundredths / 100:.2f}")
