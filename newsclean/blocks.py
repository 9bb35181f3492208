"""The central types: what a page is made of, and what can be said about each part.

A reader turns a source into a `Page` of `Block`s. Rules and the classifier give blocks a `Label`; nobody deletes
or reorders a block, so the ledger, `explain` and `restore` all read the same data. This module imports nothing
of ours. What a page has hundreds of (blocks, labels) is a named tuple: those are made in a third of the time.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Literal, NamedTuple


class Policy(StrEnum):
    """What `assemble` does with the blocks of a category."""

    KEEP = "keep"
    """The block stays in the body."""
    DROP = "drop"
    """The block goes to the ledger only."""
    FIELD = "field"
    """The block is a fact about the article: it moves to a field, and stands in the ledger too."""


class Category(StrEnum):
    """What a block is, in the newsroom's words. `DEFAULT_POLICY` says what becomes of each."""

    BODY = "body"
    SUBHEADING = "subheading"
    LIST = "list"
    QUOTE = "quote"
    TABLE = "table"
    CODE = "code"
    DATELINE = "dateline"
    """Not a block but the beginning of one; kept, it fills its field all the same."""

    HEADLINE = "headline"
    STANDFIRST = "standfirst"
    BYLINE = "byline"
    DATE = "date"
    SECTION = "section"
    CAPTION = "caption"
    PHOTO_CREDIT = "photo-credit"
    CORRECTION = "correction"
    AGENCY_CREDIT = "agency-credit"
    AUTHOR_BIO = "author-bio"
    FIRST_PUBLISHED = "first-published"
    TRANSLATION_NOTE = "translation-note"
    COPYRIGHT = "copyright"
    ACCESS = "access"

    DONATION = "donation"
    NEWSLETTER = "newsletter"
    RELATED = "related"
    SHARE = "share"
    CONSENT = "consent"
    PAYWALL = "paywall"
    APP_INSTALL = "app-install"
    COMMENTS = "comments"
    ADVERTISEMENT = "advertisement"
    AFFILIATE = "affiliate"
    LIVE_CHROME = "live-chrome"
    MEDIA_PLAYER = "media-player"
    NAVIGATION = "navigation"
    WIDGET = "widget"
    FOOTER = "footer"
    OTHER = "other"


_KEPT = ["body", "subheading", "list", "quote", "table", "code", "dateline"]
_FIELDS = (
    "headline standfirst byline date section caption photo-credit correction agency-credit author-bio "
    "first-published translation-note copyright access"
).split()

DEFAULT_POLICY: Mapping[Category, Policy] = MappingProxyType(
    {
        category: Policy.KEEP if category in _KEPT else Policy.FIELD if category in _FIELDS else Policy.DROP
        for category in Category
    }
)


class Label(NamedTuple):
    """What somebody decided about a block, and why.

    `reason` is `owner:detail`: a publication rule ("moscow-times:donation-letter"), a lexicon entry
    ("lexicon:newsletter/en"), a classifier ("heuristic:prose"), an extractor that was asked ("trafilatura:kept").
    """

    category: Category
    reason: str


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of one block with a label of its own: "opens new tab" inside a paragraph.

    `block` is the block's index in the page; `start` and `end` are character offsets in `Block.text`.
    """

    block: int
    start: int
    end: int
    label: Label


def cut_spans(text: str, spans: Iterable[Span]) -> str:
    """Return a block's text without some spans of it, white space folded over the gaps."""
    pieces, here = [], 0
    for span in sorted(spans, key=lambda span: span.start):
        pieces.append(text[here : span.start])
        here = max(here, span.end)
    return " ".join("".join([*pieces, text[here:]]).split())


@dataclass(eq=False, slots=True)
class Container:
    """An element that holds blocks; following `parent` gives a block's ancestor path, innermost first.

    `attributes` are the element's own.
    `element` is the lxml element itself, for selectors.
    """

    tag: str
    attributes: Mapping[str, str]
    parent: Container | None
    depth: int
    hidden: bool
    element: Any = field(repr=False, default=None)

    def path(self) -> str:
        """Return the place in the page as a path, outermost first, as in `main#content > div.body > p`."""
        return " > ".join(reversed([container.path_step() for container in self.lineage()]))

    def ancestors_outside(self, known: Collection[Container | None]) -> list[Container]:
        """Return this container and those around it up to one that is `known`, outermost first; None has to be."""
        chain: list[Container] = []
        here: Container | None = self
        while here is not None and here not in known:
            chain.append(here)
            here = here.parent
        return chain[::-1]

    def path_step(self) -> str:
        """Return the container's own part of its path."""
        name, attributes = self.tag, self.attributes
        if not attributes:
            return name
        if "id" in attributes:
            name += "#" + attributes["id"].strip()
        classes = attributes.get("class")
        return ".".join((name, *classes.split())) if classes else name

    def lineage(self) -> Iterable[Container]:
        """Yield this container and its ancestors, innermost first."""
        here: Container | None = self
        while here is not None:
            yield here
            here = here.parent


class Markup(NamedTuple):
    """A stretch of a text input that does not read as it stands there: a tag, an entity, the target of a link.

    `start` and `end` are character offsets in the decoded input; `text` is what it reads as, mostly nothing.
    """

    start: int
    end: int
    text: str


