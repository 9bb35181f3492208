"""Labels newsclean's own HTML: its `<article>` says that it is clean, so every block of it stays."""

from __future__ import annotations

from newsclean.blocks import Block, Category, Label, Page

MARK = "data-newsclean"
"""The attribute of the `<article>` that newsclean writes. A page that claims it keeps all its text: it fools only those
who read that page."""
_MARK_BYTES = MARK.encode()
EMBED_CLASS = "embed"  # of a paragraph that links to embedded content and is no text of the body
_KEPT_REASON, _FIELD_REASON = "newsclean:kept", "newsclean:field"


def label_own(page: Page) -> Page:
    """Return a page with labels on the blocks of the article that newsclean wrote; any other page as it is."""
    if _MARK_BYTES not in page.markup:
        return page
    undecided = (index for index, label in enumerate(page.labels) if label is None)
    return page.with_labels({index: label for index in undecided if (label := _label(page.blocks[index]))})


def _label(block: Block) -> Label | None:
    around = list(block.container.lineage()) if block.container else []
    article = next((each for each in around if each.tag == "article" and MARK in each.attributes), None)
    if article is None:
        return None
    if around[0].tag == "figcaption":  # a caption in the body has a paragraph inside
        return Label(Category.CAPTION, _FIELD_REASON)
    if around[0].tag == "h1" and around[0].attributes.get("class") == "headline":
        return Label(Category.HEADLINE, _FIELD_REASON)
    if around[0].attributes.get("class") == EMBED_CLASS:
        return Label(Category.MEDIA_PLAYER, _FIELD_REASON)
    return Label(block.tag_category, _KEPT_REASON)
