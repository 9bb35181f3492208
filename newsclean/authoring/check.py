"""Checks of publication files: their form, their tests, and whether the tests use every rule."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from newsclean.article import Article
from newsclean.assemble import assemble
from newsclean.blocks import Page
from newsclean.errors import PageError, RuleFileError, UnreadableError, shorten
from newsclean.options import Options
from newsclean.pipeline import label_blocks
from newsclean.readers import read
from newsclean.rules.files.index import IndexEntry, index_layer, layer_files, read_entry
from newsclean.rules.files.layers import Layer, all_layers, built_in_layer
from newsclean.rules.files.library import Library
from newsclean.rules.files.publication import examples_in
from newsclean.rules.identify import assign, identify
from newsclean.rules.types import Example, Publication
from newsclean.sources import Source

MAX_SHOWN_CHARS = 80  # of the longest line that a problem quotes whole (a guess)


@dataclass(frozen=True, slots=True)
class ExampleResult:
    """The result of one test: the labelled page, its article, and one line per problem."""

    page: Page
    article: Article
    problems: tuple[str, ...]

    @property
    def reasons(self) -> set[str]:
        """Return the rules that labelled something on the page."""
        labels = [label for label in self.page.labels if label] + [span.label for span in self.page.spans]
        return {label.reason for label in labels}


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The result for some publication files: one line per problem, one per rule that no test uses, and counts."""

    problems: tuple[str, ...]
    untested: tuple[str, ...] = ()
    files: int = 0
    tests: int = 0


def check_files(paths: Sequence[Path], rules: tuple[str, ...] = (), pages: Path | None = None) -> CheckResult:
    """Check publication files, and folders of them: their form, what they extend, their tests.

    rules: the layers below the files, see `Options.rules`. pages: the folder with the pages of tests; None looks for
    them beside the file, in `pages` there, and in `fixtures`.
    """
    layers = with_layers_of(paths, rules)
    entries, problems = _entries(paths, layers)
    if problems:
        return CheckResult(tuple(problems), files=len(entries) + len(problems))
    try:
        read_now = {entry.path: entry for entry in entries}
        library = Library(
            read_now.get(entry.path, entry) for layer in all_layers(layers) for entry in index_layer(layer)
        )
        results = [_checked(entry, library, Options(rules=layers), pages) for entry in entries]
    except RuleFileError as error:
        return CheckResult((str(error),), files=len(entries))
    return CheckResult(
        tuple(problem for one in results for problem in one.problems),
        tuple(line for one in results for line in one.untested),
        len(entries),
        sum(one.tests for one in results),
    )


def run_example(
    publication: Publication, example: Example, pages: Sequence[Path], options: Options | None = None
) -> ExampleResult:
    """Clean the page of a test, and compare the article with the test. `pages` are the folders with pages.

    The rules must recognise the page of a test with `page`, `url` or `matched_by`; other pages are the publication's.
    Raises `PageError` for a page that cannot be read.
    """
    source = _source(example, pages)
    kind: Any = "html" if example.html else "text" if example.text else "auto"
    options = replace(options or Options(), input=kind)
    page = read(source, options)
    is_recognised = example.page or example.url or example.matched_by
    page = identify(page, options)[0] if is_recognised else assign(page, publication)
    page, policies = label_blocks(page, publication, options)
    article = assemble(page, policies)
    return ExampleResult(page, article, tuple(_problems(publication, example, article)))


def unused_rules(publication: Publication, results: Sequence[ExampleResult]) -> list[str]:
    """Return the ids of the rules that labelled nothing in any of a publication's tests."""
    hits = {reason for one in results for reason in one.reasons}
    return [rule for rule in publication.rule_ids if f"{publication.id}:{rule}" not in hits]


def with_layers_of(paths: Sequence[Path], rules: tuple[str, ...]) -> tuple[str, ...]:
    """Return the layers, and the paths that lie in none of them as further layers."""
    known = [Path(built_in_layer().path), *map(Path, rules)]
    added: list[str] = []
    for path in map(Path.absolute, paths):
        if any(path == layer or path.is_relative_to(layer) for layer in known):
            continue
        packs = path.parent / "_packs"
        added += [str(packs)] if path.is_file() and packs.is_dir() and str(packs) not in added else []
        added.append(str(path))
    return (*rules, *added)


