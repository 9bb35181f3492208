"""The text that a CommonMark parser shows for Markdown, and the text that it should show."""

from __future__ import annotations

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

from newsclean import Article
from newsclean.article import BodyBlock
from newsclean.render.tree.quotation import quotation_marks

PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"]).use(footnote_plugin)
_TEXTS = ("text", "code_inline", "text_special")
_UNSHOWN = ("note", "backlink")
"""Marks whose text a footnote's own number and link replace."""


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


def body_of(article: Article) -> str:
    """Return the characters of a body as Markdown shows them: with embeds, math and the marks of quotations.

    Footnotes come last, as the parser puts them, and without the numbers that it makes itself.
    """
    notes = [block for block in article.blocks if any(frame.kind == "note" for frame in block.within)]
    places = {embed.before: embed for embed in article.embeds}
    pieces = []
    for number, block in enumerate([*article.blocks, None]):
        if (embed := places.get(number)) is not None:
            pieces.append(f"{embed.provider}: {embed.text}" if embed.text else embed.provider)
        if block is not None and block not in notes:
            pieces.append(_text(block, article.language))
    return squeezed("".join([*pieces, *(_text(block, article.language) for block in notes)]))


def _text(block: BodyBlock, language: str | None) -> str:
    if any(frame.kind == "code" for frame in block.within):
        return block.text if block.verbatim is None else block.verbatim
    text = block.text
    opening, closing = quotation_marks(language)
    for mark in sorted(block.marks, key=lambda mark: -mark.start):
        inner = text[mark.start : mark.end]
        if mark.kind == "math":
            sign = "$$" if mark.title == "block" else "$"
            inner = sign + mark.value.translate({ord("*"): r"\ast ", ord("<"): r"\lt "}) + sign
        elif mark.kind in _UNSHOWN:
            inner = ""
        elif mark.kind == "quotation":
            inner = opening + inner + closing
        text = text[: mark.start] + inner + text[mark.end :]
    return text


def squeezed(text: str) -> str:
    """Return a text without white space."""
    return "".join(text.split())
