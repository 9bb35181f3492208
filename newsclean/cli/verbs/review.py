"""The verb `review`: pages to look at in a browser, with all that was kept and removed."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer

from newsclean.batch.settings import available_processors
from newsclean.cli.app import app
from newsclean.cli.console import counted, print_message
from newsclean.cli.pages.groups import Judging, Pages, Reading
from newsclean.cli.streams import write_text
from newsclean.errors import ExitCode, UsageError
from newsclean.review.collect import collect
from newsclean.review.overview import Overview
from newsclean.review.runs import add_runs_of
from newsclean.review.write import MAX_PART, check_installed, part_paths, render_review


@app.command(
    "review",
    epilog="Examples:  newsclean review page.html  |  newsclean review pages/ -o review.html --runs articles/",
)
def review(
    inputs: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[PAGE|DIR|URL|TABLE|-]...",
            help="Files, folders, patterns, addresses, tables; without one, or for -, standard input.",
        ),
    ] = None,
    output: Annotated[
        Path,
        typer.Option("--output", "-o", metavar="FILE", help="Write the review here; a large one gets several files."),
    ] = Path("review.html"),
    runs: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Show the drift and the past of the batch with this --out.")
    ] = None,
    jobs: Annotated[
        int | None,
        typer.Option("--jobs", "-j", metavar="N", help="Use this many worker processes  [default: one a processor]"),
    ] = None,
    *,
    pages: Pages,
    reading: Reading,
    judging: Judging,
) -> None:
    """Write a page for the browser that shows what was kept and removed, and why, on any number of pages.

    Exit codes: 0 all clean, 1 some pages failed.
    """
    if jobs is not None and jobs < 1:
        raise UsageError(f"--jobs {jobs}: at least one worker is needed")
    check_installed()
    options, found = judging.options(reading), pages.inputs(inputs)
    start = time.monotonic()
    workers = 1 if found.is_one_page else jobs or available_processors()
    overview = Overview(_title(inputs or [pages.files_from or "-"]))
    parts = list(collect((page.source for page in found.pages()), options, overview, workers, MAX_PART))
    if runs is not None:
        add_runs_of(overview, runs)
    paths = part_paths(output, max(1, len(parts)))
    names = [path.name for path in paths] if len(paths) > 1 else []
    for number, path in enumerate(paths):
        write_text(path, render_review(overview, parts[number] if parts else None, names, number))
    more = f" and {counted(len(paths) - 1, 'more file')}" if len(paths) > 1 else ""
    print_message(f"wrote {output}{more}: {counted(overview.pages, 'page')}; {time.monotonic() - start:.1f} s")
    for path_, _, reason in overview.failures:
        print_message(f"{path_}: {reason}")
    raise typer.Exit(ExitCode.FAILED if overview.failures else ExitCode.OK)


def _title(inputs: list[str]) -> str:
    """Return the title of a review: its input, or the folder of all of them."""
    if len(inputs) == 1:
        return inputs[0]
    folders = {str(Path(name).parent) for name in inputs}
    return counted(len(inputs), "input") + (f" in {folders.pop()}" if len(folders) == 1 and folders != {"."} else "")
