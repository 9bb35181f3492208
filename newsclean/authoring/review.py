"""Walking proposals with the person who decides: accept, reject, or accept as another category."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from newsclean.blocks import Category
from newsclean.errors import UsageError, did_you_mean
from newsclean.learn.proposals import Proposal, with_ids

HELP = "a accept, r reject, c CATEGORY accept as that, A accept all that follow, q stop here and write nothing"


class StoppedError(Exception):
    """The person who reviews wants nothing written."""


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What came of a review."""

    accepted: tuple[Proposal, ...]
    rejected: tuple[Proposal, ...]


def review(proposals: Sequence[Proposal], ask: Callable[[Proposal, int], str], say: Callable[[str], None]) -> Reviewed:
    """Ask about each proposal, and return what was accepted and what was not.

    `ask` shows a proposal with its number and returns the answer, `say` tells what was wrong with one. Raises
    `StoppedError` when asked to, and at the end of the answers.
    """
    accepted: list[Proposal] = []
    rejected: list[Proposal] = []
    rest = iter(enumerate(proposals, 1))
    for number, proposal in rest:
        decided = _decide(proposal, number, ask, say)
        if isinstance(decided, str):
            accepted += [proposal, *(other for _, other in rest)]
        elif decided is None:
            rejected.append(proposal)
        else:
            accepted.append(decided)
    return Reviewed(tuple(with_ids(accepted)), tuple(rejected))


def _decide(
    proposal: Proposal, number: int, ask: Callable[[Proposal, int], str], say: Callable[[str], None]
) -> Proposal | str | None:
    """Return the proposal as accepted, None for a rejected one, "all" for this and all that follow."""
    for answer in _answers(proposal, number, ask):
        word, _, rest = answer.strip().partition(" ")
        if word in ("a", "y"):
            return proposal
        if word in ("r", "n"):
            return None
        if word == "A":
            return "all"
        if word == "c":
            try:
                return replace(proposal, category=category_named(rest.strip()))
            except UsageError as error:
                say(str(error))
        else:
            say(HELP)
    raise StoppedError


def _answers(proposal: Proposal, number: int, ask: Callable[[Proposal, int], str]) -> Iterator[str]:
    while (answer := ask(proposal, number)) not in ("q", ""):
        yield answer


def category_named(name: str) -> Category:
    """Return a category by its name. Raises `UsageError`, naming the nearest."""
    try:
        return Category(name)
    except ValueError:
        raise UsageError(f"unknown category {name!r}{did_you_mean(name, list(Category))}") from None
