"""From pages to publication files: reading them, the review in the terminal, and what is written where."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from newsclean.authoring.examples import examples_of
from newsclean.authoring.publication_file import learned_text, memory_of, rejected_in, updated_text, with_rejected
from newsclean.authoring.review import HELP, Reviewed, StoppedError, review
from newsclean.batch import Inputs
from newsclean.batch.discover import InputFinder
from newsclean.cli.console import counted, print_message, printable
from newsclean.cli.inputs import open_source
from newsclean.cli.output import open_output
from newsclean.errors import NewscleanError, PageError, UsageError
from newsclean.learn import Learned, LearnOptions, learn
from newsclean.learn.proposals import Proposal, with_ids
from newsclean.sources import Source

WRITTEN, NOTHING = 0, 1


@dataclass(frozen=True, slots=True)
class Targets:
    """Where proposals go: `out`, a file or a folder, None for standard output; or the file to be updated."""

    out: Path | None = None
    update: Path | None = None
    is_reviewed: bool = False

    @property
    def is_folder(self) -> bool:
        """Whether each publication gets a file of its own."""
        return self.out is not None and (self.out.is_dir() or self.out.suffix != ".toml")


@dataclass(slots=True)
class PageReader:
    """The pages as they are named and opened, and what went wrong with them."""

    asked: LearnOptions
    failed: int = 0
    others: int = 0
    seen: set[str] = field(default_factory=set)

    def names(self, arguments: Sequence[str]) -> Iterator[str]:
        """Yield the names of all pages, and tell of what cannot be read."""
        for found in InputFinder().find(Inputs(tuple(arguments))):
            if found.status is not None:
                self.complain(PageError(f"{found.path}: {found.reason or found.status}"))
            else:
                yield found.path

    def complain(self, error: PageError) -> None:
        """Tell of a page that cannot be read."""
        self.failed += 1
        print_message(str(error))

    def open(self, name: str) -> Source:
        """Read a page."""
        return open_source(name, None)


def learn_pages(arguments: Sequence[str], asked: LearnOptions, targets: Targets) -> int:
    """Learn from pages, write what is proposed, and return the exit code. Raises `NewscleanError`."""
    text = None
    if targets.update is not None:
        text, asked = _known(targets.update, asked)
    elif targets.out is not None and not targets.is_folder and asked.publication is None:
        asked = replace(asked, publication=targets.out.stem)
    readings = PageReader(asked)
    learned = list(learn(readings.names(arguments), readings.open, asked, readings.complain))
    enough = [one for one in learned if one.boilerplate is not None]
    for one in learned:
        if one.boilerplate is None:
            print_message(
                f"{one.key}: {counted(one.articles, 'different article')} on {counted(one.seen, 'page')}, "
                f"too few to learn from; {asked.support.min_pages} are needed (--min-pages)"
            )
    if len(enough) > 1 and not targets.is_folder:
        names = ", ".join(f"{one.identity.id} ({counted(one.seen, 'page')})" for one in enough)
        raise UsageError(f"pages of {len(enough)} publications: {names}; --out DIR/ writes a file for each")
    try:
        written = sum(_write(one, readings, targets, text) for one in enough)
    except StoppedError:
        print_message("stopped; nothing more was written")
        written = 0
    return WRITTEN if written and not readings.failed else NOTHING


def _known(path: Path, asked: LearnOptions) -> tuple[str, LearnOptions]:
    """Read the file that is to be brought up to date. Raises `NewscleanError`."""
    from newsclean.rules.files.publication import parse_publication

    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise NewscleanError(f"{path}: {getattr(error, 'strerror', None) or error}") from error
    publication = parse_publication(text, str(path))
    return text, replace(asked, publication=publication.id, known=publication)


def _write(one: Learned, readings: PageReader, targets: Targets, text: str | None) -> bool:
    """Review and write what was learned of one publication; return whether there is a file now."""
    rejected = rejected_in(text or "")
    proposals = [proposal for proposal in one.proposals if memory_of(proposal) not in rejected]
    _print_summary(one, proposals)
    path = _path_of(one, targets)
    if path is not None and path.exists() and targets.update is None:
        raise NewscleanError(f"{path}: is there already; --update brings it up to date")
    reviewed = _reviewed(one, proposals) if targets.is_reviewed else Reviewed(tuple(proposals), ())
    new = _contents(one, readings, reviewed, text)
    if text is not None and new == text:
        print_message(f"{path}: nothing to change")
        return True
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
    with open_output(path) as stream:
        stream.write(new.encode())
    if path is not None:
        print_message(f"{path}: written; look at it before you use it")
    return True


def _path_of(one: Learned, targets: Targets) -> Path | None:
    if targets.update is not None:
        return targets.update
    return targets.out / f"{one.identity.id}.toml" if targets.out is not None and targets.is_folder else targets.out


def _contents(one: Learned, readings: PageReader, reviewed: Reviewed, text: str | None) -> str:
    asked = readings.asked
    taken = [rule.id for rule in asked.known.rules] if asked.known else []
    accepted = with_ids(reviewed.accepted, taken)
    examples = examples_of(one, readings.open, asked, accepted)
    if text is None:
        head = (
            f"Learned by newsclean from {counted(one.seen, 'page')} with {counted(one.articles, 'different article')}.",
            "Above each rule: lines that it is made of. Change what you like; newsclean learn --update keeps it.",
        )
        new = learned_text(one, accepted, examples, head)
    else:
        problem = f"stale since {time.strftime('%Y-%m-%d')}: on none of {counted(len(one.sampled), 'page')}"
        stale = {rule: problem if rule in one.stale else None for rule in taken}
        new = updated_text(text, one, accepted, examples, stale)
    return with_rejected(new, reviewed.rejected)


def _print_summary(one: Learned, proposals: Sequence[Proposal]) -> None:
    sampled = f", {len(one.sampled):,} of them looked at" if len(one.sampled) < one.seen else ""
    stale = f"; {counted(len(one.stale), 'stale rule')}" if one.stale else ""
    print_message(
        f"{one.identity.id}: {counted(one.seen, 'page')}{sampled}, {counted(one.articles, 'different article')}: "
        f"{counted(len(proposals), 'proposal')}{stale}"
    )


def _reviewed(one: Learned, proposals: Sequence[Proposal]) -> Reviewed:
    """Walk the proposals with the person at the terminal."""
    from rich.console import Console

    console = Console(stderr=True, highlight=False, markup=False, emoji=False, soft_wrap=True)
    console.print(f"{one.identity.name}: {counted(len(proposals), 'proposal')}. {HELP}")

    def ask(proposal: Proposal, number: int) -> str:
        console.print(f"\n{number}/{len(proposals)}  {proposal.category}  {proposal.evidence}", style="bold")
        for line in _described(proposal):
            console.print(f"  {printable(line)}")
        console.print("[a/r/c CATEGORY/A/q] ", end="")
        return sys.stdin.readline()

    return review(proposals, ask, console.print)


def _described(proposal: Proposal) -> Iterator[str]:
    if proposal.from_:
        yield f"from     {proposal.from_}"
        yield f"through  {proposal.through}"
    for name in ("tail", "css", "line", "starts", "regex"):
        values = getattr(proposal, name)
        yield from (f"{name:8} {value}" for value in values[:8])
        if len(values) > 8:
            yield f"{name:8} and {len(values) - 8} more"
