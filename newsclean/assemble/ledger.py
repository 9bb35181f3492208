"""The ledger of an article: every block, span and piece of markup that is not in the body."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from newsclean.article import LedgerEntry
from newsclean.assemble.body import Decided
from newsclean.assemble.restore import input_offsets
from newsclean.blocks import Category, Container, Page, Policy, Span
from newsclean.budget import Budget, Part
from newsclean.options import Policies
from newsclean.text.patterns import compile_later

MAX_SHARED_DEPTH = 200  # elements; remembering deeper paths takes memory in the square of the depth (a guess)
MAX_TAG_CHARS = 100  # characters of a tag's name in a path that the budget does not cover (a guess)
_KEEP = Policy.KEEP
_ANY_WORD_RE = compile_later(r"[^\W_]")


def ledger_of(
    page: Page, policies: Policies, decided: Iterable[Decided], cuts: Mapping[int, Sequence[Span]], budget: Budget
) -> Iterator[LedgerEntry]:
    """Yield the ledger entries of a page in page order; `cuts` are the spans that leave the body, by block."""
    paths = _Paths(budget)
    for index, block, label, policy in decided:
        if policy is _KEEP and index not in cuts and not block.markup:
            continue
        path = paths.of(block.container) if block.container else None
        if policy is not _KEEP:
            start, end = block.start, block.end
            text = block.text if start is None else page.decoded.text[start:end]
            yield LedgerEntry(label.category, label.reason, policy, index, start, end, path, text)
        elif block.start is None:
            for cut in cuts[index]:
                text = block.text[cut.start : cut.end]
                yield LedgerEntry(*cut.label, policies[cut.label.category], index, None, None, path, text)
        else:
            yield from _parts(page, policies, index, cuts.get(index, []))


def _parts(page: Page, policies: Policies, index: int, cuts: Sequence[Span]) -> Iterator[LedgerEntry]:
    """Yield the parts of a text block that are not in the body: its cuts, and markup that contains a word.

    Markup without a word is like white space and bullets: only `restore` needs it.
    """
    block, text = page.blocks[index], page.decoded.text
    offsets = input_offsets(block, text) if cuts else []
    parts = [(offsets[cut.start][0], offsets[cut.end - 1][1], *cut.label) for cut in cuts]
    for mark in block.markup:
        if not mark.text.strip() and _ANY_WORD_RE.search(text, mark.start, mark.end):
            shown = text[mark.start : mark.end]
            kind = "tag" if "<" in shown else "link" if "](" in shown else "markdown"
            parts.append((mark.start, mark.end, Category.OTHER, f"markup:{kind}"))
    here = 0
    for start, end, category, reason in sorted(parts):
        if start >= here:
            policy = Policy.DROP if reason.startswith("markup:") else policies[category]
            yield LedgerEntry(category, reason, policy, index, start, end, None, text[start:end])
            here = end


class _Paths:
    """The paths of a page's containers, as `Container.path` gives them, within the budget."""

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self._left = budget.allowance(Part.PATHS)
        self._known: dict[Container | None, str] = {}

    def of(self, container: Container) -> str:
        """Return the path of a container; only its last step where the budget is spent."""
        if self._left < 0:
            return f"… > {container.tag[:MAX_TAG_CHARS]}"
        known = self._known
        if container.depth > MAX_SHARED_DEPTH:
            path = container.path()
        else:
            if container not in known:
                for new in container.ancestors_outside(known):
                    known[new] = f"{known[new.parent]} > {new.path_step()}" if new.parent else new.path_step()
            path = known[container]
        self._left -= len(path)
        if self._left < 0:
            self._budget.overspend(Part.PATHS)
        return path
