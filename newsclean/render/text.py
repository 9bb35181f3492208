"""Plain text: the headline, a blank line, the body."""

from newsclean.article import Article
from newsclean.render.output_format import OutputFormat
from newsclean.text.normalise import split_bullet


def to_text(article: Article, *, headline: bool = True) -> str:
    """Return headline and body as plain text with a final line end, or "" for an empty article.

    Cleaning this text again gives the same text.
    """
    if article.is_empty:
        return ""
    # a reader would take a headline that begins with a dash for a list item
    title = split_bullet(article.headline)[0] if headline and article.headline else None
    parts = [title, article.body]
    return "\n\n".join(part for part in parts if part) + "\n"


TEXT = OutputFormat(
    "text",
    ".txt",
    lambda article, options: to_text(article, headline=options.headline),
    separator="\f\n",
    page_ending=".txt",
)
