"""The verb `clean`: pages to articles on one stream."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

from newsclean.article import Article
from newsclean.cli.console import print_message
from newsclean.cli.inputs import open_source
from newsclean.cli.output import open_output
from newsclean.errors import PageError, UsageError
from newsclean.options import Options
from newsclean.pipeline import Failure, clean_one
from newsclean.render import RenderOptions, output_format, render
from newsclean.render.jsonl import ledger_to_jsonl

ALL_CLEAN, SOME_FAILED, NO_ARTICLE = 0, 1, 3


@dataclass(frozen=True, slots=True)
class Destination:
    """How articles are written, and where."""

    rendering: RenderOptions
    output: Path | None = None
    ledger: Path | None = None


@dataclass(slots=True)
class _Tally:
    """What became of the pages so far."""

    pages: int = 0
    written: int = 0
    empty: int = 0
    failed: int = 0

    @property
    def exit_code(self) -> int:
        """One page without an article is told apart from a failure; among many it is one of those that failed."""
        if self.pages == 1 and self.empty:
            return NO_ARTICLE
        return SOME_FAILED if self.failed or self.empty else ALL_CLEAN


def clean_all(files: list[str], url: str | None, options: Options, destination: Destination) -> int:
    """Clean files in order, write their articles, and return the exit code.

    Raises `UsageError` when the format or a URL cannot serve several pages.
    """
    output = output_format(destination.rendering.format)
    if len(files) > 1:
        if output.separator is None:
            raise UsageError(f"--format {output.name} takes one page; for several use --format jsonl")
        if url:
            raise UsageError("--url is the address of one page; several pages were given")
    tally = _Tally()
    ledgers = open_output(destination.ledger) if destination.ledger else nullcontext()
    with open_output(destination.output) as articles, ledgers as ledger:
        if output.header is not None:
            articles.write(output.header(destination.rendering).encode())
        for file in files:
            article = _clean_file(file, url, options)
            tally.pages += 1
            if isinstance(article, Failure):
                tally.failed += 1
                print_message(str(article.error))
                continue
            if article.is_empty:
                tally.empty += 1
                print_message(no_article_message(article))
            if ledger is not None:
                ledger.write(ledger_to_jsonl(article).encode())
            if not article.is_empty or output.is_record:
                separator = output.separator if output.separator and tally.written else ""
                articles.write((separator + render(article, destination.rendering)).encode())
                articles.flush()
                tally.written += 1
    return tally.exit_code


def no_article_message(article: Article) -> str:
    """Return what to say of a page in which no article was found."""
    return f"{article.source}: no article found" if article.ledger else f"{article.source}: the page is empty"


def _clean_file(file: str, url: str | None, options: Options) -> Article | Failure:
    try:
        source = open_source(file, url)
    except PageError as error:
        return Failure(file, error)
    return clean_one(source, options)
