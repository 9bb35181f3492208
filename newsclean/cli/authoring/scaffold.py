"""The work of `rules new`: a first publication file, and copies of the pages that it was made from."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import chain, count
from pathlib import Path

from newsclean.authoring.examples import page_example
from newsclean.authoring.publication_file import publication_text, table_of
from newsclean.authoring.scaffold import scaffold
from newsclean.cli.console import counted, print_message
from newsclean.cli.streams import make_folder, open_output, open_source, write_text
from newsclean.errors import UsageError
from newsclean.options import Options
from newsclean.pipeline import label_blocks
from newsclean.readers import read
from newsclean.rules.files.index import layer_files
from newsclean.rules.files.layers import Layer
from newsclean.rules.identify import identify
from newsclean.sources import Source

PAGES = "pages"
RULES, BUILT_IN_RULES = Path(".newsclean/rules"), Path("newsclean/publications")


@dataclass(frozen=True, slots=True)
class NewFile:
    """The publication file to write.

    output: its folder; None is the project's rules, or newsclean's own for a built-in file. url: the URL of the saved
    page. name: the publication's name, if no page declares it. is_builtin: the tests are excerpts, and no pages are
    copied. is_forced: existing files are overwritten. allows_private: fetch pages from private addresses.
    """

    output: Path | None = None
    url: str | None = None
    name: str | None = None
    is_builtin: bool = False
    is_forced: bool = False
    allows_private: bool = False


def write_scaffold(words: list[str], new_file: NewFile, options: Options) -> None:
    """Write a publication file and copies of its pages, and print a summary. `words` are files or URLs.

    Raises `PageError` for a page that cannot be read, `UsageError` for a file that exists already, and for pages of
    several publications.
    """
    sources = [open_source(word, new_file.url, allows_private=new_file.allows_private) for word in words]
    pages = list(zip(sources, _different([page_file_name(one, n) for n, one in enumerate(sources, 1)]), strict=True))
    made = scaffold(pages, options, new_file.name, is_builtin=new_file.is_builtin)
    target = _target(made.id, new_file)
    if target.exists() and new_file.is_forced:
        # a file must not build on the rules that it replaces
        options = replace(options, rules=_without(options.rules, target))
        made = scaffold(pages, options, new_file.name, is_builtin=new_file.is_builtin)
    copies = {} if new_file.is_builtin else {target.parent / PAGES / name: source for source, name in pages}
    taken = next((path for path in (target, *copies) if path.exists()), None)
    if taken is not None and not new_file.is_forced:
        more = f"; --update adds these pages to its tests, and --force overwrites {'it' if taken == target else 'them'}"
        raise UsageError(f"{taken} exists already{more}")
    _write_copies(copies)
    make_folder(target.parent)
    write_text(target, made.text)
    if made.known:
        print_message(f"{made.known} has rules already; this file overrides them key by key")
    if made.main:
        print_message(f"{made.main} agrees with the classifier with an F1 of {made.agreement:.3f}, before any drop")
    counts = f"{counted(made.drops, 'rule')} and {counted(made.tests, 'test')}"
    print_message(f"wrote {target} with {counts}; read it, then run: newsclean rules check")


def update_tests(words: list[str], new_file: NewFile, options: Options) -> None:
    """Add pages as tests to a publication's file of the project, and print a summary. Rules stay as they are.

    Raises `PageError` for a page that cannot be read, `UsageError` for pages of no publication or of several.
    """
    sources = [open_source(word, new_file.url, allows_private=new_file.allows_private) for word in words]
    plain = replace(options, publication=None)
    found = [identify(read(source, plain), plain) for source in sources]
    ids = sorted({publication.id if publication else "no publication" for _, publication in found})
    target = _target(ids[0], new_file)
    if len(ids) > 1 or not target.exists():
        raise UsageError(
            f"--update needs pages of one publication with a file in {target.parent}; these are of {', '.join(ids)}"
        )
    here = target.parent / PAGES
    names = _different([page_file_name(source, number) for number, source in enumerate(sources, 1)], here)
    labelled = [label_blocks(page, publication, plain)[0] for page, publication in found]
    tests = [table_of(page_example(page, name)) for page, name in zip(labelled, names, strict=True)]
    _write_copies({here / name: source for source, name in zip(sources, names, strict=True)})
    text = target.read_text(encoding="utf-8").rstrip("\n")
    write_text(target, text + "\n\n" + publication_text({"test": tests}).lstrip("\n"))
    print_message(f"{target}: {counted(len(tests), 'test')} added; read them, then run: newsclean rules check")


def _target(publication_id: str, new_file: NewFile) -> Path:
    """Return the path of a publication's file: where it is already, or in the folder for new ones."""
    name = f"{publication_id}.toml"
    if new_file.output is None and not new_file.is_builtin and (RULES.parent / name).exists():
        return RULES.parent / name
    return (new_file.output or (BUILT_IN_RULES if new_file.is_builtin else RULES)) / name


def _without(rules: tuple[str, ...], target: Path) -> tuple[str, ...]:
    """Return layers of rules without one file: its folder becomes a layer for each of the other files."""
    left: list[str] = []
    for path in rules:
        if target.resolve().is_relative_to(Path(path).resolve()):
            files = sorted(file for _, file, _ in layer_files(Layer(path, path))) if Path(path).is_dir() else [path]
            left += [file for file in files if Path(file).resolve() != target.resolve()]
        else:
            left.append(path)
    return tuple(left)


def _write_copies(copies: dict[Path, Source]) -> None:
    for path, source in copies.items():
        make_folder(path.parent)
        with open_output(path) as stream:
            stream.write(source.data)


def _different(names: list[str], folder: Path | None = None) -> list[str]:
    """Return names of which no two are equal, nor equal to a file in the folder."""
    different: list[str] = []
    for name in names:
        stem, dot, ending = name.rpartition(".")
        candidates = chain([name], (f"{stem}-{n}{dot}{ending}" for n in count(2)))
        there = {path.name for path in folder.glob("*")} if folder is not None else set()
        different.append(next(one for one in candidates if one not in there and one not in different))
    return different


def page_file_name(source: Source, number: int) -> str:
    """Return a file name for the copy of a page."""
    stem = Path(source.name.split("?")[0].rstrip("/")).name or "page"
    stem = re.sub(r"[^\w.-]+", "-", stem).strip("-.") or "page"
    if stem == "-":
        stem = f"page-{number}"
    return stem if "." in stem else f"{stem}.html"
