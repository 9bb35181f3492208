"""Plain text: the headline, a blank line, the body."""

from textwrap import fill

from newsclean.article import Article
from newsclean.render.formats import OutputFormat
from newsclean.text.normalise import split_bullet


def to_text(article: Article, *, headline: bool = True, wrap: int = 0) -> str:
    """Return headline and body as plain text with a final line end, or "" for an empty article.

    Cleaning this text again gives the same text. `wrap` folds it to lines of so many characters at spaces.
    """
    if article.is_empty:
        return ""
    # a reader would take a headline that begins with a dash for a list item
    title = split_bullet(article.headline)[0] if headline and article.headline else None
    parts = [title, article.body]
    text = "\n\n".join(part for part in parts if part) + "\n"
    return "\n".join(_folded(line, wrap) for line in text.split("\n")) if wrap else text


def _folded(line: str, width: int) -> str:
    """Return a line as lines of at most `width` characters; a longer word is a line of its own."""
    indent = "  " if line.startswith("- ") else ""
    return fill(line, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)


TEXT = OutputFormat(
    "text",
    ".txt",
    lambda article, options: to_text(article, headline=options.headline, wrap=options.layout.wrap),
    separator="\f\n",
    page_ending=".txt",
    has_lines=True,
)
