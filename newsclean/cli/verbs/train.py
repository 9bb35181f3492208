"""The verbs `train`, `gold` and `eval`: gold folders, models trained on them, and measurements."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from newsclean.cli.console import print_message
from newsclean.cli.output import open_output
from newsclean.errors import UsageError
from newsclean.options import Options
from newsclean.training.evaluate import (
    Cleaner,
    GoldReport,
    evaluate,
    evaluate_dumps,
    newsclean_cleaner,
    trafilatura_cleaner,
)
from newsclean.training.gold.pages import GoldPage, read_gold

if TYPE_CHECKING:
    from newsclean.classify.feature_set import Input

_COLUMNS = ("pages", "f1", "precision", "recall", "page_f1", "exact", "with", "without", "sure", "sure_right", "ms")


def train_model(folders: Sequence[Path], output: Path, seed: int, kind: Input | Literal["headline"]) -> None:
    """Train a model on gold folders, write it, and print its cross-validation by site.

    Raises `UsageError` for folders without gold, for too few pages, and where LightGBM is not installed.
    """
    golds = [gold for folder in folders for gold in read_gold(folder)]
    if kind == "headline":
        _fit_headline(golds, output)
        return
    # heavy: the trainer
    from newsclean.training.recipes import training_set
    from newsclean.training.train import cross_validated

    data = training_set(kind, golds, seed)
    print_message(f"{data.pages} pages of {data.sites} sites")
    result = data.train()
    with open_output(output) as stream:
        stream.write(result.model.to_bytes())
    print_reports(cross_validated(result))
    print_message(f"{output}: model {result.model.version}")


def _fit_headline(golds: Sequence[GoldPage], output: Path) -> None:
    """Fit the weights of the headline chooser, write them as JSON, and print their cross-validation by site."""
    # heavy: the trainer
    from newsclean.training.headline import cross_validate, fit_weights, read_headline_pages

    pages = read_headline_pages(golds)
    if not pages:
        raise UsageError("no page of this gold has a title")
    weights = fit_weights(pages)
    with open_output(output) as stream:
        stream.write((json.dumps(weights, indent=4) + "\n").encode())
    for dataset, share in cross_validate(pages).items():
        print(f"{dataset}\theadlines exactly right on unknown sites\t{share:.4f}")  # noqa: T201
    print_message(f"{output}: {len(weights)} weights; they replace WEIGHTS in readers/metadata/headline.py")


def build_gold_folders(clones: Sequence[Path], out: Path) -> None:
    """Build gold folders from clones of public data sets, and print what was built.

    Raises `UsageError` for an unknown or incomplete clone, and for a gold folder that exists already.
    """
    # heavy: only this verb needs it
    from newsclean.training.gold.public import build_gold

    for built in build_gold(clones, out):
        print(f"{built.folder}\t{built.pages} pages")  # noqa: T201
        if built.missing:
            print_message(f"{built.folder}: {len(built.missing)} rows have no page in the clone")


def evaluate_gold(folders: Sequence[Path], against: str | None, options: Options) -> None:
    """Print the scores of newsclean on gold folders, and those of another tool if one is named.

    With `options.input` "text", newsclean cleans text dumps of the pages, in all styles.
    """
    if options.input == "text":
        if against is not None:
            raise UsageError(f"{against} reads HTML alone; measure it without --input text")
        print_reports(evaluate_dumps(folders, options))
        return
    tools: list[tuple[str, Cleaner]] = [("newsclean", newsclean_cleaner(options))]
    if against == "trafilatura":
        tools.append(("trafilatura", trafilatura_cleaner))
    print_reports(evaluate(read_gold(folder), clean, tool) for folder in folders for tool, clean in tools)


def print_reports(reports: Iterable[GoldReport]) -> None:
    """Print a header, and one line of scores for each report."""
    print("\t".join(("dataset", "tool", *_COLUMNS)))  # noqa: T201
    for report in reports:
        measures = report.measures()
        cells = [_cell(name, measures.get(name)) for name in _COLUMNS]
        print("\t".join((report.dataset, report.tool, *cells)), flush=True)  # noqa: T201


def _cell(name: str, value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:.0f}" if name == "pages" else f"{value:.1f}" if name == "ms" else f"{value:.4f}"
