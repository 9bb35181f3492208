"""`rules test --accept`: tests of publication files brought to what the rules do now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import tomlkit

from newsclean.article import Article
from newsclean.authoring.check import entries_of, pages_beside, plain_value, run_example, with_layers_of
from newsclean.errors import PageError, shorten
from newsclean.options import Options
from newsclean.rules.files.index import index_layer
from newsclean.rules.files.layers import all_layers
from newsclean.rules.files.library import Library
from newsclean.rules.files.publication import examples_in
from newsclean.rules.types import Example

MAX_SHOWN_CHARS = 60  # characters of a line that a message quotes


def accept_tests(paths: Sequence[Path], rules: tuple[str, ...], pages: Path | None) -> Iterator[tuple[Path, str, str]]:
    """Yield the files whose tests fail, with their new text and what changed in it, one line a change.

    A test loses the lines of `keeps` and `drops` that no longer hold, and gets the fields as they are now; it keeps its
    page. Raises `RuleFileError`.
    """
    layers = with_layers_of(paths, rules)
    library = Library(entry for layer in all_layers(layers) for entry in index_layer(layer))
    for entry in entries_of(paths, layers):
        if entry.path is None or library.is_pack(entry.id):
            continue
        file = Path(entry.path)
        document = tomlkit.parse(file.read_text(encoding="utf-8"))
        changes: list[str] = []
        for number, example in enumerate(examples_in(entry.read().data)):
            try:
                result = run_example(library.get(entry.id), example, pages_beside(file, pages), Options(rules=layers))
            except PageError:
                continue
            test: Any = document["test"][number]
            changes += [f"test {number + 1}: {change}" for change in _changes(test, example, result.article)]
        if changes:
            yield file, tomlkit.dumps(document), "\n".join(changes)


def _changes(test: Any, example: Example, article: Article) -> Iterator[str]:
    """Bring one test to what the rules do, and yield what that changes."""
    removed = [entry.text for entry in article.ledger]
    held = {
        "keeps": [line for line in example.keeps if line in article.body],
        "drops": [line for line in example.drops if line not in article.body and any(line in one for one in removed)],
    }
    for key, lines in held.items():
        for line in (line for line in getattr(example, key) if line not in lines):
            yield f"no longer {key} {shorten(line, MAX_SHOWN_CHARS)!r}"
        if len(lines) < len(getattr(example, key)):
            test[key] = lines
    for name, wanted in example.fields.items():
        value = plain_value(getattr(article, name, None) if hasattr(article, name) else article.fields.get(name))
        if value != wanted:
            test["fields"][name] = value
            yield f"fields.{name} is {shorten(str(value), MAX_SHOWN_CHARS)!r}, no longer {shorten(str(wanted), 60)!r}"
