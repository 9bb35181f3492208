"""Plain text: the headline, a blank line, the body."""

from newsclean.article import Article


def to_text(article: Article, *, headline: bool = True) -> str:
    """Return headline and body as plain text with a line end at the end; "" if there is neither.

    Cleaning this text again gives the same text.
    """
    parts = [article.headline if headline else None, article.body]
    text = "\n\n".join(part for part in parts if part)
    return text + "\n" if text else ""