def _entries(paths: Sequence[Path], layers: tuple[str, ...]) -> tuple[list[IndexEntry], list[str]]:
    """Return the files with a valid form, and one problem for each other file."""
    entries, problems = [], []
    for path in paths or [Path(layer) for layer in layers] or [Path(built_in_layer().path)]:
        layer = Layer(str(path), str(path.absolute()))
        files = [("", layer.path)] if path.is_file() else sorted(file[:2] for file in layer_files(layer))
        for relative, file in files:
            try:
                entries.append(read_entry(layer, file, relative))
            except RuleFileError as error:
                problems.append(str(error))
    return entries, problems


def _checked(entry: IndexEntry, library: Library, options: Options, pages: Path | None) -> CheckResult:
    """Run the tests of one file."""
    publication = library.get(entry.id)
    examples = examples_in(entry.read().data)
    if library.is_pack(entry.id):
        return CheckResult(())
    folders = pages_beside(Path(entry.path or ""), pages)
    problems, results = [], []
    for number, example in enumerate(examples):
        place = entry.read().error(("test", number), "")
        try:
            results.append(run_example(publication, example, folders, options))
            problems += [f"{place}{problem}" for problem in results[-1].problems]
        except PageError as error:
            problems.append(f"{place}{error}")
    own = {rule["id"] for key in ("drop", "keep") for rule in entry.read().data.get(key, ())}
    unused = [rule for rule in unused_rules(publication, results) if rule in own]
    untested = [f"{entry.name}: {rule}: no test uses this rule" for rule in unused if results]
    untested += [] if examples else [f"{entry.name}: has no tests"]
    return CheckResult(tuple(problems), tuple(untested), 1, len(examples))


def pages_beside(file: Path, pages: Path | None) -> list[Path]:
    """Return the folders in which the pages of a file's tests may be."""
    return [pages] if pages else [file.parent, file.parent / "pages", Path("fixtures")]


def entries_of(paths: Sequence[Path], layers: tuple[str, ...]) -> list[IndexEntry]:
    """Return the files, and those in folders. Raises `RuleFileError` for one with an error."""
    entries, problems = _entries(paths, layers)
    if problems:
        raise RuleFileError(problems[0])
    return entries


def _source(example: Example, pages: Sequence[Path]) -> Source:
    if example.page is None:
        return Source.from_str(example.html or example.text or "", url=example.url)
    if not all((folder / example.page).resolve().is_relative_to(folder.resolve()) for folder in pages):
        raise UnreadableError(f"{example.page}: is outside the folder of the pages")
    path = next((path for folder in pages if (path := folder / example.page).is_file()), None)
    return replace(Source.from_path(path or pages[0] / example.page), url=example.url)


def _problems(publication: Publication, example: Example, article: Article) -> Iterator[str]:
    match = article.publication
    if match is None or match.id != publication.id:
        yield f"the page is not recognised as {publication.id}'s" + (f", but as {match.name}'s" if match else "")
    elif example.matched_by not in (None, match.matched_by):
        yield f"matched by {match.matched_by}, not by {example.matched_by}"
    for line in example.keeps:
        shown = repr(shorten(line, MAX_SHOWN_CHARS))
        if line not in article.body:
            found = next((entry for entry in article.ledger if line in entry.text), None)
            yield f"keeps {shown}: " + (f"dropped by {found.reason}" if found else "not on the page")
    for line in example.drops:
        shown = repr(shorten(line, MAX_SHOWN_CHARS))
        if line in article.body:
            yield f"drops {shown}: still in the body"
        elif not any(line in entry.text for entry in article.ledger):
            yield f"drops {shown}: not on the page"
    for name, wanted in example.fields.items():
        value = plain_value(getattr(article, name, None) if hasattr(article, name) else article.fields.get(name))
        if value != wanted:
            yield f"fields.{name} is {value!r}, not {wanted!r}"


def plain_value(value: Any) -> Any:
    """Return a field's value as TOML writes it: an image as its URL, None as an empty string."""
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, dict):
        return value.get("url")
    return "" if value is None else value
