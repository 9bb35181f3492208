"""Markdown: the headline as a title, and markup for subheadings, lists, quotes and code.

YAML front matter may come above it. Its values are JSON, which is YAML too: a YAML reader mistakes no title with a
colon for a mapping, no text for a date.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from newsclean.article import Article, BodyBlock
from newsclean.blocks import Category
from newsclean.render.json import dump, to_dict
from newsclean.render.output_format import OutputFormat, RenderOptions

FRONT_MATTER_FIELDS = (
    "url publication headline standfirst authors published modified publisher section tags language image captions "
    "corrections agencies dateline first_published translation copyright access fields word_count"
).split()
"""The fields that front matter has by default, if the article has a value for them."""
_SPECIAL_RE = re.compile(r"([\\`*_\[\]<>]|~(?=~)|(?<=~)~|&(?=#?\w+;))")
_LEADING_RE = re.compile(r"^(\d*)(#{1,6}(?= |$)|[-+](?= |$)|=+$|-+$|(?<=\d)[.)](?= |$))")


def to_markdown(article: Article, *, headline: bool = True) -> str:
    """Return headline and body as Markdown with a final line end, or "" for an empty article."""
    if article.is_empty:
        return ""
    parts = [f"# {_escape(article.headline)}"] if headline and article.headline else []
    blocks = [None, *article.blocks]
    for previous, block in pairwise(blocks):
        if block is None:
            continue
        text = _block(block)
        if previous and previous.category is block.category is Category.LIST:
            parts[-1] += "\n" + text
        else:
            parts.append(text)
    return "\n\n".join(parts) + "\n"


def front_matter(article: Article, fields: Sequence[str] = ()) -> str:
    """Return an article's front matter with a line end. A field that the caller names is there even if unknown."""
    values = to_dict(article, fields=fields or FRONT_MATTER_FIELDS)
    lines = (f"{name}: {dump(value)}\n" for name, value in values.items() if fields or value not in (None, [], {}))
    return f"---\n{''.join(lines)}---\n"


def _block(block: BodyBlock) -> str:
    match block.category:
        case Category.CODE:
            return "    " + block.text
        case Category.SUBHEADING:
            return f"## {_escape(block.text)}"
        case Category.LIST:
            return f"- {_escape(block.text)}"
        case Category.QUOTE:
            return f"> {_escape(block.text)}"
        case _:
            return _escape(block.text)


def _escape(text: str) -> str:
    """Escape only those characters that Markdown would read as markup."""
    return _LEADING_RE.sub(r"\1\\\2", _SPECIAL_RE.sub(r"\\\1", text))


def _render(article: Article, options: RenderOptions) -> str:
    text = to_markdown(article, headline=options.headline)
    return f"{front_matter(article, options.fields)}\n{text}" if options.front_matter and text else text


MARKDOWN = OutputFormat("markdown", ".md", _render, page_ending=".md", has_front_matter=True)