class Block(NamedTuple):
    """The smallest unit that gets a label: a maximal run of inline text.

    `text` has its white space folded to single spaces and no control characters. For HTML `container` is the
    block-level element the text stands in, and `start`, `end` are None; for text `container` is None, and `start`,
    `end` are character offsets of the block in the decoded input. `link_chars` and `bold_chars` count the characters
    of `text` inside links and inside bold type. `markup` has what stands in the block of a text input and is not its
    text, in order.
    """

    text: str
    tag: str
    container: Container | None = None
    link_chars: int = 0
    bold_chars: int = 0
    start: int | None = None
    end: int | None = None
    markup: tuple[Markup, ...] = ()

    @property
    def link_density(self) -> float:
        """Characters inside links divided by characters in the block, 0 to 1."""
        return min(1.0, self.link_chars / len(self.text)) if self.text else 0.0

    @property
    def hidden(self) -> bool:
        """Whether the page hides this block from its readers."""
        return self.container is not None and self.container.hidden

    @property
    def tag_category(self) -> Category:
        """The category this block has when it belongs to the article, told from its tag alone."""
        return _CATEGORY_OF_TAG.get(self.tag, _BODY)


_BODY = Category.BODY
_CATEGORY_OF_TAG: Mapping[str, Category] = (
    dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), Category.SUBHEADING)
    | dict.fromkeys(("li", "dt", "dd"), Category.LIST)
    | dict.fromkeys(("td", "th", "caption"), Category.TABLE)
    | {"blockquote": Category.QUOTE, "pre": Category.CODE, "figcaption": Category.CAPTION}
)


@dataclass(frozen=True, slots=True)
class Access:
    """Who may read an article.

    state: "free"; "metered": some may, and the text is here; "truncated": the page has not all of it.
    visible: the share of the text that the page has, 0 to 1, where it says so; notice: the words that say it.
    """

    state: Literal["free", "metered", "truncated"]
    visible: float | None = None
    notice: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """The facts about an article that are not its body. Unknown is None or empty.

    Dates are ISO 8601, with time and zone where the page has them, else the day alone. `image` has the keys url,
    caption, credit as far as they are known. `authors` are people; where only an agency or the newsroom signs, it is
    the author. `sources` says where each field came from: "json-ld", "opengraph", "meta", "microdata", "html", "byline"
    (of the page), "block", "text", "url", "source", "rule:ID".
    """

    url: str | None = None
    headline: str | None = None
    standfirst: str | None = None
    authors: tuple[str, ...] = ()
    published: str | None = None
    modified: str | None = None
    publisher: str | None = None
    site_name: str | None = None
    section: str | None = None
    tags: tuple[str, ...] = ()
    language: str | None = None
    image: Mapping[str, str] | None = None
    agencies: tuple[str, ...] = ()
    copyright: str | None = None
    access: Access | None = None
    sources: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PublicationMatch:
    """The publication a page comes from, and how we know.

    `matched_by` is the kind of evidence: "options", "url", "canonical", "site-name", "publisher", "fingerprint" or
    "signature"; `evidence` what it is on this page. `id` is None where the page names its publication but we have no
    rules for it.
    """

    id: str | None
    name: str
    matched_by: str
    evidence: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Decoded:
    """A page's bytes as text, and what is needed to get the very bytes back.

    `encoding` is the Python codec it was read with. `undecodable` has the position in `text` of each U+FFFD that
    stands for one byte that was no character, with that byte. `exact` is the page's bytes themselves where the codec
    does not map the text back to them, else None.
    """

    text: str = field(repr=False)
    encoding: str
    undecodable: tuple[tuple[int, bytes], ...] = ()
    exact: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Page:
    """A page as scraped: its metadata, its blocks in reading order, and the labels so far.

    name, url: those of the source. labels: one per block; None means undecided.
    expected_body: indices of the blocks that the publication's rules expect in the body; the classifier decides.
    confidence, model: those of the classifier, see `Article`.
    policy: the publication's policies that differ from `DEFAULT_POLICY`.
    rule_hits: blocks or spans that each of the publication's rules matched, by reason.
    tree: the parsed HTML (an lxml element), None for text.
    markup: the HTML in UTF-8, for a fallback extractor, without the elements that no reader reads; empty for text.
    declared_body: the article's text according to the page's JSON-LD, "" if it has none.
    """

    name: str
    url: str | None
    input: Literal["html", "text"]
    decoded: Decoded
    blocks: tuple[Block, ...]
    labels: tuple[Label | None, ...]
    metadata: Metadata
    spans: tuple[Span, ...] = ()
    publication: PublicationMatch | None = None
    warnings: tuple[str, ...] = ()
    expected_body: frozenset[int] = frozenset()
    confidence: float | None = None
    model: str | None = None
    policy: Mapping[Category, Policy] = field(default_factory=lambda: MappingProxyType({}))
    rule_hits: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    tree: Any = field(default=None, repr=False, compare=False)
    markup: bytes = field(default=b"", repr=False, compare=False)
    declared_body: str = field(default="", repr=False, compare=False)

    def with_labels(self, new: Mapping[int, Label]) -> Page:
        """Return the page with the labels of some blocks (by index) replaced."""
        if not new:
            return self
        labels = list(self.labels)
        for index, label in new.items():
            labels[index] = label
        return replace(self, labels=tuple(labels))
