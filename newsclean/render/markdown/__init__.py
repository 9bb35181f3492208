"""Markdown: CommonMark with GitHub's tables, footnotes and strikethrough. It renders to the article's text alone."""

from __future__ import annotations

from newsclean.article import Article
from newsclean.render.formats import Layout, OutputFormat, RenderOptions
from newsclean.render.frontmatter import front_matter
from newsclean.render.markdown.escape import escape, escape_heading_end, escape_line_start
from newsclean.render.markdown.inline import LinkStyle
from newsclean.render.markdown.writer import MarkdownWriter
from newsclean.render.tree.outline import outline
from newsclean.text.normalise import split_bullet

__all__ = ["MARKDOWN", "to_markdown"]


def to_markdown(article: Article, *, headline: bool = True, layout: Layout | None = None) -> str:
    """Return headline and body as Markdown with a final line end, or "" for an empty article.

    `layout` says how links and images are written. Links, emphasis, tables and all else but text are there only if the
    article was cleaned with `Options.structure`.
    """
    if article.is_empty:
        return ""
    layout = layout or Layout()
    links = LinkStyle(layout.links, layout.link_style == "inline")
    writer = MarkdownWriter(links, article.language or "")
    # as in plain text, where a reader would take a headline that begins with a dash for a list item
    title = split_bullet(article.headline)[0] if headline and article.headline else None
    parts = [f"# {escape_heading_end(escape_line_start(escape(title)))}"] if title else []
    parts += writer.chunks(outline(article, images=layout.images).children)
    if links.definitions:
        parts.append(links.definition_lines())
    return "\n\n".join(parts) + "\n"


def _render(article: Article, options: RenderOptions) -> str:
    text = to_markdown(article, headline=options.headline, layout=options.layout)
    style = options.layout.front_matter_style or "newsclean"
    return f"{front_matter(article, options.fields, style)}\n{text}" if text and options.front_matter else text


MARKDOWN = OutputFormat(
    "markdown",
    ".md",
    _render,
    page_ending=".md",
    has_front_matter=True,
    has_links=True,
    needs_structure=True,
)
