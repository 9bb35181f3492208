"""Marks of a block from which spans were cut."""

from __future__ import annotations

from collections.abc import Sequence

from newsclean.blocks import Span
from newsclean.marks import Mark


def without_cuts(marks: Sequence[Mark], text: str, cuts: Sequence[Span]) -> tuple[Mark, ...]:
    """Return the marks of a block's text moved to where `cut_spans` leaves their characters.

    A mark that loses all of its text goes.
    """
    places = _places(text, cuts)
    moved = (mark._replace(start=places[mark.start], end=places[mark.end]) for mark in marks)
    return tuple(new for new, old in zip(moved, marks, strict=True) if new.start < new.end or old.start == old.end)


def _places(text: str, cuts: Sequence[Span]) -> list[int]:
    """Return the offset of each character of the text, and of its end, once `cut_spans` has cut it."""
    gone = bytearray(len(text))
    for cut in cuts:
        gone[cut.start : cut.end] = b"\1" * (min(cut.end, len(text)) - cut.start)
    size = 0
    has_space = True
    places: list[int] = []
    for index, character in enumerate(text):
        places.append(size)
        if gone[index]:
            continue
        if character == " ":
            size += not has_space
            has_space = True
        else:
            size += 1
            has_space = False
    kept = size - has_space if size else 0
    return [min(place, kept) for place in [*places, size]]
