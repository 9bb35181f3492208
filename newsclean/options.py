"""What a caller can ask for: one frozen value, the same for every page of a run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from newsclean.blocks import DEFAULT_POLICY, Category, Page, Policy

if TYPE_CHECKING:
    from newsclean.rules.types import Rule

MEBIBYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Options:
    """How pages are cleaned.

    input: which reader to use; "auto" looks at the page.
    encoding: the encoding to read with, whatever the page says of itself; None finds it out.
    publication: an id forces that publication's rules, "none" switches rules off, None finds the publication.
    rules: folders and files of publication rules above the installed ones, lowest first; see `standard_rules`.
    repetition: what recurs on pages like this one, for pages of publications without rules; see `newsclean.learn`.
    second_opinion: whether trafilatura is asked about an HTML page: "auto" where our own confidence is low.
    max_removed: the share of an article's characters that a publication's `[[drop]]` rules may take.
    removal: what happens when they take more: "warn" has them not apply to this page, "fail" fails the page.
    policy: categories whose policy differs from `DEFAULT_POLICY`, and from the publication's.
    max_bytes: pages larger than this, unpacked, are refused with `TooLargeError`.
    """

    input: Literal["auto", "html", "text"] = "auto"
    encoding: str | None = None
    publication: str | None = None
    rules: tuple[str, ...] = ()
    repetition: tuple[Rule, ...] = ()
    second_opinion: Literal["never", "auto", "always"] = "auto"
    max_removed: float = 0.9
    removal: Literal["warn", "fail"] = "warn"
    policy: Mapping[Category, Policy] = field(default_factory=lambda: MappingProxyType({}))
    max_bytes: int = 50 * MEBIBYTE

    def policy_of(self, category: Category) -> Policy:
        """Return what becomes of the blocks of a category.

        Quotes, lists and the other kinds of text that are kept go with the body, unless they are named: printed, a
        quote or a subheading is a paragraph like others.
        """
        own = self.policy.get(category)
        if own is None and DEFAULT_POLICY[category] is Policy.KEEP:
            own = self.policy.get(Category.BODY)
        return own or DEFAULT_POLICY[category]

    def kept(self) -> frozenset[Category]:
        """Return the categories whose blocks stay in the body."""
        return frozenset(category for category, policy in self.policies().items() if policy is Policy.KEEP)

    def policies(self) -> Mapping[Category, Policy]:
        """Return what becomes of the blocks of each category."""
        return {category: self.policy_of(category) for category in Category} if self.policy else DEFAULT_POLICY

    def on(self, page: Page) -> Options:
        """Return these options with the policy of the page's publication below their own."""
        return replace(self, policy={**page.policy, **self.policy}) if page.policy else self
