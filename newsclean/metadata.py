"""Types for the facts about an article: what the page declares, and what rules and the classifier propose.

This module imports nothing of newsclean.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple


class Access(NamedTuple):
    """Who may read an article.

    state: "free"; "metered" (some readers must pay, but the page holds the whole text); "truncated" (the page holds
        only a part of the text).
    visible: the share of the text on the page, 0 to 1, if the page states it.
    notice: the words of the page that say so.
    """

    state: Literal["free", "metered", "truncated"]
    visible: float | None = None
    notice: str | None = None


class Late:
    """The slot of a dataclass for the function that computes the fields without a value; see `Article.late`."""

    __slots__ = ("_whole",)
    _whole: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata(Late):
    """The facts about an article. An unknown fact is None or empty.

    Dates are ISO 8601: with time and zone if the page states them, else the day alone. `image` may have the keys url,
    caption, credit, alt, width and height. `direction` is that of the text, "ltr" or "rtl".
    `standfirst` is the summary that the page shows, `description` the one that it states in JSON-LD or meta tags.
    `authors` are people; an agency or the newsroom is the author only if no person is.
    `sources` names the origin of each field: "json-ld", "opengraph", "meta", "microdata", "html", "byline" (of the
    page), "script", "block", "text", "url", "source" or "rule:ID".
    """

    url: str | None = None
    headline: str | None = None
    standfirst: str | None = None
    description: str | None = None
    authors: tuple[str, ...] = ()
    published: str | None = None
    modified: str | None = None
    publisher: str | None = None
    site_name: str | None = None
    section: str | None = None
    tags: tuple[str, ...] = ()
    language: str | None = None
    direction: str | None = None
    image: Mapping[str, str] | None = None
    agencies: tuple[str, ...] = ()
    copyright: str | None = None
    access: Access | None = None
    sources: Mapping[str, str] = field(default_factory=dict)

    @property
    def summary(self) -> str | None:
        """The standfirst, else the description."""
        return self.standfirst or self.description


class Proposal(NamedTuple):
    """A value that rules or the classifier propose for a field of `Metadata`, and its entry in `Metadata.sources`.

    The value None withdraws what the page declares.
    """

    field: str
    value: Any
    source: str


@dataclass(frozen=True, slots=True)
class PublicationMatch:
    """The publication of a page, and the evidence for it.

    `matched_by` is the kind of evidence: "options", "url", "canonical", "site-name", "publisher", "fingerprint" or
    "signature". `evidence` is the text that matched on this page. `id` is None if the page names a publication for
    which newsclean has no rules.
    """

    id: str | None
    name: str
    matched_by: str
    evidence: str = field(default="", compare=False)
