"""The types of a publication's rules.

`newsclean/docs/rules.md` documents the files; `newsclean.rules.files.publication` builds these types from one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, NamedTuple

from newsclean.blocks import Category, Policy

EVIDENCE = ("options", "url", "canonical", "site-name", "publisher", "fingerprint", "signature")
"""The kinds of evidence for the publication of a page, strongest first."""


class SelectorError(ValueError):
    """A selector that does not compile."""


class PatternError(ValueError):
    """A pattern that does not compile."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One `[[drop]]` or `[[keep]]`: the blocks that match get `category`, with the reason `publication:id`.

    `category` is None for a `[[keep]]` that gives each block the category of its tag. The other fields are the keys of
    the file: matchers, and the conditions `unless`, `only`, `zone`, `max_chars` and `max_blocks`.
    """

    id: str
    category: Category | None
    keeps: bool = False
    why: str = ""
    css: tuple[str, ...] = ()
    xpath: tuple[str, ...] = ()
    line: tuple[str, ...] = ()
    starts: tuple[str, ...] = ()
    regex: tuple[str, ...] = ()
    from_: tuple[str, ...] = ()
    through: tuple[str, ...] = ()
    until: tuple[str, ...] = ()
    tail: tuple[str, ...] = ()
    header: tuple[str, ...] = ()
    span: tuple[str, ...] = ()
    span_regex: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    only: str | None = None
    zone: str | None = None
    max_chars: int | None = None
    max_blocks: int | None = None


@dataclass(frozen=True, slots=True)
class FieldSelector:
    """A selector for one field of an HTML page, and how to read the value from the elements it finds.

    attribute: the attribute to read instead of the text. regex: the pattern that extracts the value.
    split: the separators of a list; True splits at the usual ones, False not at all.
    format, timezone: the `strptime` formats of a date, and the zone of a date that states none.
    """

    select: str
    attribute: str | None = None
    regex: str | None = None
    split: tuple[str, ...] | bool = True
    format: tuple[str, ...] = ()
    timezone: str | None = None


@dataclass(frozen=True, slots=True)
class Example:
    """One `[[test]]`: a page, with lines that its body must have (`keeps`) and must not have (`drops`).

    `page` is the name of a file; `text` and `html` are the page itself. `fields` are values that the article must have.
    """

    page: str | None = None
    text: str | None = None
    html: str | None = None
    url: str | None = None
    matched_by: str | None = None
    keeps: tuple[str, ...] = ()
    drops: tuple[str, ...] = ()
    fields: Mapping[str, Any] = field(default_factory=dict)


class Generation(NamedTuple):
    """A publication as its pages were in one period: `publication` has the rules of that period merged in.

    `since` is the first day and `until` the day after the last, ISO 8601. One of the selectors in `probe` must match.
    """

    id: str
    since: str | None
    until: str | None
    probe: tuple[str, ...]
    publication: Publication


@dataclass(frozen=True, slots=True)
class Publication:
    """The rules of one publication, with those of the packs that it extends.

    inside: "keep" keeps every block of the main container; "classify" leaves them to the classifier.
    below: lines that come below the article in a text dump.
    """

    id: str
    name: str
    names: tuple[str, ...] = ()
    language: str | None = None
    domains: tuple[str, ...] = ()
    signatures: tuple[str, ...] = ()
    fingerprints: tuple[str, ...] = ()
    main: tuple[str, ...] = ()
    inside: str = "keep"
    paragraphs: tuple[str, ...] = ()
    below: tuple[str, ...] = ()
    fields: Mapping[str, tuple[FieldSelector, ...]] = field(default_factory=lambda: MappingProxyType({}))
    policy: Mapping[Category, Policy] = field(default_factory=lambda: MappingProxyType({}))
    rules: tuple[Rule, ...] = ()
    generations: tuple[Generation, ...] = ()
    examples: tuple[Example, ...] = ()

    @property
    def rule_ids(self) -> tuple[str, ...]:
        """Return the ids of all rules, also those of single generations."""
        versions = (self, *(generation.publication for generation in self.generations))
        return tuple(dict.fromkeys(rule.id for version in versions for rule in version.rules))
