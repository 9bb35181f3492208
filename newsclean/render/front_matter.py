"""Front matter: an article's fields as YAML above its Markdown.

Its values are JSON, which is YAML too: a YAML reader mistakes no title with a colon for a mapping, no text for a date.
"""

from __future__ import annotations

from collections.abc import Sequence

from newsclean.article import Article
from newsclean.render.json import dump, to_dict

FRONT_MATTER_FIELDS = (
    "url publication headline standfirst authors published modified publisher section tags language direction image "
    "captions corrections agencies dateline first_published translation copyright access fields word_count"
).split()
"""The fields that front matter has by default, if the article has a value for them."""


def front_matter(article: Article, fields: Sequence[str] = ()) -> str:
    """Return an article's front matter with a line end. A field that the caller names is there even if unknown."""
    values = to_dict(article, fields=fields or FRONT_MATTER_FIELDS)
    lines = (f"{name}: {dump(value)}\n" for name, value in values.items() if fields or value not in (None, [], {}))
    return f"---\n{''.join(lines)}---\n"
