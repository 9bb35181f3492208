"""TEI: the article as TEI-XML, in the form that trafilatura's corpora have.

Headings are `<ab type="header">`, because TEI has no heading in the middle of a division; emphasis is `<hi rend="#b">`
and the like. Tables are the only elements that trafilatura's own customisation of TEI does not have.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from newsclean.article import Article, BodyBlock
from newsclean.blocks import Category
from newsclean.marks import Embed, Frame, Image, Mark
from newsclean.render.formats import Layout, OutputFormat
from newsclean.render.tei.header import header_of
from newsclean.render.tree.code import code_of
from newsclean.render.tree.outline import Item, Node, Span, outline, spans_of
from newsclean.render.tree.xml import element, escape_text, lines, only_block, rows_of

NAMESPACE = "http://www.tei-c.org/ns/1.0"
_REND_OF_MARK: Mapping[str, str] = MappingProxyType(
    {"strong": "#b", "emphasis": "#i", "code": "#t", "sub": "#sub", "sup": "#sup"}
)
_TAG_OF_MARK: Mapping[str, str] = MappingProxyType({"deleted": "del", "inserted": "add", "quotation": "q"})


def to_tei(article: Article, *, headline: bool = True, layout: Layout | None = None) -> str:
    """Return an article as a TEI document with a final line end, or "" for an empty article.

    The headline is always in the header; `headline` puts it above the body too.
    """
    if article.is_empty:
        return ""
    layout = layout or Layout()
    writer = _TeiWriter(layout.links)
    title = [element("head", escape_text(article.headline))] if headline and article.headline else []
    parts = lines([*title, writer.parts(outline(article, images=layout.images).children)])
    text = element("text", element("body", element("div", f"\n{parts}\n", {"type": "entry"})))
    names = {"xmlns": NAMESPACE, "xml:lang": article.language}
    root = element("TEI", f"\n{header_of(article)}\n{text}\n", names)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{root}\n'


class _TeiWriter:
    """Writes the blocks of one article."""

    def __init__(self, has_links: bool) -> None:
        self._has_links = has_links

    def parts(self, children: Sequence[Item]) -> str:
        """Return the markup of some children of a node, a line each."""
        return lines(self._node(child) if isinstance(child, Node) else self._leaf(child) for child in children)

    def _leaf(self, item: BodyBlock | Image | Embed) -> str:
        if isinstance(item, Image):
            return self._image(item)
        if isinstance(item, Embed):
            text = f"{item.provider}: {item.text}" if item.text else item.provider
            link = element("ref", escape_text(text), {"target": item.url, "type": item.kind})
            return element("p", link) if self._has_links else ""
        level = item.level or (2 if item.category is Category.SUBHEADING else None)
        if level is not None:
            return element("ab", self._inline(item), {"type": "header", "rend": f"h{level}"})
        return element("p", self._inline(item))

    def _image(self, image: Image) -> str:
        size = {"width": image.width and f"{image.width}px", "height": image.height and f"{image.height}px"}
        texts = {"alt": image.alt, "caption": image.caption, "credit": image.credit}
        notes = [element("desc", escape_text(text), {"type": kind}) for kind, text in texts.items() if text]
        return element("p", element("graphic", "".join(notes), {"url": image.url, **size}))

    def _node(self, node: Node) -> str:
        frame = node.frame
        if frame is None:
            return self.parts(node.children)
        match node.kind:
            case "list" | "ordered-list":
                items = lines(map(self._item, node.children))
                return element("list", f"\n{items}\n", {"rend": "ul" if node.kind == "list" else "ol"})
            case "definitions":
                return element("list", f"\n{lines(map(self._item, node.children))}\n", {"rend": "dl"})
            case "quote":
                return element("quote", f"\n{self.parts(node.children)}\n")
            case "callout":
                return element("quote", f"\n{self.parts(node.children)}\n", {"type": "callout"})
            case "code":
                code = code_of(node)
                names = {"type": "code", "subtype": frame.label, "xml:space": "preserve"}
                return element("ab", escape_text(code), names) if code else ""
            case "verse":
                return lines(self._verse(child) for child in node.children)
            case "table":
                return self._table(node, frame)
            case "note":
                names = {"xml:id": f"fn-{frame.label}", "n": frame.label, "place": "bottom"}
                return element("note", self._content(node), names)
            case _:
                return self.parts(node.children)

    def _verse(self, item: Item) -> str:
        if not isinstance(item, BodyBlock):
            return self.parts([item])
        verses = self._inline(item).split("<lb></lb>")
        return element("lg", "".join(element("l", verse) for verse in verses))

    def _item(self, child: Item) -> str:
        """Return an item of a list; a term is marked as one."""
        if not isinstance(child, Node):
            return element("item", self._leaf(child))
        number = child.frame.number if child.frame else None
        content = self._content(child)
        if child.kind == "term":
            content = element("term", content) if only_block(child) is not None else content
        return element("item", content, {"n": number})

    def _content(self, node: Node) -> str:
        """Return the content of an item or a cell: text alone if it has one paragraph."""
        block = only_block(node)
        if block is not None and block.level is None:
            return self._inline(block)
        return self.parts(node.children)

    def _table(self, node: Node, frame: Frame) -> str:
        others, rows = rows_of(node)
        heads = [child for child in others if isinstance(child, Node) and child.kind == "table-caption"]
        before = self.parts([child for child in others if child not in heads])
        head = [element("head", self._inline(block)) for child in heads for block in child.blocks()]
        body = [element("row", "".join(self._cell(place, cell) for place, cell in row)) for row in rows]
        if not body:
            return lines([before, *[element("p", self._inline(block)) for each in heads for block in each.blocks()]])
        size = {"rows": len(rows), "cols": frame.columns}
        return lines([before, element("table", f"\n{lines([*head, *body])}\n", size)])

    def _cell(self, frame: Frame, cell: Node) -> str:
        spans = (("rows", frame.rows), ("cols", frame.columns))
        names: dict[str, str | int | None] = {name: size for name, size in spans if size is not None and size > 1}
        return element("cell", self._content(cell), {"role": "label" if frame.is_header else None, **names})

    def _inline(self, block: BodyBlock) -> str:
        return self._span(spans_of(block.text, block.marks)) if block.marks else escape_text(block.text)

    def _span(self, span: Span) -> str:
        content = "".join(escape_text(each) if isinstance(each, str) else self._span(each) for each in span.children)
        mark = span.mark
        if mark is None:
            return content
        if (rend := _REND_OF_MARK.get(mark.kind)) is not None:
            return element("hi", content, {"rend": rend})
        if (tag := _TAG_OF_MARK.get(mark.kind)) is not None:
            return element(tag, content)
        return self._other(mark, content)

    def _other(self, mark: Mark, content: str) -> str:
        match mark.kind:
            case "break":
                return element("lb")
            case "link" if self._has_links:
                return element("ref", content, {"target": mark.value})
            case "note":
                return element("ref", content, {"target": f"#fn-{mark.value}", "type": "note"})
            case "language":
                return element("foreign", content, {"xml:lang": mark.value})
            case "direction":
                return element("seg", content, {"rend": mark.value})
            case "math":
                return element("seg", escape_text(mark.value), {"type": "math", "subtype": "TeX"})
            case _:
                return content


TEI = OutputFormat(
    "tei",
    ".xml",
    lambda article, options: to_tei(article, headline=options.headline, layout=options.layout),
    page_ending=".xml",
    has_links=True,
    needs_structure=True,
)
