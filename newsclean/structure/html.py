"""The structure of an HTML page's body."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from newsclean.article import BodyBlock
from newsclean.blocks import Block, Container, Page, Span
from newsclean.options import Policies
from newsclean.structure.addresses import Addresses, absolute
from newsclean.structure.cuts import without_cuts
from newsclean.structure.folding import Opened, Shown, shown_blocks
from newsclean.structure.frames import Context, FrameReader, layout_of
from newsclean.structure.inline import InlineWalk
from newsclean.structure.media.reader import MediaReader, Passed
from newsclean.structure.notes import with_notes
from newsclean.structure.types import Structure

_NOTHING = Shown((), "", 0)


def html_structure(
    page: Page, blocks: Sequence[BodyBlock], cuts: Mapping[int, Sequence[Span]], policies: Policies
) -> Structure:
    """Return the structure of an HTML page's body."""
    reader = _StructureReader(page, blocks)
    found = with_notes(reader.blocks(blocks, cuts), page, reader.addresses.base)
    media = MediaReader(page, policies, reader.addresses, reader.frames, reader.passed)
    return Structure(tuple(found), *media.read(blocks))


class _StructureReader:
    """The state of reading one page's structure."""

    def __init__(self, page: Page, blocks: Sequence[BodyBlock]) -> None:
        self.page = page
        self.addresses = Addresses(_base_of(page))
        self.usual = _usual_marks(page)
        kept = [(container, len(block.text)) for block in blocks if (container := self._container(block))]
        self.frames = FrameReader(self.addresses, layout_of(kept))
        self.numbers = {block.block: number for number, block in enumerate(blocks)}
        self.passed: dict[Any, Passed] = {}

    def blocks(self, blocks: Sequence[BodyBlock], cuts: Mapping[int, Sequence[Span]]) -> list[BodyBlock]:
        """Return the blocks of the body with level, marks, frames and verbatim text."""
        found: list[BodyBlock] = []
        inside = self._blocks_by_container(blocks)
        shown: dict[int, Shown] = {}
        for block in blocks:
            container = self._container(block)
            if container is None:
                found.append(block)
                continue
            context = self.frames.context(container)
            if container in inside:
                shown.update(self._shown(container, context, inside.pop(container)))
            marks, verbatim, _ = shown.get(block.block, _NOTHING)
            if marks and block.block in cuts:
                marks = without_cuts(marks, self.page.blocks[block.block].text, cuts[block.block])
            category, text, index, *_ = block
            level = context.level or _level_of(self.page.blocks[index].tag)
            code = verbatim if verbatim and context.is_code else None
            found.append(BodyBlock(category, text, index, level, marks, context.frames, code))
        return found

    def _container(self, block: BodyBlock) -> Container | None:
        return self.page.blocks[block.block].container

    def _blocks_by_container(self, blocks: Sequence[BodyBlock]) -> dict[Container, list[tuple[int, Block]]]:
        """Return all blocks of the page that share a container with a block of the body, in order."""
        inside: dict[Container, list[tuple[int, Block]]] = {
            container: [] for block in blocks if (container := self._container(block)) is not None
        }
        for index, block in enumerate(self.page.blocks):
            if block.container in inside:
                inside[block.container].append((index, block))
        return inside

    def _shown(
        self, container: Container, context: Context, inside: Sequence[tuple[int, Block]]
    ) -> Iterator[tuple[int, Shown]]:
        """Yield what a container shows of each of its blocks, with the block's index in the page."""
        marks = [mark for mark in context.marks if mark not in self.usual]
        if not (marks or context.keeps_lines or len(container.element)):
            return
        walk = InlineWalk(self.addresses, is_code=context.is_code, keeps_lines=context.keeps_lines)
        content = walk.content(container.element, marks)
        if not (content.ranges or content.passed or context.is_code):
            return
        texts = [block.text for _, block in inside]
        starts: list[tuple[int, int]] = []
        for (index, _), shown in zip(inside, shown_blocks(content, texts, verbatim=context.is_code), strict=True):
            if shown is not None:
                if index in self.numbers:
                    starts.append((shown.start, self.numbers[index]))
                yield index, shown
        if content.passed:
            self.passed[container.element] = Passed(content.passed, starts)


def _level_of(tag: str) -> int | None:
    """Return the level of a heading's tag, None for all other tags."""
    return int(tag[1]) if len(tag) == 2 and tag[0] == "h" and tag[1] in "123456" else None


def _base_of(page: Page) -> str:
    """Return the address that relative links start from: that of `<base>`, else the page's."""
    address = page.url or page.metadata.url or ""
    head = page.tree.find("head")
    base = None if head is None else head.find("base")
    href = None if base is None else base.get("href")
    return (absolute(href, address, ("http", "https")) if href else "") or address


def _usual_marks(page: Page) -> frozenset[Opened]:
    """Return the marks that say only what holds for the whole page: its language and direction."""
    stated = page.tree.get("lang") or page.metadata.language or ""
    direction = (page.tree.get("dir") or "ltr").lower()
    languages = {stated, stated.lower(), stated.partition("-")[0].lower(), page.metadata.language or ""}
    return frozenset(
        [Opened("direction", direction), *(Opened("language", language) for language in languages if language)]
    )
