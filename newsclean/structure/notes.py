"""Footnotes: links to a place further down in the body whose text is a number or a sign, and the notes there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from newsclean.article import BodyBlock
from newsclean.blocks import Page
from newsclean.marks import Frame, Mark
from newsclean.text.patterns import compile_later

MAX_NOTES = 1000  # footnotes of an article (a guess)
_REFERENCE_RE = compile_later(
    r"[\[(]?\s*(?:(?:note|fn|n|ref)\.?\s*)?(\d{1,4}|[a-zA-Z]|[ivx]{1,5}|[*†‡§¶]{1,4})\s*[\])]?", re.IGNORECASE
)
_SIGNS = "*†‡§¶"


@dataclass(slots=True)
class _Reference:
    """A link inside the page: its block in the body, its mark, and the block and the element that it leads to."""

    block: int
    mark: Mark
    target: int
    element: Any


def with_notes(blocks: Sequence[BodyBlock], page: Page, base: str) -> Sequence[BodyBlock]:
    """Return the blocks with footnotes marked: references, notes, and the links from notes back to references."""
    own = base.partition("#")[0] + "#"
    if not any(mark.kind == "link" and mark.value.startswith(own) for block in blocks for mark in block.marks):
        return blocks
    links = list(_references(blocks, page, own))
    labels: dict[int, str] = {}
    for link in links:
        if link.target > link.block and link.target not in labels and len(labels) < MAX_NOTES:
            labels[link.target] = _label(blocks[link.block], link.mark, labels)
    notes = {target: element for link in links if (target := link.target) in labels for element in (link.element,)}
    changed: dict[tuple[int, Mark], Mark] = {}
    for link in links:
        if link.target > link.block and link.target in labels:
            changed[link.block, link.mark] = link.mark._replace(kind="note", value=labels[link.target], title="")
        elif link.target <= link.block:
            changed[link.block, link.mark] = link.mark._replace(kind="backlink", value="", title="")
    frames = _note_frames(blocks, page, notes, labels)
    return [_changed(number, block, changed, frames) for number, block in enumerate(blocks)]


def _references(blocks: Sequence[BodyBlock], page: Page, own: str) -> Iterator[_Reference]:
    """Yield the links to other blocks of the body whose text is that of a footnote's reference, or an arrow."""
    places = {
        name: each
        for each in page.tree.xpath("//*[@id or @name]")
        for name in (each.get("name"), each.get("id"))
        if name
    }
    direct: dict[Any, int] = {}
    around: dict[Any, int] = {}
    for number, block in enumerate(blocks):
        container = page.blocks[block.block].container
        if container is not None:
            direct.setdefault(container.element, number)
            for outer in container.lineage():
                around.setdefault(outer.element, number)
    for number, block in enumerate(blocks):
        for mark in block.marks:
            element = places.get(mark.value[len(own) :]) if mark.kind == "link" and mark.value.startswith(own) else None
            if element is None:
                continue
            target = around.get(element) if element in around else _block_around(element, direct)
            text = block.text[mark.start : mark.end].strip()
            is_back = target is not None and target <= number
            if target is not None and (is_back or _REFERENCE_RE.fullmatch(text)) and target != number:
                yield _Reference(number, mark, target, element)


def _block_around(element: Any, direct: Mapping[Any, int]) -> int | None:
    """Return the first block of the innermost element around an inline element that has blocks."""
    here = element
    while here is not None and here not in direct:
        here = here.getparent()
    return None if here is None else direct[here]


def _label(block: BodyBlock, mark: Mark, labels: Mapping[int, str]) -> str:
    """Return the label of a note that no other note has: the number of its reference, or the next number."""
    found = _REFERENCE_RE.fullmatch(block.text[mark.start : mark.end].strip())
    label = found[1] if found and found[1][0] not in _SIGNS else str(len(labels) + 1)
    return label if label not in labels.values() else f"n{len(labels) + 1}"


def _note_frames(
    blocks: Sequence[BodyBlock], page: Page, notes: Mapping[int, Any], labels: Mapping[int, str]
) -> dict[int, Frame]:
    """Return the frame of each block that belongs to a note: all blocks in the note's element, or its one block."""
    ids = max((frame.id for block in blocks for frame in block.within), default=0)
    elements = {element: target for target, element in notes.items()}
    frames = {target: Frame("note", ids + 1 + number, label=labels[target]) for number, target in enumerate(notes)}
    found: dict[int, Frame] = {}
    for number in range(min(notes, default=len(blocks)), len(blocks)):
        container = page.blocks[blocks[number].block].container
        lineage = container.lineage() if container is not None else ()
        target = next((elements[each.element] for each in lineage if each.element in elements), None)
        if number in frames or target is not None:
            found[number] = frames[number if number in frames else target or 0]
    return found


def _changed(
    number: int, block: BodyBlock, changed: Mapping[tuple[int, Mark], Mark], frames: Mapping[int, Frame]
) -> BodyBlock:
    marks = [changed.get((number, mark), mark) for mark in block.marks]
    notes = {(mark.start, mark.end) for mark in marks if mark.kind == "note"}
    marks = [mark for mark in marks if mark.kind != "sup" or (mark.start, mark.end) not in notes]
    within = (frames[number],) if number in frames else block.within
    return block._replace(marks=tuple(marks), within=within)
