"""The options of a run, and the policies that follow from them for one page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal, get_args

from newsclean.blocks import DEFAULT_POLICY, Category, Page, Policy, Span
from newsclean.errors import UsageError, did_you_mean

InputKind = Literal["auto", "html", "text"]
SecondOpinion = Literal["never", "auto", "always"]
Removal = Literal["warn", "fail"]

MEBIBYTE = 1 << 20  # bytes


@dataclass(frozen=True, slots=True)
class Policies:
    """The policy of every category on one page; `policies[category]` looks one up.

    `kept` are the categories whose blocks stay in the body.
    """

    by_category: Mapping[Category, Policy]
    kept: frozenset[Category]

    @property
    def keeps_more(self) -> bool:
        """True if a category stays in the body that is dropped by default."""
        return not self.kept <= _DEFAULT_POLICIES.kept

    def __getitem__(self, category: Category) -> Policy:
        return self.by_category[category]

    def kept_on(self, page: Page) -> list[int]:
        """Return the indices of the blocks that stay in the body, by their label or, without one, by their tag."""
        pairs = enumerate(zip(page.blocks, page.labels, strict=True))
        return [i for i, (block, label) in pairs if (label.category if label else block.tag_category) in self.kept]

    def cuts_on(self, page: Page) -> dict[int, list[Span]]:
        """Return the spans that do not stay in the body, by block, in order."""
        cuts: dict[int, list[Span]] = {}
        for span in sorted(page.spans, key=lambda span: (span.block, span.start)):
            if span.label.category not in self.kept:
                cuts.setdefault(span.block, []).append(span)
        return cuts


def cut_spans(text: str, spans: Iterable[Span]) -> str:
    """Return the text of a block without some spans; every run of white space becomes one space."""
    pieces, here = [], 0
    for span in sorted(spans, key=lambda span: span.start):
        pieces.append(text[here : span.start])
        here = max(here, span.end)
    return " ".join("".join([*pieces, text[here:]]).split())


def resolve_policies(*layers: Mapping[Category, Policy]) -> Policies:
    """Return the policy of every category; a later layer wins, `DEFAULT_POLICY` is below all of them.

    A policy for `body` also holds for subheadings, quotes, lists and every other category that is kept by default,
    unless a layer names that category: the output prints a quote like any other paragraph.
    """
    stated: dict[Category, Policy] = {}
    for layer in layers:
        stated |= layer
    return _resolve(stated) if stated else _DEFAULT_POLICIES


def _resolve(stated: Mapping[Category, Policy]) -> Policies:
    body = stated.get(Category.BODY, Policy.KEEP)
    by_category = {
        category: stated.get(category, body if default is Policy.KEEP else default)
        for category, default in DEFAULT_POLICY.items()
    }
    kept = frozenset(category for category, policy in by_category.items() if policy is Policy.KEEP)
    return Policies(MappingProxyType(by_category), kept)


_DEFAULT_POLICIES = _resolve({})


def _check_word(name: str, value: object, known: tuple[str, ...]) -> None:
    if value not in known:
        raise UsageError(f"Options.{name}: unknown value {value!r}{did_you_mean(str(value), known)}")


def _checked_policy(policy: Mapping[Category, Policy]) -> Iterator[tuple[Category, Policy]]:
    """Yield the categories of a mapping with their policies. Raises `UsageError` for an unknown one."""
    for category, wanted in policy.items():
        _check_word("policy", category, tuple(Category))
        _check_word("policy", wanted, tuple(Policy))
        yield Category(category), Policy(wanted)


@dataclass(frozen=True, slots=True)
class Options:
    """How newsclean cleans pages; the same frozen value serves every page of a run. Wrong values raise `UsageError`.

    input: the reader to use; "auto" decides by the page's content.
    encoding: the encoding to decode with, even if the page declares another one; None detects it.
    publication: the id of the publication whose rules apply; "none" applies no rules, None identifies the publication.
    rules: folders and files of publication rules above the installed ones, lowest first; see `standard_rules`.
    second_opinion: when to ask trafilatura about an HTML page; "auto" asks if the classifier's confidence is low.
    max_removed: the largest share (0 to 1) of an article's characters that a publication's `[[drop]]` rules may remove;
        raising it trusts the rules more. The default is a guess.
    removal: what happens above that share: "warn" ignores the rules on this page, "fail" raises `RemovalError`.
    policy: the policies that differ from `DEFAULT_POLICY` and from the publication's.
    structure: the article's blocks also have what the page shows besides text: marks, frames, images, embeds. Markdown,
        HTML, TEI and the blocks in JSON show it; it takes time that plain text does not need.
    agency_authors: the agencies beside people are among the authors, too.
    contradictions: the article's warnings also say which sources of its metadata contradict each other, and which won.
    max_bytes: the largest size of an unpacked page; a larger one raises `TooLargeError`. The default is a guess.
    """

    input: InputKind = "auto"
    encoding: str | None = None
    publication: str | None = None
    rules: tuple[str, ...] = ()
    second_opinion: SecondOpinion = "auto"
    max_removed: float = 0.9
    removal: Removal = "warn"
    policy: Mapping[Category, Policy] = field(default_factory=dict)
    structure: bool = False
    agency_authors: bool = False
    contradictions: bool = False
    max_bytes: int = 50 * MEBIBYTE

    def __post_init__(self) -> None:
        """Raise `UsageError` for a value that no page can be cleaned with. Texts become categories and policies."""
        for name, kind in (("input", InputKind), ("second_opinion", SecondOpinion), ("removal", Removal)):
            _check_word(name, getattr(self, name), get_args(kind))
        if isinstance(self.rules, str):
            raise UsageError(f"Options.rules: expected a tuple of paths, not the text {self.rules!r}")
        if not (isinstance(self.max_removed, int | float) and 0 <= self.max_removed <= 1):
            raise UsageError(f"Options.max_removed: expected a share between 0 and 1, not {self.max_removed!r}")
        if not (isinstance(self.max_bytes, int) and self.max_bytes > 0):
            raise UsageError(f"Options.max_bytes: expected a number of bytes above 0, not {self.max_bytes!r}")
        object.__setattr__(self, "rules", tuple(map(str, self.rules)))
        # a plain mapping, because a read-only one cannot travel between processes
        object.__setattr__(self, "policy", dict(_checked_policy(self.policy)))

    def policies_for(self, page: Page) -> Policies:
        """Return the policies for a page; these options' policy wins over the page's publication's."""
        return resolve_policies(page.policy, self.policy)
