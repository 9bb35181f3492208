"""The work of the verb `learn`: pages in, a review in the terminal, publication files out."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from rich.console import Console

from newsclean.authoring.examples import examples_of
from newsclean.authoring.publication_file import learned_text, memory_of, rejected_in, updated_text, with_rejected
from newsclean.authoring.review import HELP, Reviewed, StoppedError, review
from newsclean.batch import Inputs
from newsclean.batch.discover import InputFinder
from newsclean.cli.console import counted, print_message, printable
from newsclean.cli.streams import open_output, open_source
from newsclean.errors import ExitCode, NewscleanError, PageError, UsageError
from newsclean.learn import Learned, LearnOptions, learn
from newsclean.learn.proposals import Proposal, with_ids
from newsclean.rules.files.publication import parse_publication
from newsclean.rules.types import Rule

MAX_SHOWN = 8  # the values of a proposal that the review shows for each kind of value (a guess)


@dataclass(frozen=True, slots=True)
class Targets:
    """Where publication files go.

    out: a file, or a folder for a file each; None for standard output.
    update: the file to update instead.
    is_reviewed: a person reviews the proposals first.
    """

    out: Path | None = None
    update: Path | None = None
    is_reviewed: bool = False

    @property
    def is_folder(self) -> bool:
        """Whether each publication gets a file of its own."""
        return self.out is not None and (self.out.is_dir() or self.out.suffix != ".toml")

    def path_of(self, learned: Learned) -> Path | None:
        """Return the file of a publication, or None for standard output."""
        if self.update is not None:
            return self.update
        if self.out is not None and self.is_folder:
            return self.out / f"{learned.identity.id}.toml"
        return self.out


@dataclass(frozen=True, slots=True)
class _Job:
    """The options of a run that learns. text: the content of the file to update, or None."""

    options: LearnOptions
    targets: Targets
    text: str | None = None


@dataclass(slots=True)
class _Failures:
    """Counts the pages that could not be read, and prints a message for each."""

    count: int = 0

    def add(self, error: PageError) -> None:
        self.count += 1
        print_message(str(error))


def learn_pages(arguments: Sequence[str], options: LearnOptions, targets: Targets) -> ExitCode:
    """Learn from pages, write the proposals, and return the exit code. Raises `NewscleanError`."""
    job = _job(options, targets)
    failures = _Failures()
    learned = list(learn(_names(arguments, failures), open_source, job.options, failures.add))
    enough = [one for one in learned if one.boilerplate is not None]
    for one in learned:
        if one.boilerplate is None:
            print_message(
                f"{one.key}: {counted(one.articles, 'different article')} on {counted(one.seen, 'page')}, "
                f"too few to learn from; {options.support.min_pages} are needed (--min-pages)"
            )
    if len(enough) > 1 and not targets.is_folder:
        names = ", ".join(f"{one.identity.id} ({counted(one.seen, 'page')})" for one in enough)
        raise UsageError(f"pages of {len(enough)} publications: {names}; --out DIR/ writes a file for each")
    try:
        for one in enough:
            _write(one, job)
    except StoppedError:
        print_message("stopped; nothing more was written")
        return ExitCode.FAILED
    return ExitCode.OK if enough and not failures.count else ExitCode.FAILED


def _job(options: LearnOptions, targets: Targets) -> _Job:
    """Return the job, with the publication that the file to update or to write stands for. Raises `NewscleanError`."""
    path = targets.update
    if path is None:
        if targets.out is not None and not targets.is_folder and options.publication is None:
            options = replace(options, publication=targets.out.stem)
        return _Job(options, targets)
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise NewscleanError(f"{path}: {getattr(error, 'strerror', None) or error}") from error
    publication = parse_publication(text, str(path))
    return _Job(replace(options, publication=publication.id, known=publication), targets, text)


def _names(arguments: Sequence[str], failures: _Failures) -> Iterator[str]:
    """Yield the name of every page that the arguments name."""
    for found in InputFinder().find(Inputs(tuple(arguments))):
        if found.status is not None:
            failures.add(PageError(f"{found.path}: {found.reason or found.status}"))
        else:
            yield found.path


def _write(learned: Learned, job: _Job) -> None:
    """Review the proposals for a publication if the caller wants that, and write its file."""
    rejected = rejected_in(job.text or "")
    proposals = [proposal for proposal in learned.proposals if memory_of(proposal) not in rejected]
    _print_summary(learned, proposals)
    path = job.targets.path_of(learned)
    if path is not None and path.exists() and job.targets.update is None:
        raise NewscleanError(f"{path} exists already; --update brings it up to date")
    reviewed = _review(learned, proposals) if job.targets.is_reviewed else Reviewed(tuple(proposals), ())
    text = _file_text(learned, reviewed, job)
    if job.text is not None and text == job.text:
        print_message(f"{path}: nothing to change")
        return
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
    with open_output(path) as stream:
        stream.write(text.encode())
    if path is not None:
        print_message(f"{path}: written; read it before you use it")


def _file_text(learned: Learned, reviewed: Reviewed, job: _Job) -> str:
    options = job.options
    taken = [rule.id for rule in options.known.rules] if options.known else []
    accepted = with_ids(reviewed.accepted, taken)
    examples = examples_of(learned, open_source, options, accepted)
    if job.text is None:
        pages, articles = counted(learned.seen, "page"), counted(learned.articles, "different article")
        head = (
            f"Learned by newsclean from {pages} with {articles}.",
            "Above each rule: lines that it is made of. Change what you like; newsclean learn --update keeps it.",
        )
        text = learned_text(learned, accepted, examples, head)
    else:
        problem = f"stale since {time.strftime('%Y-%m-%d')}: on none of {counted(len(learned.sampled), 'page')}"
        stale = {rule: problem if rule in learned.stale else None for rule in taken}
        text = updated_text(job.text, learned, accepted, examples, stale)
    return with_rejected(text, reviewed.rejected)


def _print_summary(learned: Learned, proposals: Sequence[Proposal]) -> None:
    sampled = f", {len(learned.sampled):,} of them sampled" if len(learned.sampled) < learned.seen else ""
    stale = f"; {counted(len(learned.stale), 'stale rule')}" if learned.stale else ""
    pages, articles = counted(learned.seen, "page"), counted(learned.articles, "different article")
    print_message(f"{learned.identity.id}: {pages}{sampled}, {articles}: {counted(len(proposals), 'proposal')}{stale}")


def _review(learned: Learned, proposals: Sequence[Proposal]) -> Reviewed:
    """Ask the person at the terminal about each proposal. Raises `StoppedError` if they stop."""
    console = Console(stderr=True, highlight=False, markup=False, emoji=False, soft_wrap=True)
    console.print(f"{learned.identity.name}: {counted(len(proposals), 'proposal')}. {HELP}")

    def ask(proposal: Proposal, number: int) -> str:
        console.print(f"\n{number}/{len(proposals)}  {proposal.category}  {proposal.rule.why}", style="bold")
        for line in _described(proposal.rule):
            console.print(f"  {printable(line)}")
        console.print("[a/r/c CATEGORY/A/q] ", end="")
        return sys.stdin.readline()

    return review(proposals, ask, console.print)


def _described(rule: Rule) -> Iterator[str]:
    """Yield the lines that show what a proposed rule matches."""
    if rule.from_:
        yield f"from     {rule.from_[0]}"
        yield f"through  {rule.through[0]}"
    for name in ("css", "line", "starts", "regex"):
        values = getattr(rule, name)
        yield from (f"{name:8} {value}" for value in values[:MAX_SHOWN])
        if len(values) > MAX_SHOWN:
            yield f"{name:8} and {len(values) - MAX_SHOWN} more"
