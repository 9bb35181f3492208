"""HTML: the article in semantic, minimal markup.

newsclean makes every tag itself and escapes every text. nh3 then sanitises the result against the same list of tags,
so that a fault here lets nothing through.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from newsclean.article import Article, BodyBlock
from newsclean.blocks import Category
from newsclean.classify.html.own import EMBED_CLASS, MARK
from newsclean.marks import Embed, Frame, Image, Mark
from newsclean.render.formats import Layout, OutputFormat
from newsclean.render.tree.code import code_of
from newsclean.render.tree.outline import Item, Node, Span, outline, spans_of
from newsclean.render.tree.xml import element, escape_text, lines, rows_of

TAGS = frozenset(
    (
        "article h1 h2 h3 h4 h5 h6 p ul ol li dl dt dd blockquote aside pre code table caption tbody tr th td figure "
        "figcaption img a strong em del ins sub sup q br span math mtext div"
    ).split()
)
"""The tags of the output."""
ATTRIBUTES: Mapping[str, set[str]] = MappingProxyType(
    {
        "*": {"id", "lang", "dir"},
        "a": {"href", "title"},
        "img": {"src", "alt", "width", "height"},
        "ol": {"start"},
        "li": {"value"},
        "th": {"rowspan", "colspan"},
        "td": {"rowspan", "colspan"},
        "article": {MARK},
        "code": {"class"},
        "h1": {"class"},
        "p": {"class"},
        "aside": {"class"},
        "div": {"class"},
        "math": {"alttext", "display"},
    }
)
"""The attributes of the output, by tag; "*" is any tag."""
SCHEMES = frozenset(("http", "https", "mailto", "tel", "ftp"))
_TAG_OF_MARK: Mapping[str, str] = MappingProxyType(
    {
        "strong": "strong",
        "emphasis": "em",
        "code": "code",
        "deleted": "del",
        "inserted": "ins",
        "sub": "sub",
        "sup": "sup",
        "quotation": "q",
    }
)
_TAG_OF_FRAME: Mapping[str, str] = MappingProxyType(
    {
        "definitions": "dl",
        "term": "dt",
        "definition": "dd",
        "quote": "blockquote",
        "figure": "figure",
        "caption": "figcaption",
        "table-caption": "caption",
    }
)


def to_html(article: Article, *, headline: bool = True, layout: Layout | None = None) -> str:
    """Return headline and body as HTML with a final line end, or "" for an empty article.

    The result is an `<article>`, or with `layout.is_standalone` a whole document with the metadata in its head.
    """
    if article.is_empty:
        return ""
    # start-up: only this format needs it
    import nh3

    layout = layout or Layout()
    title = (
        [element("h1", escape_text(article.headline), {"class": "headline"})] if headline and article.headline else []
    )
    writer = HtmlWriter(layout.links)
    parts = [*title, writer.parts(outline(article, images=layout.images).children)]
    made = element("article", f"\n{lines(parts)}\n", {MARK: article.schema})
    attributes = {tag: set(names) for tag, names in ATTRIBUTES.items()}
    clean = nh3.clean(made, tags=set(TAGS), attributes=attributes, url_schemes=set(SCHEMES), link_rel=None)
    return (_document(article, clean) if layout.is_standalone else clean) + "\n"


@dataclass(slots=True)
class HtmlWriter:
    """Writes the blocks of one article."""

    has_links: bool

    def parts(self, children: Sequence[Item]) -> str:
        """Return the children of a node, a line each."""
        return lines(self.node(child) if isinstance(child, Node) else self.leaf(child) for child in children)

    def leaf(self, item: BodyBlock | Image | Embed) -> str:
        """Return a block, an image or an embed."""
        if isinstance(item, Image):
            image = self.image(item)
            captions = [text for text in (item.caption, item.credit) if text]
            shown = element("figcaption", escape_text(" ".join(captions))) if captions else ""
            return element("figure", image + shown)
        if isinstance(item, Embed):
            text = f"{item.provider}: {item.text}" if item.text else item.provider
            link = element("a", escape_text(text), {"href": item.url})
            return element("p", link, {"class": EMBED_CLASS}) if self.has_links else ""
        level = item.level or (2 if item.category is Category.SUBHEADING else None)
        return element(f"h{level}" if level else "p", self.inline(item))

    def image(self, image: Image) -> str:
        """Return an image without its caption."""
        names = {"src": image.url, "alt": image.alt, "width": image.width, "height": image.height}
        return element("img", "", names).removesuffix("</img>")

    def node(self, node: Node) -> str:
        """Return a frame with all that is inside it."""
        frame = node.frame
        if frame is None:
            return self.parts(node.children)
        match node.kind:
            case "ordered-list":
                first = frame.number if frame.number != 1 else None
                return element("ol", f"\n{self._items(node)}\n", {"start": first})
            case "list":
                return element("ul", f"\n{self._items(node)}\n")
            case "item" | "cell":
                return element("li", self._content(node), {"value": frame.number})
            case "code":
                return self.code(node, frame)
            case "table":
                return self._table(node)
            case "callout":
                return element("aside", f"\n{self.parts(node.children)}\n", {"class": "callout"})
            case "note":
                return element("div", self._note(node), {"id": f"fn-{frame.label}", "class": "footnote"})
            case "figure" if any(isinstance(child, Image) for child in node.children):
                return self._figure(node)
            case kind:
                return self._simple(node, kind)

    def code(self, node: Node, frame: Frame) -> str:
        """Return code with its line ends."""
        code = code_of(node)
        language = f"language-{frame.label}" if frame.label else None
        # a parser drops a line end right behind the tag
        return element("pre", element("code", escape_text(code), {"class": language})) if code else ""

    def _simple(self, node: Node, kind: str) -> str:
        """Return a node whose tag has no attributes."""
        if kind in ("term", "definition", "table-caption"):
            return element(_TAG_OF_FRAME[kind], self._content(node))
        inner = self.parts(node.children)
        return element(_TAG_OF_FRAME[kind], f"\n{inner}\n") if kind in _TAG_OF_FRAME else inner

    def _figure(self, node: Node) -> str:
        """Return a figure; captions that are no blocks of the body come behind the images."""
        inner: list[str] = []
        captions: list[str] = []
        for child in node.children:
            if isinstance(child, Image):
                inner.append(self.image(child))
                captions += filter(None, (child.caption, child.credit))
            else:
                inner.append(self.node(child) if isinstance(child, Node) else self.leaf(child))
        has_caption = any(isinstance(child, Node) and child.kind == "caption" for child in node.children)
        if captions and not has_caption:
            inner.append(element("figcaption", escape_text(" ".join(dict.fromkeys(captions)))))
        return element("figure", lines(inner))

    def _content(self, node: Node) -> str:
        """Return the content of an item or a cell. Only an item whose label is list begins without a paragraph."""
        if not node.children:
            return ""
        first, *others = node.children
        if not isinstance(first, BodyBlock) or first.level is not None:
            return f"\n{self.parts(node.children)}\n"
        if (node.kind == "item" and first.category is not Category.LIST) or (node.kind != "item" and others):
            return f"\n{self.parts(node.children)}\n"
        return f"{self.inline(first)}\n{self.parts(others)}\n" if others else self.inline(first)

    def _items(self, node: Node) -> str:
        """Return the items of a list; what is beside them, as an image, gets an item of its own."""
        return lines(
            self.node(child)
            if isinstance(child, Node) and child.kind == "item"
            else element("li", f"\n{self.parts([child])}\n")
            for child in node.children
        )

    def _note(self, node: Node) -> str:
        """Return the content of a footnote; a block whose label is list stays an item."""
        items = (
            element("ul", element("li", self.inline(child)))
            if isinstance(child, BodyBlock) and child.category is Category.LIST
            else self.parts([child])
            for child in node.children
        )
        return f"\n{lines(items)}\n"

    def _table(self, node: Node) -> str:
        others, rows = rows_of(node)
        body = lines(element("tr", "".join(self._cell(frame, cell) for frame, cell in row)) for row in rows)
        captions = [child for child in others if isinstance(child, Node) and child.kind == "table-caption"]
        before = self.parts([child for child in others if child not in captions])
        inner = lines([self.parts(captions), element("tbody", f"\n{body}\n")])
        return lines([before, element("table", f"\n{inner}\n")])

    def _cell(self, frame: Frame, cell: Node) -> str:
        spans = {"rowspan": frame.rows, "colspan": frame.columns}
        stated = {name: number for name, number in spans.items() if number is not None and number > 1}
        return element("th" if frame.is_header else "td", self._content(cell), stated)

    def inline(self, block: BodyBlock) -> str:
        """Return the text of a block with its marks."""
        return self._span(spans_of(block.text, block.marks)) if block.marks else escape_text(block.text)

    def _span(self, span: Span) -> str:
        if span.kind == "break":
            return "<br>"
        content = "".join(escape_text(each) if isinstance(each, str) else self._span(each) for each in span.children)
        mark = span.mark
        if mark is None:
            return content
        if (tag := _TAG_OF_MARK.get(mark.kind)) is not None:
            return element(tag, content)
        return self._other(mark, content)

    def _other(self, mark: Mark, content: str) -> str:
        match mark.kind:
            case "link" if self.has_links:
                return element("a", content, {"href": mark.value, "title": mark.title})
            case "note":
                return element("sup", element("a", content, {"href": f"#fn-{mark.value}"}))
            case "backlink":
                return content
            case "language":
                return element("span", content, {"lang": mark.value})
            case "direction":
                return element("span", content, {"dir": mark.value})
            case "math":
                display = "block" if mark.title == "block" else None
                formula = element("mtext", escape_text(mark.value))
                return element("math", formula, {"alttext": mark.value, "display": display}) + content
            case _:
                return content


def _document(article: Article, body: str) -> str:
    metas = {
        "author": article.authors,
        "description": (article.summary,),
        "keywords": (", ".join(article.tags),),
        "article:published_time": (article.published,),
        "article:modified_time": (article.modified,),
        "article:section": (article.section,),
        "og:site_name": (article.publisher,),
    }
    named = [
        element("meta", "", {"property" if ":" in name else "name": name, "content": value}).removesuffix("</meta>")
        for name, values in metas.items()
        for value in values
        if value
    ]
    address = element("link", "", {"rel": "canonical", "href": article.url}).removesuffix("</link>")
    title = element("title", escape_text(article.headline or ""))
    head = lines(['<meta charset="utf-8">', title, *named, address if article.url else ""])
    page = element("html", f"\n<head>\n{head}\n</head>\n<body>\n{body}\n</body>\n", {"lang": article.language})
    return f"<!DOCTYPE html>\n{page}"


HTML = OutputFormat(
    "html",
    ".html",
    lambda article, options: to_html(article, headline=options.headline, layout=options.layout),
    page_ending=".html",
    has_links=True,
    has_documents=True,
    needs_structure=True,
)
