"""The types of what a page shows besides text: marks inside a block, frames around blocks, images and embeds.

`newsclean.structure` makes them if `Options.structure` asks for it. They hold plain values: an article with them can be
pickled and written as JSON.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

MarkKind = Literal[
    "link",
    "strong",
    "emphasis",
    "code",
    "deleted",
    "inserted",
    "sub",
    "sup",
    "quotation",
    "break",
    "language",
    "direction",
    "math",
    "note",
    "backlink",
]
FrameKind = Literal[
    "list",
    "ordered-list",
    "item",
    "definitions",
    "term",
    "definition",
    "quote",
    "callout",
    "code",
    "verse",
    "table",
    "cell",
    "table-caption",
    "figure",
    "caption",
    "note",
]


class Mark(NamedTuple):
    """A range of a block's text that the page shows in another way than the text around it.

    start, end: character offsets in the block's text. A break is the space that is a line end on the page; math that is
        no text of the page has an empty range.
    value: the absolute address of a link; the code of a language; "ltr", "rtl" or "auto" for a direction; the TeX of
        math; the label of the footnote that a note refers to.
    title: the title of a link; "block" for math that has a line of its own.
    """

    kind: MarkKind
    start: int
    end: int
    value: str = ""
    title: str = ""


class Frame(NamedTuple):
    """An element around one or more blocks. Frames with the same id are the same element.

    number: of a list the number of its first item, of an item its own number; None for bullets.
    row, column: the place of a cell in its table, from 0.
    rows, columns: the size of a table; how many rows and columns a cell spans.
    is_header: the cell is a header.
    label: the language of code, the kind of a callout, the label of a footnote; "" if there is none.
    """

    kind: FrameKind
    id: int
    number: int | None = None
    row: int | None = None
    column: int | None = None
    rows: int | None = None
    columns: int | None = None
    is_header: bool = False
    label: str = ""


class Image(NamedTuple):
    """An image that the article shows.

    before: the index in `Article.blocks` of the block that it comes before; the number of blocks if it comes last.
    url: the absolute address of its largest version that is no placeholder.
    caption, credit: the texts below it, also if they are not in the body.
    width, height: in pixels, as the page states them; None if it does not.
    """

    before: int
    url: str
    alt: str = ""
    caption: str = ""
    credit: str = ""
    width: int | None = None
    height: int | None = None
    within: tuple[Frame, ...] = ()


class Embed(NamedTuple):
    """Content of another site that the page embeds.

    before: as in `Image`.
    kind: "video", "audio", "post", "map", "chart" or "other".
    provider: the name of the site, its host if newsclean does not know it.
    url: the absolute address, as a reader would open it.
    text: its title, "" if the page has none.
    """

    before: int
    kind: str
    provider: str
    url: str
    text: str = ""
    within: tuple[Frame, ...] = ()


class Link(NamedTuple):
    """A link in the body: its absolute address, its text and title, and the index of its block in `Article.blocks`."""

    url: str
    text: str
    title: str
    block: int
