"""Finds left-over tags in the text of dumps."""

from __future__ import annotations

import re
from collections.abc import Iterator

from newsclean.readers.elements import BLOCK_TAGS, INLINE_TAGS, SKIPPED_TAGS
from newsclean.text.patterns import compile_later

_BREAKING = "|".join(sorted(BLOCK_TAGS | {"br"}))
_WITHIN_LINES = INLINE_TAGS | SKIPPED_TAGS | {"button", "input", "label", "td", "th"}
_OTHERS = "|".join(sorted(_WITHIN_LINES - BLOCK_TAGS - {"br"}))
_REST = r"""(?=[\s/>])(?:[^<>"']|"[^"<]*"|'[^'<]*')*+>"""
_TAG_RE = compile_later(rf"<!--.{{0,500}}?-->|<(?P<end>/?)(?:(?P<breaks>{_BREAKING})|{_OTHERS}){_REST}", re.IGNORECASE)
_AFTER_WORD = frozenset(".,;:)")


def find_tags(text: str) -> Iterator[re.Match[str]]:
    """Yield the tags and comments in a text, without those that a sentence mentions.

    The group "breaks" has the name of a tag that breaks a line, "end" the slash of an end tag.
    """
    present: dict[str, bool] = {}
    for found in _TAG_RE.finditer(text):
        if not _is_mentioned(found, text, present):
            yield found


def paragraph_breaks(text: str) -> Iterator[int]:
    """Yield the offsets at which tags break a line: before a block starts, behind its end, and behind a `<br>`."""
    for found in find_tags(text):
        if found["breaks"]:
            ends = found["end"] or found["breaks"].lower() == "br"
            yield found.end() if ends else found.start()


def _is_mentioned(tag: re.Match[str], text: str, present: dict[str, bool]) -> bool:
    """Return whether a tag is a word of a sentence, as in "the <p> element": alone and without attributes.

    `present` keeps which beginnings of tags are in the text.
    """
    before = text[max(0, tag.start() - 2) : tag.start()]
    name = tag[0].strip("</>")
    if before[1:] != " " or not before[:1].isalnum() or not name.isalnum() or name.lower() == "br":
        return False
    alone = f"<{name}" if tag["end"] else f"</{name}"
    after = text[tag.end() : tag.end() + 2]
    if not (after[:1] in _AFTER_WORD or (after[:1] == " " and after[1:].strip() != "")):
        return False
    if alone not in present:
        present[alone] = alone in text
    return not present[alone]
