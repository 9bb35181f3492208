"""The verb `explain`: a page block by block, in colour on a terminal and plain in a pipe."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Literal

import typer
from rich.console import Console

from newsclean.article import Article, LedgerEntry
from newsclean.assemble import assemble
from newsclean.blocks import Label, Page, Policy
from newsclean.cli import options as option
from newsclean.cli.app import app
from newsclean.cli.console import no_article_message, print_message, printable
from newsclean.cli.options import options_from
from newsclean.cli.pages.inputs import FoundPage, PageInputs
from newsclean.cli.pages.table import options_for
from newsclean.errors import ExitCode, PageError
from newsclean.metadata import Access
from newsclean.options import Options
from newsclean.pipeline import Failure, label
from newsclean.sources import Source

_STYLES = {Policy.KEEP: "green", Policy.DROP: "red", Policy.FIELD: "yellow"}
_MARKS = {Policy.KEEP: "+", Policy.DROP: "-", Policy.FIELD: "="}
Only = Literal["kept", "dropped", "doubtful"]
LEAST_DOUBTFUL, MOST_DOUBTFUL = 0.2, 0.8
"""A block is doubtful if its probability to belong to the article is between these. Wider shows more. A guess."""
_JUDGES = ("model", "trafilatura", "appeals")
_SHOWN_FIELDS = (
    "headline standfirst authors published modified publisher section tags language url image captions corrections "
    "agencies dateline first_published translation copyright access"
).split()


@app.command(
    "explain",
    epilog="Examples:  newsclean explain page.html | less -R  |  newsclean explain pages/ | grep '^- other'",
)
def explain(
    files: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[PAGE|DIR|URL|TABLE|-]...",
            help="Files, folders, patterns, addresses, tables; without one, or for -, standard input.",
        ),
    ] = None,
    input_: option.Input = "auto",
    encoding: option.Encoding = None,
    url: option.Url = None,
    allow_private: option.AllowPrivate = False,
    only: Annotated[Only | None, typer.Option(help="Show only these blocks.")] = None,
    publication: option.Publication = None,
    rules: option.Rules = None,
    second_opinion: option.SecondOpinion = "auto",
    keep: option.Keep = None,
    drop: option.Drop = None,
    field: option.Field = None,
) -> None:
    """Show a page block by block: its policy, its category, and the reason for it."""
    options = options_from(
        rules,
        keep,
        drop,
        field,
        input=input_,
        encoding=encoding,
        publication=publication,
        second_opinion=second_opinion,
    )
    inputs = PageInputs(tuple(files or ()), url, allows_private=allow_private)
    codes = [_explain_found(found, options, only) for found in inputs.pages()]
    if not codes:
        print_message(f"{' '.join(inputs.words)}: no pages there")
    is_good = bool(codes) and not any(codes)
    raise typer.Exit(codes[0] if inputs.is_one_page else ExitCode.OK if is_good else ExitCode.FAILED)


def _explain_found(found: FoundPage, options: Options, only: Only | None) -> ExitCode:
    """Explain one page of many; a page that cannot be read is a message, and the next one follows."""
    try:
        if isinstance(found.source, Failure):
            raise found.source.error
        return explain_page(found.source, options_for(options, found.reader), only)
    except PageError as error:
        print_message(str(error))
        return ExitCode.FAILED


def explain_page(source: Source, options: Options, only: Only | None = None) -> ExitCode:
    """Print a page with a mark, category and reason for each block; return the exit code that `clean` returns.

    Raises `PageError` for a page that cannot be read.
    """
    page = label(source, options=options)
    policies = options.policies_for(page)
    article = assemble(page, policies)
    console = Console(highlight=False, markup=False, emoji=False, soft_wrap=True)
    for name, value in _facts(page, article):
        console.print(f"{name:<11} ", style="bold", end="")
        console.print(printable(value))
    console.print()
    spans: dict[int, list[LedgerEntry]] = {}
    for entry in article.ledger:
        spans.setdefault(entry.block, []).append(entry)
    for index, (block, found) in enumerate(zip(page.blocks, page.labels, strict=True)):
        if found is None:
            continue
        policy = policies[found.category]
        if only is not None and not _is_shown(found, policy, only):
            continue
        _print_row(console, block.text, found, policy)
        for entry in spans.get(index, []) if policy is Policy.KEEP else []:
            _print_row(console, f"  … {entry.text}", Label(entry.category, entry.reason), entry.policy)
    console.print()
    console.print(_summary(page, article))
    if article.is_empty:
        print_message(no_article_message(article))
    return ExitCode.NO_ARTICLE if article.is_empty else ExitCode.OK


def _is_shown(found: Label, policy: Policy, only: Only) -> bool:
    """Return whether a block is one of those that the user wants to see."""
    if only != "doubtful":
        return (policy is Policy.KEEP) == (only == "kept")
    owner, _, probability = found.reason.partition(":")
    return owner in _JUDGES and LEAST_DOUBTFUL < float(probability) < MOST_DOUBTFUL


def _facts(page: Page, article: Article) -> Iterator[tuple[str, str]]:
    """Yield what is known about the page as a whole, with a name for each."""
    yield "source", f"{page.name}, {page.input}, {page.decoded.encoding}"
    match page.publication:
        case None:
            yield "publication", "unknown"
        case found if found.id is None:
            yield "publication", f"{found.name}, no rules for it (by {found.matched_by})"
        case found:
            evidence = found.evidence and f": {found.evidence}"
            yield "publication", f"{found.name}, rules {found.id} (by {found.matched_by}{evidence})"
    for name in _SHOWN_FIELDS:
        value = getattr(article, name)
        if value:
            yield name, f"{_shown(value)}  [{article.sources.get(name, 'block')}]"
    for warning in article.warnings:
        yield "warning", warning


def _shown(value: object) -> str:
    """Return a field's value on one line."""
    match value:
        case Access(state, visible):
            return state if visible is None else f"{state}, {visible:.0%} of it here"
        case Mapping():
            return " · ".join(map(str, value.values()))
        case tuple():
            return " · ".join(map(str, value))
        case _:
            return str(value)


def _print_row(console: Console, text: str, found: Label, policy: Policy) -> None:
    head = f"{_MARKS[policy]} {found.category.value:<16} {printable(found.reason):<28} "
    console.print(head, style=_STYLES[policy], end="")
    console.print(printable(text), style=None if policy is Policy.KEEP else "dim")


def _summary(page: Page, article: Article) -> str:
    kept = sum(len(block.text) for block in article.blocks)
    whole = sum(len(block.text) for block in page.blocks)
    return (
        f"{_MARKS[Policy.KEEP]} kept {len(article.blocks)} of {len(page.blocks)} blocks, {kept:,} of {whole:,} "
        f"characters; {_MARKS[Policy.FIELD]} moved to a field; {_MARKS[Policy.DROP]} dropped, in the ledger"
    )
