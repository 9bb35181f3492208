"""The verbs `train` and `eval`: models from gold, and figures about them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from newsclean.cli.console import print_message
from newsclean.cli.output import open_output
from newsclean.errors import UsageError
from newsclean.options import Options
from newsclean.training.evaluate import Cleaner, GoldReport, evaluate
from newsclean.training.gold import GoldPage, read_gold

if TYPE_CHECKING:
    from newsclean.classify.feature_set import Input
    from newsclean.training.examples import TrainingExample, TrainOptions
    from newsclean.training.train import TrainingResult

_COLUMNS = ("pages", "f1", "precision", "recall", "page_f1", "exact", "with", "without", "sure", "sure_right", "ms")


def train_model(folders: Sequence[Path], output: Path, seed: int, kind: Input) -> None:
    """Train a model on gold folders, write it, and print what cross-validation by site says of it.

    Raises `UsageError` for folders without gold, too little of it, and where the trainer is not installed.
    """
    from newsclean.training.train import cross_validated

    golds = [gold for folder in folders for gold in read_gold(folder)]
    training = {"html": _train_html, "text": _train_text, "appeals": _train_appeals}
    trained = training[kind](golds, seed)
    with open_output(output) as stream:
        stream.write(trained.model.to_bytes())
    print_reports(cross_validated(trained))
    print_message(f"{output}: model {trained.model.version}")


def _train_html(golds: Sequence[GoldPage], seed: int) -> TrainingResult:
    from newsclean.training.examples import TrainOptions
    from newsclean.training.train import train

    options = TrainOptions(seed=seed)
    examples = read_examples(golds, options)
    _say_number(examples)
    return train(examples, options)


def _train_text(golds: Sequence[GoldPage], seed: int) -> TrainingResult:
    from newsclean.classify.text.feature_set import TEXT
    from newsclean.training.text_examples import TEXT_TRAINING, read_dumps, text_example, text_examples
    from newsclean.training.train import train

    options = replace(TEXT_TRAINING, seed=seed)
    examples, words = text_examples(read_dumps(golds, options), options, text_example)
    _say_number(examples)
    return train(examples, options, TEXT, words)


def _train_appeals(golds: Sequence[GoldPage], seed: int) -> TrainingResult:
    from newsclean.classify.text.feature_set import APPEALS
    from newsclean.training.appeal_examples import APPEAL_TRAINING, appeal_example, read_appeals
    from newsclean.training.text_examples import text_examples
    from newsclean.training.train import train

    options = replace(APPEAL_TRAINING, seed=seed)
    examples, words = text_examples(read_appeals(golds, options), options, appeal_example)
    _say_number(examples)
    return train(examples, options, APPEALS, words)


def _say_number(examples: Sequence[TrainingExample]) -> None:
    pages = sum(not example.absent for example in examples)
    print_message(f"{pages} pages of {len({example.gold.site for example in examples})} sites")


def read_examples(pages: Iterable[GoldPage], options: TrainOptions) -> list[TrainingExample]:
    """Read the gold pages, and return those that have a gold body or snippets, and any text, as examples.

    Pages with a body are among them without it too.
    """
    from newsclean.readers import read
    from newsclean.sources import Source
    from newsclean.training.examples import examples_of

    examples = []
    for gold in pages:
        page = read(Source(gold.id, gold.data, gold.url), Options(input="html"))
        if (gold.body or gold.wanted or gold.unwanted) and page.blocks:
            examples += examples_of(gold, page, options)
    return examples


def evaluate_gold(folders: Sequence[Path], against: str | None, options: Options) -> None:
    """Print the figures of newsclean on gold folders, and of another tool beside them.

    With `options.input` "text" it is dumps of the pages that are cleaned, in all styles one after the other.
    """
    if options.input == "text":
        if against is not None:
            raise UsageError(f"{against} reads HTML alone; measure it without --input text")
        print_reports(_evaluated_dumps(folders, options))
        return
    tools: list[tuple[str, Cleaner]] = [("newsclean", _cleaner(options))]
    if against == "trafilatura":
        tools.append(("trafilatura", _trafilatura))
    print_reports(evaluate(read_gold(folder), clean, tool) for folder in folders for tool, clean in tools)


def _evaluated_dumps(folders: Sequence[Path], options: Options) -> Iterator[GoldReport]:
    from newsclean.training.dumps import STYLES

    for folder in folders:
        golds = [gold for gold in read_gold(folder) if gold.body]
        for style, dump in STYLES.items():
            pages = (replace(gold, dataset=f"{style}/{gold.dataset}", data=dump(gold).encode()) for gold in golds)
            yield evaluate(pages, _cleaner(options))


def print_reports(reports: Iterable[GoldReport]) -> None:
    """Print a line of figures a report, under a line of their names."""
    print("\t".join(("dataset", "tool", *_COLUMNS)))  # noqa: T201
    for report in reports:
        measures = report.measures()
        cells = [_cell(name, measures.get(name)) for name in _COLUMNS]
        print("\t".join((report.dataset, report.tool, *cells)), flush=True)  # noqa: T201


def _cell(name: str, value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:.0f}" if name == "pages" else f"{value:.1f}" if name == "ms" else f"{value:.4f}"


def _cleaner(options: Options) -> Cleaner:
    from newsclean.pipeline import clean
    from newsclean.sources import Source

    def cleaned(page: GoldPage) -> tuple[str, float | None]:
        article = clean(Source(page.id, page.data, page.url), options=options)
        return article.body, article.confidence

    return cleaned


def _trafilatura(page: GoldPage) -> tuple[str, float | None]:
    from newsclean.classify.html.fallback import trafilatura_text
    from newsclean.readers.decode import decode
    from newsclean.sources import Source

    return trafilatura_text(decode(Source(page.id, page.data, page.url), Options()).text), None
