"""The verb `train`: a model from gold folders."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal

import typer

from newsclean.classify.categories.model import Kind
from newsclean.cli.app import app
from newsclean.cli.console import print_message
from newsclean.cli.streams import open_output
from newsclean.cli.verbs.training.eval import GoldFolders, print_categories, print_reports
from newsclean.errors import UsageError
from newsclean.training.categories.examples import FOLDS, read_html_examples
from newsclean.training.categories.text_examples import read_text_examples
from newsclean.training.categories.train import train_categories
from newsclean.training.gold.pages import GoldPage, read_gold
from newsclean.training.headline import cross_validate, fit_weights, read_headline_pages
from newsclean.training.recipes import training_set
from newsclean.training.train import cross_validated


@app.command("train", epilog="Example:  newsclean train my-gold --output my-model.npz")
def train_model(
    folders: GoldFolders,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="Write the model here.")],
    seed: Annotated[int, typer.Option(help="The same seed and gold give the same model.")] = 1,
    kind: Annotated[
        Literal["html", "text", "appeals", "categories", "text-categories", "headline"],
        typer.Option(
            "--input",
            help="Train on pages, on text dumps of them, on articles with appeals, on labelled blocks, on the lines "
            "of their dumps, or on candidate headlines.",
        ),
    ] = "html",
) -> None:
    """Train a model on gold folders, and print its cross-validation by site.

    Needs `pip install 'newsclean[train]'`. `newsclean gold` builds the folders that the shipped models come from.
    """
    golds = [gold for folder in folders for gold in read_gold(folder)]
    if kind == "headline":
        _fit_headline(golds, output)
        return
    if kind == "categories" or kind == "text-categories":
        _train_categories(golds, output, seed, "html" if kind == "categories" else "text")
        return
    data = training_set(kind, golds, seed)
    print_message(f"{data.pages} pages of {data.sites} sites")
    result = data.train()
    with open_output(output) as stream:
        stream.write(result.model.to_bytes())
    print_reports(cross_validated(result))
    print_message(f"{output}: model {result.model.version}")


def _train_categories(golds: Sequence[GoldPage], output: Path, seed: int, kind: Kind) -> None:
    """Train a classifier of categories on gold with labelled blocks, and print its cross-validation by site."""
    examples = read_html_examples(golds, FOLDS) if kind == "html" else read_text_examples(golds, FOLDS)
    named = [example for example in examples if example.has_names]
    print_message(f"{len(named)} examples with labels, of {len({example.site for example in named})} sites")
    trained = train_categories(examples, kind, seed)
    with open_output(output) as stream:
        stream.write(trained.model.to_bytes())
    print_categories(trained.reports())
    print_message(f"{output}: model {trained.model.version}")


def _fit_headline(golds: Sequence[GoldPage], output: Path) -> None:
    """Fit the weights of the headline chooser, write them as JSON, and print their cross-validation by site."""
    pages = read_headline_pages(golds)
    if not pages:
        raise UsageError("no page of this gold has a title")
    weights = fit_weights(pages)
    with open_output(output) as stream:
        stream.write((json.dumps(weights, indent=2) + "\n").encode())
    for dataset, share in cross_validate(pages).items():
        typer.echo(f"{dataset}\theadlines exactly right on unknown sites\t{share:.4f}")
    print_message(f"{output}: {len(weights)} weights; they replace readers/metadata/headline-weights.json")
