"""The review of proposals: a person accepts each, rejects it, or accepts it as another category."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from newsclean.blocks import Category
from newsclean.errors import did_you_mean
from newsclean.learn.proposals import Proposal, with_ids

HELP = "a accept, r reject, c CATEGORY accept as that, A accept all that follow, q stop here and write nothing"

Ask = Callable[[Proposal, int], str]  # shows a proposal with its number, and returns the person's answer


class StoppedError(Exception):
    """The person stopped the review."""


@dataclass(frozen=True, slots=True)
class Reviewed:
    """The accepted and the rejected proposals."""

    accepted: tuple[Proposal, ...]
    rejected: tuple[Proposal, ...]


def review(proposals: Sequence[Proposal], ask: Ask, print_problem: Callable[[str], None]) -> Reviewed:
    """Ask about each proposal, and return the accepted and the rejected ones.

    `print_problem` explains an answer that is not valid. Raises `StoppedError` if the person stops the review or the
    answers end.
    """
    accepted: list[Proposal] = []
    rejected: list[Proposal] = []
    for index, proposal in enumerate(proposals):
        decision = _decide(proposal, index + 1, ask, print_problem)
        if decision == "all":
            accepted += proposals[index:]
            break
        if isinstance(decision, Proposal):
            accepted.append(decision)
        else:
            rejected.append(proposal)
    return Reviewed(tuple(with_ids(accepted)), tuple(rejected))


def _decide(proposal: Proposal, number: int, ask: Ask, print_problem: Callable[[str], None]) -> Proposal | str | None:
    """Return the accepted proposal, None if it is rejected, "all" to accept this and all that follow."""
    while (answer := ask(proposal, number)) not in ("q", ""):
        word, _, rest = answer.strip().partition(" ")
        if word in ("a", "y"):
            return proposal
        if word in ("r", "n"):
            return None
        if word == "A":
            return "all"
        if word == "c":
            name = rest.strip()
            if name in [*Category]:
                return replace(proposal, rule=replace(proposal.rule, category=Category(name)))
            print_problem(f"unknown category {name!r}{did_you_mean(name, Category)}")
        else:
            print_problem(HELP)
    raise StoppedError
