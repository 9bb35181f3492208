"""Front matter: an article's fields as YAML above its Markdown.

Its values are JSON, which is YAML too: a YAML reader mistakes no title with a colon for a mapping, no text for a date.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from newsclean.article import Article
from newsclean.render.formats import FrontMatterStyle
from newsclean.render.json import dump, to_dict

FRONT_MATTER_FIELDS = (
    "url publication headline standfirst description authors published modified publisher section tags "
    "language direction image captions corrections agencies dateline first_published "
    "translation copyright access fields word_count"
).split()
"""The fields that front matter has by default, if the article has a value for them."""

STYLES: Mapping[FrontMatterStyle, Mapping[str, str]] = MappingProxyType(
    {
        "newsclean": {},
        "obsidian": {
            "title": "headline",
            "source": "url",
            "author": "authors",
            "published": "published",
            "description": "summary",
            "site": "publisher",
            "language": "language",
            "tags": "tags",
        },
        "jekyll": {
            "title": "headline",
            "date": "published",
            "last_modified_at": "modified",
            "author": "authors",
            "excerpt": "summary",
            "categories": "section",
            "tags": "tags",
            "lang": "language",
            "canonical_url": "url",
        },
        "hugo": {
            "title": "headline",
            "date": "published",
            "lastmod": "modified",
            "authors": "authors",
            "description": "summary",
            "categories": "section",
            "tags": "tags",
            "canonicalURL": "url",
        },
        "pandoc": {
            "title": "headline",
            "author": "authors",
            "date": "published",
            "abstract": "summary",
            "keywords": "tags",
            "lang": "language",
            "publisher": "publisher",
            "source": "url",
        },
    }
)
"""The keys of front matter that other programs read, with the field of each; newsclean's own are the fields' names."""
_LISTS = ("categories",)  # keys whose value is a list even if the field is one text


def front_matter(article: Article, fields: Sequence[str] = (), style: FrontMatterStyle = "newsclean") -> str:
    """Return an article's front matter with a line end, with the keys of a style.

    A field that the caller names is there even if unknown, if the style has a key for it.
    """
    keys = STYLES[style] or {name: name for name in fields or FRONT_MATTER_FIELDS}
    values = to_dict(article, fields=tuple(dict.fromkeys(keys.values())))
    lines: list[str] = []
    for key, name in keys.items():
        value = [values[name]] if key in _LISTS and values[name] else values[name]
        if name in fields or (not fields and value not in (None, [], {})):
            lines.append(f"{key}: {dump(value)}\n")
    return f"---\n{''.join(lines)}---\n"
