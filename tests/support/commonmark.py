"""The text that a CommonMark parser shows for Markdown."""

from __future__ import annotations

from markdown_it import MarkdownIt
from markdown_it.token import Token

PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
_TEXTS = ("text", "code_inline", "text_special")


def shown_text(markdown: str) -> str:
    """Return all characters that the Markdown shows, without white space. HTML blocks show their source."""
    pieces = []
    for token in PARSER.parse(markdown):
        if token.type == "inline":
            pieces.append(inline_text(token))
        elif token.type in ("fence", "code_block", "html_block"):
            pieces.append(token.content)
    return squeezed("".join(pieces))


def inline_text(token: Token) -> str:
    """Return the text of an inline token."""
    children = token.children or ()
    return "".join(child.content if child.type in _TEXTS else " " * ("break" in child.type) for child in children)


def squeezed(text: str) -> str:
    """Return a text without white space."""
    return "".join(text.split())
