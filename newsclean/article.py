"""The types of an article: its body, its fields, and the ledger of all other blocks.

`newsclean.assemble` makes articles. This module imports only the types of a page.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from newsclean.blocks import Category, Policy
from newsclean.marks import Embed, Frame, Image, Link, Mark
from newsclean.metadata import Metadata, PublicationMatch
from newsclean.version import __version__

ARTICLE_SCHEMA = 2
"""The version of the article's JSON form. A new field leaves it; a renamed or removed field raises it."""

Piece = tuple[int, int] | str  # characters of a text input: a range of the body (start, end), or literal text


class LedgerEntry(NamedTuple):
    """A block, or a span of one, that is not in the body.

    block: the index of the block in the page.
    start, end: character offsets in the decoded input; None for HTML.
    path: the path of the block's container; None for a text input.
    text: the exact characters from `start` to `end`; for HTML the text of the block or span.
    """

    category: Category
    reason: str
    policy: Policy
    block: int
    start: int | None
    end: int | None
    path: str | None
    text: str


class BodyBlock(NamedTuple):
    """A block of the body. The fields from `level` on are there only if `Options.structure` asks for them.

    text: its text in the body.
    block: the index of the block in the page.
    level: the level of a heading, 1 to 6; None for all other blocks.
    marks: what the page shows inside the block, outermost first.
    within: the elements around the block, outermost first.
    verbatim: the text of code with its line ends and indents; None for all other blocks.
    """

    category: Category
    text: str
    block: int
    level: int | None = None
    marks: tuple[Mark, ...] = ()
    within: tuple[Frame, ...] = ()
    verbatim: str | None = None


class Restoration(NamedTuple):
    """All that `restore` needs besides the body and the ledger.

    `pieces` fill the gaps between the ledger entries, in order. `undecodable` and `exact` are those of `Decoded`.
    """

    pieces: tuple[Piece, ...] = ()
    undecodable: tuple[tuple[int, bytes], ...] = ()
    exact: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Article(Metadata):
    """A cleaned page; `Metadata` describes the other fields.

    schema: the version of the article's JSON form.
    newsclean: the version of newsclean that cleaned the page.
    model: the version of the model that selected the body; None if rules or line rules alone decided.
    source: the name of the source.
    body: the text; one blank line separates paragraphs, and each list item is a line that starts with "- ".
    blocks: the blocks of the body.
    images, embeds: what the body shows besides text, in page order; empty unless `Options.structure` asks for them.
    ledger: every block or span that is not in the body, in page order.
    fields: the texts of categories that have policy `field` but no field of their own, by category.
    word_count: the number of words in the body, see `count_words`.
    content_hash: the SHA-256 of the body, hexadecimal.
    confidence: the probability that the body is right, 0 to 1; None if the classifier has no estimate (short texts, and
        pages on which a publication's rules decide every block).
    rule_hits: how many blocks or spans each rule of the publication matched, by reason.
    restoration: all that `restore` needs besides body and ledger; None for HTML.
    container: the element that holds most of the body, as in "div.story"; None for a text input. A batch compares it
        with earlier pages; no output has it.
    """

    schema: int = ARTICLE_SCHEMA
    newsclean: str = __version__
    model: str | None = None
    source: str
    encoding: str
    publication: PublicationMatch | None = None
    captions: tuple[str, ...] = ()
    corrections: tuple[str, ...] = ()
    dateline: str | None = None
    first_published: str | None = None
    translation: str | None = None
    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    body: str = ""
    word_count: int = 0
    content_hash: str = ""
    blocks: tuple[BodyBlock, ...] = ()
    images: tuple[Image, ...] = ()
    embeds: tuple[Embed, ...] = ()
    confidence: float | None = None
    warnings: tuple[str, ...] = ()
    rule_hits: Mapping[str, int] = field(default_factory=dict)
    ledger: tuple[LedgerEntry, ...] = field(default=(), repr=False)
    restoration: Restoration | None = field(default=None, repr=False)
    container: str | None = field(default=None, repr=False, compare=False)

    @classmethod
    def late(cls, known: Mapping[str, Any], whole: Callable[[], Self]) -> Self:
        """Return an article with some fields known; the others are there when one of them is first read.

        `whole` returns an equal article with all fields.
        """
        article = cls.__new__(cls)
        for name, value in (*known.items(), ("_whole", whole)):
            object.__setattr__(article, name, value)
        return article

    if not TYPE_CHECKING:  # a type checker would allow every name

        def __getattr__(self, name: str) -> Any:
            """Compute the fields of a late article. Python asks here for names without a value alone."""
            if name == "_whole":
                return None
            if self._whole is None or name not in type(self).__dataclass_fields__:
                raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}", name=name, obj=self)
            return getattr(self.completed(), name)

    def completed(self) -> Self:
        """Return this article, with a value for every field of a late one."""
        if self._whole is not None:
            whole = self._whole()
            for each in fields(self):
                object.__setattr__(self, each.name, getattr(whole, each.name))
            object.__setattr__(self, "_whole", None)
        return self

    @property
    def is_empty(self) -> bool:
        """True if newsclean found no article in the page."""
        return not self.body

    @property
    def links(self) -> tuple[Link, ...]:
        """The links in the body, in order."""
        return tuple(
            Link(mark.value, block.text[mark.start : mark.end], mark.title, number)
            for number, block in enumerate(self.blocks)
            for mark in block.marks
            if mark.kind == "link"
        )

    @property
    def published_at(self) -> datetime | None:
        """`published` as a time with a zone, or None. A day is its midnight, a time without a zone is in UTC."""
        try:
            found = datetime.fromisoformat(self.published or "")
        except ValueError:
            return None
        return found if found.tzinfo else found.replace(tzinfo=UTC)

    @property
    def text(self) -> str:
        """Headline and body as `newsclean` prints them, or "" for a page without an article."""
        return self._rendered("text")

    @property
    def paragraph_hashes(self) -> tuple[str, ...]:
        """A hash of the words of each paragraph, 16 hexadecimal digits: it finds the paragraph in other articles."""
        return tuple(import_module("newsclean.text.keys").paragraph_hashes(self.body))

    @property
    def simhash(self) -> str:
        """The 64-bit simhash of the body, hexadecimal: that of a near copy differs in few bits."""
        return str(import_module("newsclean.text.keys").simhash(self.body))

    def to_dict(self, *, blocks: bool = False, fields: Sequence[str] = (), ledger: bool = True) -> dict[str, Any]:
        """Return the article as JSON values: the named fields, or all; without the ledger on request."""
        values: dict[str, Any] = _render_room().to_dict(self, blocks=blocks, fields=fields, ledger=ledger)
        return values

    def to_json(self, *, blocks: bool = False, fields: Sequence[str] = (), ledger: bool = True) -> str:
        """Return the article as a JSON object; see `to_dict`."""
        return self._rendered("json", blocks=blocks, fields=tuple(fields), ledger=ledger)

    def to_markdown(self, *, headline: bool = True, front_matter: bool = False) -> str:
        """Return headline and body as Markdown, with the fields as YAML above them on request."""
        return self._rendered("markdown", headline=headline, front_matter=front_matter)

    def to_html(self, *, headline: bool = True) -> str:
        """Return headline and body as HTML."""
        return self._rendered("html", headline=headline)

    def _rendered(self, format_name: str, **options: Any) -> str:
        room = _render_room()
        return str(room.render(self, room.RenderOptions(format_name, **options)))


def _render_room() -> Any:
    """Return `newsclean.render`, by its name: it is above this module, and only these methods need it."""
    return import_module("newsclean.render")
