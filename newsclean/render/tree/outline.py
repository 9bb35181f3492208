"""The outline of an article: its blocks, images and embeds as a tree of frames, which Markdown, HTML and TEI print."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Union

from newsclean.article import Article, BodyBlock
from newsclean.blocks import Category
from newsclean.marks import Embed, Frame, FrameKind, Image, Mark

Item = Union["Node", BodyBlock, Image, Embed]

_ITEM_KINDS = frozenset(("item", "term", "definition", "cell", "note"))
_REPEATABLE = frozenset(("language", "direction", "quotation"))
_FRAME_OF_CATEGORY: dict[Category, FrameKind] = {Category.QUOTE: "quote", Category.CODE: "code"}


@dataclass(slots=True)
class Node:
    """A frame and what is inside it, in page order; the root has no frame."""

    frame: Frame | None = None
    children: list[Item] = field(default_factory=list)

    @property
    def kind(self) -> str:
        """The kind of the frame, "" for the root."""
        return self.frame.kind if self.frame else ""

    def blocks(self) -> Iterator[BodyBlock]:
        """Yield the blocks inside, at any depth, in order."""
        for child in self.children:
            if isinstance(child, Node):
                yield from child.blocks()
            elif isinstance(child, BodyBlock):
                yield child


def outline(article: Article, *, images: bool = True, embeds: bool = True) -> Node:
    """Return the outline of an article."""
    root = Node()
    open_nodes = [root]
    for item, within in _placed(article, images=images, embeds=embeds):
        same = 0
        for node, frame in zip(open_nodes[1:], within, strict=False):
            if node.frame is None or node.frame.id != frame.id:
                break
            same += 1
        del open_nodes[same + 1 :]
        for frame in within[same:]:
            node = Node(frame)
            open_nodes[-1].children.append(node)
            open_nodes.append(node)
        open_nodes[-1].children.append(item)
    return root


def _placed(article: Article, *, images: bool, embeds: bool) -> Iterator[tuple[Item, Sequence[Frame]]]:
    """Yield the images, embeds and blocks of an article in page order, with their frames."""
    placed: list[tuple[int, int, Item, Sequence[Frame]]] = [
        (number, 2, block, within)
        for number, (block, within) in enumerate(zip(article.blocks, _frames(article), strict=True))
    ]
    placed += [(image.before, 0, image, image.within) for image in article.images if images]
    placed += [(embed.before, 1, embed, embed.within) for embed in article.embeds if embeds]
    for _, _, item, within in sorted(placed, key=lambda entry: entry[:2]):
        yield item, within


def _frames(article: Article) -> Iterator[Sequence[Frame]]:
    """Yield the frames of each block. An item, a quote or code gets its frame where the page has no element for it."""
    made = list_id = 0
    before: BodyBlock | None = None
    for block in article.blocks:
        within: Sequence[Frame] = block.within
        kinds = {frame.kind for frame in within}
        if block.category is Category.LIST and not kinds & _ITEM_KINDS:
            is_first = before is None or before.category is not Category.LIST or before.within != within
            made -= 2 if is_first else 1
            list_id = made + 1 if is_first else list_id
            within = (*within, Frame("list", list_id), Frame("item", made))
        elif (kind := _FRAME_OF_CATEGORY.get(block.category)) and not kinds & {kind, "callout", "verse"}:
            made -= 1
            within = (*within, Frame(kind, made))
        yield within
        before = block


@dataclass(slots=True)
class Span:
    """A mark with the text and the spans inside it; the root has no mark."""

    mark: Mark | None
    start: int
    end: int
    children: list[Span | str] = field(default_factory=list)

    @property
    def kind(self) -> str:
        """The kind of the mark, "" for the root."""
        return self.mark.kind if self.mark else ""


def spans_of(text: str, marks: Sequence[Mark]) -> Span:
    """Return a text and its marks as a tree. Marks of one kind inside each other, or side by side, become one."""
    root = Span(None, 0, len(text))
    stack = [root]
    here = 0
    for mark in _joined(marks):
        while len(stack) > 1 and mark.start >= stack[-1].end:
            here = _close(stack, text, here)
        if mark.kind not in _REPEATABLE and any(span.kind == mark.kind for span in stack):
            continue
        around = stack[-1]
        if mark.start > here:
            around.children.append(text[here : mark.start])
        here = max(here, mark.start)
        span = Span(mark, here, min(mark.end, around.end))
        around.children.append(span)
        stack.append(span)
    while stack:
        here = _close(stack, text, here)
    return root


def _close(stack: list[Span], text: str, here: int) -> int:
    span = stack.pop()
    if span.end > here:
        span.children.append(text[here : span.end])
    return max(here, span.end)


def _joined(marks: Sequence[Mark]) -> list[Mark]:
    """Return marks in order, with those of one kind that touch each other as one. Links and breaks stay apart."""
    joined: list[Mark] = []
    ends: dict[tuple[str, str, int], int] = {}
    for mark in sorted(marks, key=lambda mark: (mark.start, -mark.end)):
        key = (mark.kind, mark.value, mark.start)
        if mark.start < mark.end and mark.kind in ("strong", "emphasis", "code", "deleted", "inserted", "sub", "sup"):
            index = ends.pop(key, None)
            if index is None:
                index = len(joined)
                joined.append(mark)
            joined[index] = joined[index]._replace(end=mark.end)
            ends[mark.kind, mark.value, mark.end] = index
        else:
            joined.append(mark)
    return joined
