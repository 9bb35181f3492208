"""The types of a page: blocks, labels, spans, and the page that holds them.

A reader turns a source into a `Page` of `Block`s. Rules and the classifier give each block a `Label`. No stage deletes
or reorders blocks, so the ledger, `explain` and `restore` all read the same data.

Blocks and labels are named tuples: a page has hundreds, and a frozen dataclass takes three times as long to make.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

from newsclean.metadata import Metadata, Proposal, PublicationMatch


class Policy(StrEnum):
    """The fate of a category's blocks: the article keeps, drops or moves them to a field."""

    KEEP = "keep"  # the block stays in the body
    DROP = "drop"  # the block goes to the ledger
    FIELD = "field"  # the block states a fact about the article: its text fills a field and goes to the ledger


class Category(StrEnum):
    """The kind of a block, in newsroom terms. `DEFAULT_POLICY` gives each category its policy."""

    BODY = "body"
    SUBHEADING = "subheading"
    LIST = "list"
    QUOTE = "quote"
    TABLE = "table"
    CODE = "code"
    DATELINE = "dateline"  # the beginning of a paragraph rather than a block; fills its field and stays in the body

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
    """The category of a block, and the reason for it.

    `reason` is `owner:detail`: a publication rule ("moscow-times:donation-letter"), a lexicon entry
    ("lexicon:newsletter/en"), a classifier ("lines:kept") or another extractor ("trafilatura:kept").
    """

    category: Category
    reason: str


class Guess(NamedTuple):
    """The category that a block most likely has if it is not the article's, and the probability of it, 0 to 1."""

    category: Category
    confidence: float


class Span(NamedTuple):
    """A part of one block, by its index, with a label of its own. `start` and `end` are offsets in `Block.text`."""

    block: int
    start: int
    end: int
    label: Label


@dataclass(eq=False, slots=True)
class Container:
    """A block-level element around blocks; `parent` is the next one outwards.

    `element` is the lxml element, which selectors need.
    """

    tag: str
    attributes: Mapping[str, str]
    parent: Container | None
    depth: int
    hidden: bool
    element: Any = field(repr=False, default=None)

    def path(self) -> str:
        """Return the path to this container, outermost step first, such as `main#content > div.body > p`."""
        return " > ".join(reversed([container.path_step() for container in self.lineage()]))

    def ancestors_outside(self, known: Collection[Container | None]) -> list[Container]:
        """Return the innermost ancestors that are not in `known`, this container included, outermost first."""
        here: Container | None = self
        found: list[Container] = []
        while here is not None and here not in known:
            found.append(here)
            here = here.parent
        return found[::-1]

    def path_step(self) -> str:
        """Return the last step of the path: tag, id and classes."""
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
    """Characters of a text input that a reader does not see as written: a tag, an entity, the target of a link.

    `start` and `end` are character offsets in the decoded input. `text` replaces the characters; it is mostly empty.
    """

    start: int
    end: int
    text: str


class Block(NamedTuple):
    """The smallest unit that gets a label: a maximal run of inline text.

    text: the text without control characters; every run of white space is one space.
    container: the block-level element around the text; None for a text input.
    link_chars, bold_chars: how many characters of `text` are inside links, and inside bold type.
    start, end: character offsets in the decoded input; None for HTML.
    markup: the markup inside a block of a text input, in order.
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
        """The share of characters inside links, 0 to 1."""
        return min(1.0, self.link_chars / len(self.text)) if self.text else 0.0

    @property
    def hidden(self) -> bool:
        """True if the page hides this block from its readers."""
        return self.container is not None and self.container.hidden

    @property
    def tag_category(self) -> Category:
        """The category that the tag alone suggests for a block of the article."""
        return _CATEGORY_OF_TAG.get(self.tag, _BODY)


_BODY = Category.BODY
_CATEGORY_OF_TAG: Mapping[str, Category] = (
    dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), Category.SUBHEADING)
    | dict.fromkeys(("li", "dt", "dd"), Category.LIST)
    | dict.fromkeys(("td", "th", "caption"), Category.TABLE)
    | {"blockquote": Category.QUOTE, "pre": Category.CODE, "figcaption": Category.CAPTION}
)


@dataclass(frozen=True, slots=True)
class Decoded:
    """The bytes of a page as text, with all that turns the text back into the same bytes.

    encoding: the Python codec that decoded the bytes.
    undecodable: the position in `text` of each character that replaces undecodable bytes, and those bytes.
    exact: the bytes themselves if they are gzip, or the codec does not map the text back to them; else None.
    warnings: what was repaired.
    """

    text: str = field(repr=False)
    encoding: str
    undecodable: tuple[tuple[int, bytes], ...] = ()
    exact: bytes | None = field(default=None, repr=False)
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """A page as scraped, with all decisions so far.

    name, url: those of the source.
    blocks: in reading order.
    labels: the label of each block, None if no stage has decided it.
    declared: the metadata that the page itself states.
    proposals: what rules and the classifier propose for the metadata; a later proposal wins.
    expected_body: the indices of blocks that the publication's rules expect in the article; the classifier decides.
    confidence, model: those of the classifier, see `Article`.
    guesses: the guess of the classifier of categories for each block, empty where it has not looked.
    policy: the publication's policies that differ from `DEFAULT_POLICY`.
    rule_hits: how many blocks or spans each rule of the publication matched, by reason.
    tree: the parsed HTML (an lxml element), None for a text input.
    markup: the HTML in UTF-8 without the elements that no reader reads, for another extractor; empty for a text input.
    declared_body: the article's text in the page's JSON-LD, "" if the page has none.
    declares_article: whether the page says in JSON-LD, meta tags or a date that it is an article.
    titles: the page's title and its first headings, "" where it has none.
    naming: returns the page with names on the dropped blocks and its language; None if it has these.
    """

    name: str
    url: str | None
    input: Literal["html", "text"]
    decoded: Decoded
    blocks: tuple[Block, ...]
    labels: tuple[Label | None, ...]
    declared: Metadata
    proposals: tuple[Proposal, ...] = ()
    spans: tuple[Span, ...] = ()
    publication: PublicationMatch | None = None
    warnings: tuple[str, ...] = ()
    expected_body: frozenset[int] = frozenset()
    confidence: float | None = None
    model: str | None = None
    guesses: Sequence[Guess] = ()
    policy: Mapping[Category, Policy] = field(default_factory=lambda: MappingProxyType({}))
    rule_hits: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    tree: Any = field(default=None, repr=False, compare=False)
    markup: bytes = field(default=b"", repr=False, compare=False)
    declared_body: str = field(default="", repr=False, compare=False)
    declares_article: bool = False
    titles: tuple[str, ...] = ()
    naming: Callable[[], Page] | None = field(default=None, repr=False, compare=False)

    @property
    def metadata(self) -> Metadata:
        """The declared metadata with all proposals applied."""
        if not self.proposals:
            return self.declared
        sources = dict(self.declared.sources)
        for name, value, source in self.proposals:
            if value is None:
                sources.pop(name, None)
            else:
                sources[name] = source
        return replace(self.declared, **{name: value for name, value, _ in self.proposals}, sources=sources)

    def with_labels(self, new: Mapping[int, Label]) -> Page:
        """Return the page with the labels of some blocks (by index) replaced."""
        if not new:
            return self
        labels = list(self.labels)
        for index, label in new.items():
            labels[index] = label
        return replace(self, labels=tuple(labels))

    def with_proposals(self, *proposals: Proposal) -> Page:
        """Return the page with further proposals for its metadata."""
        return replace(self, proposals=self.proposals + proposals) if proposals else self
