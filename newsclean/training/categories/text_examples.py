"""Examples of categories in text: dumps of the labelled pages in all styles, with the labels on their lines."""

from __future__ import annotations

from collections.abc import Iterable
from random import Random

from newsclean.blocks import Page
from newsclean.classify.categories.view import View, text_view
from newsclean.classify.model import shipped_model
from newsclean.classify.text.feature_set import TEXT
from newsclean.classify.text.features import text_table
from newsclean.classify.text.line_features import line_ends, line_table
from newsclean.errors import PageError
from newsclean.lexicon.language import detect_page_language
from newsclean.options import Options
from newsclean.readers import read
from newsclean.sources import Source
from newsclean.training.categories.examples import CategoryExample, labels_and_weights
from newsclean.training.dumps import STYLES
from newsclean.training.gold.alignment import aligned_labels
from newsclean.training.gold.pages import GoldPage, fold_of

WHOLE, CONTAINERS = ("insc", "resi", "md"), ("cont", "wrap", "dense", "cont-md")
"""Styles of the second dump of the whole page, and of the dump of the article's container; BeautifulSoup's is always
the first."""
BOX = 40  # lines in which repeated categories weigh less, as blocks of HTML do in their box (a guess)


def read_text_examples(golds: Iterable[GoldPage], folds: int) -> list[CategoryExample]:
    """Return the examples of three dumps of each gold page that is labelled whole.

    Partly labelled pages raised donation from .30/.47 to .51/.64 and cost .006 of the named kinds of fundus_gold.
    """
    found: list[CategoryExample] = []
    for gold in golds:
        if not gold.blocks or gold.partial:
            continue
        random = Random(f"categories/{gold.dataset}/{gold.id}")  # noqa: S311 - reproducible, not secret
        styles = ["bs", random.choice(WHOLE)] + ([random.choice(CONTAINERS)] if gold.body else [])
        examples = (_example(gold, style, folds) for style in styles)
        found += [example for example in examples if example is not None]
    return found


def text_page(gold: GoldPage, style: str) -> Page | None:
    """Return a dump of a gold page as a page of text, None if it has no text."""
    text = STYLES[style](gold)
    try:
        page = read(Source(gold.id, text.encode("utf-8", "surrogatepass")), Options(input="text"))
    except PageError:
        # some gold pages contain the bytes of an image
        return None
    return page if page.blocks else None


def view_of(page: Page) -> View:
    """Return the view of a page of text."""
    texts = [block.text for block in page.blocks]
    words = shipped_model(TEXT).known_words
    table = text_table(line_table(page.blocks, line_ends(page), detect_page_language(texts), words))
    return text_view(texts, table)


def _example(gold: GoldPage, style: str, folds: int) -> CategoryExample | None:
    page = text_page(gold, style)
    if page is None:
        return None
    names = aligned_labels(gold.blocks, [block.text for block in page.blocks])
    labels, weights = labels_and_weights(gold, names, [index // BOX for index in range(len(names))])
    language = detect_page_language(block.text for block in page.blocks) or ""
    fold, view = fold_of(gold.site, folds), view_of(page)
    return CategoryExample(gold.dataset, gold.site, language, view, labels, weights, fold, not gold.partial)
