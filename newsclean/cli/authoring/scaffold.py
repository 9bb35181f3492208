"""The work of `rules new`: a first publication file, and copies of the pages that it was made from."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from newsclean.authoring.scaffold import scaffold
from newsclean.cli.console import counted, print_message
from newsclean.cli.streams import make_folder, open_output, open_source, write_text
from newsclean.errors import UsageError
from newsclean.options import Options
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

    Raises `PageError` for a page that cannot be read, `UsageError` for a file that exists already.
    """
    sources = [open_source(word, new_file.url, allows_private=new_file.allows_private) for word in words]
    called = [page_file_name(source, number) for number, source in enumerate(sources, 1)]
    pages = list(zip(sources, called, strict=True))
    made = scaffold(pages, options, new_file.name, is_builtin=new_file.is_builtin)
    folder = new_file.output or (BUILT_IN_RULES if new_file.is_builtin else RULES)
    target = folder / f"{made.id}.toml"
    copies = {} if new_file.is_builtin else {folder / PAGES / name: source for source, name in pages}
    taken = next((path for path in (target, *copies) if path.exists()), None)
    if taken is not None and not new_file.is_forced:
        raise UsageError(f"{taken} exists already; --force overwrites it")
    make_folder(folder / PAGES if copies else folder)
    for path, source in copies.items():
        with open_output(path) as stream:
            stream.write(source.data)
    write_text(target, made.text)
    if made.known:
        print_message(f"{made.known} has rules already; this file overrides them key by key")
    if made.main:
        print_message(f"{made.main} agrees with the classifier with an F1 of {made.agreement:.3f}, before any drop")
    counts = f"{counted(made.drops, 'rule')} and {counted(made.tests, 'test')}"
    print_message(f"wrote {target} with {counts}; read it, then run: newsclean rules check")


def page_file_name(source: Source, number: int) -> str:
    """Return a file name for the copy of a page."""
    stem = Path(source.name.split("?")[0].rstrip("/")).name or "page"
    stem = re.sub(r"[^\w.-]+", "-", stem).strip("-.") or "page"
    if stem == "-":
        stem = f"page-{number}"
    return stem if "." in stem else f"{stem}.html"
