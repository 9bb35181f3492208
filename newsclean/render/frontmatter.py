"""YAML front matter: the facts about an article above its Markdown, between two lines of dashes.

Values are written as JSON, which is YAML too: so no title with a colon and no date is read as something else.
"""

from __future__ import annotations

from collections.abc import Sequence

from newsclean.article import Article
from newsclean.render.json import dump, to_dict

FRONT_MATTER_FIELDS = (
    "url publication headline standfirst authors published modified publisher section tags language image captions "
    "corrections agencies dateline first_published translation copyright access fields word_count"
).split()
"""The fields where none are asked for; of these only those that are known are written."""


def front_matter(article: Article, fields: Sequence[str] = ()) -> str:
    """Return the front matter of an article, with a line end; a field that was asked for is there even if unknown."""
    values = to_dict(article, fields=fields or FRONT_MATTER_FIELDS)
    lines = (f"{name}: {dump(value)}\n" for name, value in values.items() if fields or value not in (None, [], {}))
    return f"---\n{''.join(lines)}---\n"
