"""Escapes for Markdown: a text without a character that CommonMark or GitHub would read as markup."""

from __future__ import annotations

import unicodedata

from newsclean.text.patterns import compile_later

_SPECIAL_RE = compile_later(r"([\\`*\[\]<>]|(?<![^\W_])_|_(?![^\W_])|~(?=~)|(?<=~)~|&(?=#?\w+;))")
_ANY_SPECIAL_RE = compile_later(r"[\\`*\[\]<>_~&]")
_LEADING_RE = compile_later(r"^(\d*)(#{1,6}(?= |$)|[-+](?= |$)|=+$|-+$|(?<=\d)[.)](?= |$)|\||[:-](?=[-:| ]*$))")
_HEADING_END_RE = compile_later(r"#(?=#*$)")
_ENTITY_RE = compile_later(r"&(?=#?\w+;)")


def escape(text: str) -> str:
    """Return a text that shows all its characters inside a line of Markdown."""
    # most texts have none of these, and a set of characters is faster to search
    return _SPECIAL_RE.sub(r"\\\1", text) if _ANY_SPECIAL_RE.search(text) else text


def escape_line_start(line: str) -> str:
    """Return a line that begins no heading, list, rule or table."""
    return line if line[:1].isalpha() else _LEADING_RE.sub(r"\1\\\2", line)


def escape_heading_end(line: str) -> str:
    """Return the text of a heading whose last characters are not read as its closing marks."""
    return _HEADING_END_RE.sub(r"\\#", line)


def destination(address: str) -> str:
    """Return an address as the target of a link. `structure.addresses` has encoded its spaces, quotes and brackets."""
    escaped = address.replace("\\", "%5C").replace("<", "%3C").replace(">", "%3E").replace("|", "%7C")
    escaped = "%20".join(escaped.split())
    return _ENTITY_RE.sub("&amp;", escaped.replace("(", r"\(").replace(")", r"\)"))


def title_of(text: str) -> str:
    """Return the title of a link or an image with its quotation marks and a space before it, "" for no title."""
    if not text:
        return ""
    return ' "' + _ENTITY_RE.sub("&amp;", " ".join(text.split()).replace("\\", "\\\\").replace('"', '\\"')) + '"'


def entity(character: str) -> str:
    """Return a character as an entity, which Markdown takes for punctuation beside it."""
    return f"&#{ord(character)};"


def is_space(character: str) -> bool:
    """Return whether Markdown takes a character, or the end of a line (""), for white space."""
    return not character or character.isspace()


def is_punctuation(character: str) -> bool:
    """Return whether Markdown takes a character for punctuation."""
    return bool(character) and unicodedata.category(character)[0] in "PS"
