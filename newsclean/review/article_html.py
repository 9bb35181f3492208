"""The article of a review as it reads: newsclean's own HTML, in which each text knows its block and nothing loads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import nh3

from newsclean.article import Article, BodyBlock
from newsclean.marks import Embed, Frame, Image
from newsclean.render.html import ATTRIBUTES, TAGS, HtmlWriter
from newsclean.render.tree.outline import Node, outline
from newsclean.render.tree.xml import element, escape_text

PLACE = "data-block"
"""The attribute with the place of a block among those of the page."""
_TAGS = set(TAGS) - {"img", "article"}
_ATTRIBUTES = {tag: set(names) for tag, names in ATTRIBUTES.items() if tag in _TAGS} | {"*": {"lang", "dir", PLACE}}


def article_html(article: Article, places: Mapping[int, int]) -> str:
    """Return the body as sanitised HTML without ids, images and anything else that a browser would load."""
    made = _ReviewWriter(True, places).parts(outline(article).children)
    return nh3.clean(made, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes={"http", "https"})


@dataclass(slots=True)
class _ReviewWriter(HtmlWriter):
    """Writes HTML whose texts have the places of their blocks, by index in the page."""

    places: Mapping[int, int]

    def leaf(self, item: BodyBlock | Image | Embed) -> str:
        """Return a block, image or embed; headings go below that of the review."""
        if isinstance(item, BodyBlock) and item.level is not None:
            item = item._replace(level=min(6, max(3, item.level + 1)))
        return HtmlWriter.leaf(self, item)

    def inline(self, block: BodyBlock) -> str:
        """Return the text of a block with its marks, inside an element that names its place."""
        return element("span", HtmlWriter.inline(self, block), {PLACE: self.places[block.block]})

    def code(self, node: Node, frame: Frame) -> str:
        """Return code inside an element that names the place of its first block."""
        first = next(node.blocks(), None)
        return element("div", HtmlWriter.code(self, node, frame), {PLACE: first and self.places[first.block]})

    def image(self, image: Image) -> str:
        """Return the words of an image in its place: a review loads nothing."""
        return element("p", escape_text(f"Image: {image.alt or 'without a description'}"))
