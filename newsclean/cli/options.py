"""The options that several verbs share, and `options_from`, which makes `Options` of their values.

A verb declares a shared option by its type, as in `keep: option.Keep = None`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias, TypedDict, Unpack

import typer

from newsclean.blocks import Category, Policy
from newsclean.errors import UsageError, did_you_mean
from newsclean.options import InputKind, Options
from newsclean.options import Removal as RemovalAction
from newsclean.options import SecondOpinion as WhenToAsk
from newsclean.render import FIELD_ORDER, FORMATS
from newsclean.render.formats import FrontMatterStyle, LinkStyleName
from newsclean.render.registry import ALIASES, PAGE_FORMATS
from newsclean.rules.files.layers import standard_rules
from newsclean.rules.files.library import load_library

if TYPE_CHECKING:
    PageFormat: TypeAlias = str
    AnyFormat: TypeAlias = str
else:
    # typer shows the values of a Literal in help, completion and error messages
    PageFormat = Literal[(*PAGE_FORMATS, *ALIASES)]
    AnyFormat = Literal[(*FORMATS, *ALIASES)]

TableKind = Literal["jsonl", "csv", "tsv", "json"]

Input = Annotated[InputKind, typer.Option("--input", help="Read pages as HTML or text; auto looks at each page.")]
Encoding = Annotated[
    str | None, typer.Option("--encoding", metavar="NAME", help="Decode pages with this encoding  [default: detect it]")
]
Url = Annotated[str | None, typer.Option("--url", metavar="URL", help="The page's address.")]


def _complete(words: Callable[[], Iterable[str]]) -> Callable[[str], list[str]]:
    """Return a completion of a list with commas: the words that go on where its last word begins."""

    def complete(incomplete: str) -> list[str]:
        before, comma, last = incomplete.rpartition(",")
        return [f"{before}{comma}{word}" for word in words() if word.startswith(last)]

    return complete


def _publication_ids() -> Iterable[str]:
    return ("none", *load_library(standard_rules()).ids)


_CATEGORIES, _FIELDS = _complete(lambda: list(Category)), _complete(lambda: FIELD_ORDER)
Publication = Annotated[
    str | None,
    typer.Option(
        "--publication",
        autocompletion=_complete(_publication_ids),
        metavar="ID|none",
        help="Apply this publication's rules, or none  [default: identify the publication]",
    ),
]
Rules = Annotated[
    list[Path] | None,
    typer.Option("--rules", metavar="PATH", help="Put publication files, or folders of them, above all others."),
]
Keep = Annotated[
    list[str] | None,
    typer.Option("--keep", metavar="CATEGORY,…", autocompletion=_CATEGORIES, help="Keep categories in the body."),
]
Drop = Annotated[
    list[str] | None,
    typer.Option("--drop", metavar="CATEGORY,…", autocompletion=_CATEGORIES, help="Drop categories to the ledger."),
]
Field = Annotated[
    list[str] | None,
    typer.Option("--field", metavar="CATEGORY,…", autocompletion=_CATEGORIES, help="Move categories to a field."),
]
SecondOpinion = Annotated[
    WhenToAsk, typer.Option("--second-opinion", help="Ask trafilatura too; auto asks where newsclean is unsure.")
]
MaxRemoved = Annotated[
    str,
    typer.Option(
        "--max-removed", metavar="SHARE", help="The share of an article that a publication's drop rules may remove."
    ),
]
Removal = Annotated[
    RemovalAction,
    typer.Option("--removal", help="If they remove more: warn ignores them on that page, fail fails the page."),
]
Output = Annotated[
    Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write here instead of standard output.")
]
Jobs = Annotated[int, typer.Option("--jobs", "-j", metavar="N", min=1, help="Use this many worker processes.")]
Blocks = Annotated[bool, typer.Option("--blocks", help="JSON: add the body's blocks with their categories.")]
Headline = Annotated[bool, typer.Option("--headline/--no-headline", help="Text and Markdown: begin with the headline.")]
Fields = Annotated[
    list[str] | None,
    typer.Option(
        "--fields", autocompletion=_FIELDS, metavar="NAME,…", help="JSON, CSV, front matter: write only these fields."
    ),
]
CsvSafe = Annotated[
    bool, typer.Option("--csv-safe", help="CSV: put an apostrophe before a cell that a spreadsheet would run.")
]
FilesFrom = Annotated[
    str | None, typer.Option("--files-from", metavar="FILE|-", help="Read more names from here, one on each line.")
]
Null = Annotated[bool, typer.Option("--null", "-0", help="Names in --files-from end with NUL.")]
AllowPrivate = Annotated[
    bool, typer.Option("--allow-private", help="Fetch addresses of this machine and of local networks, too.")
]
AgencyAuthors = Annotated[bool, typer.Option("--agency-authors", help="Name news agencies among the authors, too.")]
Contradictions = Annotated[
    bool, typer.Option("--contradictions", help="Warn where sources of the metadata contradict each other.")
]
NoLedger = Annotated[
    bool, typer.Option("--no-ledger", help="JSON: leave out what was removed, most of the bytes; nothing restores it.")
]
FrontMatter = Annotated[bool, typer.Option("--front-matter", help="Markdown: begin with the article's fields as YAML.")]

Links = Annotated[bool, typer.Option("--links/--no-links", help="Formats with markup: keep links, or only their text.")]
Images = Annotated[bool, typer.Option("--images/--no-images", help="Formats with markup: keep images.")]
LinkStyle = Annotated[
    LinkStyleName, typer.Option("--link-style", help="Markdown: write addresses beside links, or below the body.")
]
Standalone = Annotated[
    bool, typer.Option("--standalone", help="HTML: write a whole document, with the metadata in its head.")
]
FrontMatterKeys = Annotated[
    FrontMatterStyle | None,
    typer.Option(
        "--front-matter-style", help="Front matter with the keys of this program; --front-matter=STYLE is the same."
    ),
]
Wrap = Annotated[
    int, typer.Option("--wrap", metavar="N", min=0, help="Text: fold lines at N characters; 0 folds nothing.")
]


class Settings(TypedDict, total=False):
    """The fields of `Options` that a verb passes on unchanged."""

    input: InputKind
    encoding: str | None
    publication: str | None
    max_removed: float
    removal: RemovalAction
    second_opinion: WhenToAsk
    max_bytes: int
    agency_authors: bool
    contradictions: bool


def options_from(
    rules: Iterable[Path] | None,
    keep: Iterable[str] | None = None,
    drop: Iterable[str] | None = None,
    field: Iterable[str] | None = None,
    **settings: Unpack[Settings],
) -> Options:
    """Return the `Options` of a command line.

    Raises `UsageError` for an unknown category, and for a category with two policies.
    """
    changed: dict[Category, Policy] = {}
    for policy, names in ((Policy.KEEP, keep), (Policy.DROP, drop), (Policy.FIELD, field)):
        for category in map(_category, split_words(names or ())):
            if changed.setdefault(category, policy) is not policy:
                raise UsageError(f"--{changed[category]} {category} and --{policy} {category} contradict each other")
    return Options(rules=standard_rules(rules or ()), policy=changed, **settings)


def split_words(values: Iterable[str]) -> list[str]:
    """Return the words of an option's values, which commas may separate."""
    return [word for value in values for text in value.split(",") if (word := text.strip())]


def _category(name: str) -> Category:
    try:
        return Category(name)
    except ValueError:
        raise UsageError(f"unknown category {name!r}{did_you_mean(name, list(Category))}") from None
