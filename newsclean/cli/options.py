"""The options that several verbs share, and `options_from`, which makes `Options` of their values.

A verb declares a shared option by its type, as in `keep: option.Keep = None`.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias, TypedDict, Unpack

import typer

from newsclean.blocks import Category, Policy
from newsclean.errors import UsageError, did_you_mean
from newsclean.options import InputKind, Options
from newsclean.options import Removal as RemovalAction
from newsclean.options import SecondOpinion as WhenToAsk
from newsclean.render import FIELD_ORDER, FORMATS, OutputFormat, RenderOptions, output_format
from newsclean.render.output_format import Layout, LinkStyleName
from newsclean.render.registry import PAGE_FORMATS
from newsclean.rules.files.layers import standard_rules

if TYPE_CHECKING:
    PageFormat: TypeAlias = str
    AnyFormat: TypeAlias = str
else:
    # typer shows the values of a Literal in help, completion and error messages
    PageFormat = Literal[PAGE_FORMATS]
    AnyFormat = Literal[tuple(FORMATS)]

TableKind = Literal["jsonl", "csv", "tsv", "json"]

Input = Annotated[InputKind, typer.Option("--input", help="Read pages as HTML or text; auto looks at each page.")]
Encoding = Annotated[
    str | None, typer.Option("--encoding", metavar="NAME", help="Decode pages with this encoding  [default: detect it]")
]
Url = Annotated[str | None, typer.Option("--url", metavar="URL", help="The page's address.")]
Publication = Annotated[
    str | None,
    typer.Option(
        "--publication",
        metavar="ID|none",
        help="Apply this publication's rules, or none  [default: identify the publication]",
    ),
]
Rules = Annotated[
    list[Path] | None,
    typer.Option("--rules", metavar="PATH", help="Put publication files, or folders of them, above all others."),
]
Keep = Annotated[list[str] | None, typer.Option("--keep", metavar="CATEGORY", help="Keep a category in the body.")]
Drop = Annotated[list[str] | None, typer.Option("--drop", metavar="CATEGORY", help="Drop a category to the ledger.")]
Field = Annotated[list[str] | None, typer.Option("--field", metavar="CATEGORY", help="Move a category to a field.")]
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
Blocks = Annotated[bool, typer.Option("--blocks", help="JSON: add the body's blocks with their categories.")]
Headline = Annotated[bool, typer.Option("--headline/--no-headline", help="Text and Markdown: begin with the headline.")]
Fields = Annotated[
    str | None, typer.Option("--fields", metavar="NAME,…", help="JSON, CSV, front matter: write only these fields.")
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
FrontMatter = Annotated[bool, typer.Option("--front-matter", help="Markdown: begin with the article's fields as YAML.")]

Links = Annotated[bool, typer.Option("--links/--no-links", help="Markdown: keep links, or their text alone.")]
Images = Annotated[bool, typer.Option("--images/--no-images", help="Markdown: keep images, or leave them out.")]
LinkStyle = Annotated[
    LinkStyleName, typer.Option("--link-style", help="Markdown: write addresses beside links, or below the body.")
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
        for category in map(_category, names or ()):
            if changed.setdefault(category, policy) is not policy:
                raise UsageError(f"--{changed[category]} {category} and --{policy} {category} contradict each other")
    return Options(rules=standard_rules(rules or ()), policy=changed, **settings)


def render_options_from(
    format_: str,
    fields: str | None,
    layout: Layout,
    *,
    blocks: bool,
    headline: bool,
    front_matter: bool,
    csv_safe: bool = False,
) -> RenderOptions:
    """Return the `RenderOptions` of a command line. Raises `UsageError` for options that the format cannot follow."""
    chosen = output_format(format_)
    _check_layout(chosen, layout)
    if front_matter and not chosen.has_front_matter:
        raise UsageError(f"--front-matter goes above Markdown; add --format markdown, not {format_}")
    if csv_safe and not chosen.has_safe_cells:
        raise UsageError(f"--csv-safe is for CSV; add --format csv, not {format_}")
    names = field_names(fields) if fields is not None else ()
    if names and not (chosen.is_record or front_matter):
        records = ", ".join(name for name in PAGE_FORMATS if FORMATS[name].is_record)
        records = " or ".join(records.rsplit(", ", 1))
        wanted = "add --front-matter" if chosen.has_front_matter else f"use --format {records}"
        raise UsageError(f"--fields says nothing about {format_}; {wanted}")
    return RenderOptions(
        format_,
        blocks=blocks,
        headline=headline,
        fields=names,
        front_matter=front_matter,
        csv_safe=csv_safe,
        layout=layout,
    )


def _check_layout(chosen: OutputFormat, layout: Layout) -> None:
    """Raise `UsageError` for an option about links or images if the format has none."""
    given = {
        "--no-links": not layout.links,
        "--no-images": not layout.images,
        "--link-style": layout.link_style != "inline",
    }
    for option, is_given in given.items():
        if is_given and not chosen.has_links:
            raise UsageError(f"{option} is for Markdown; add --format markdown, not {chosen.name}")


def format_of(output: Path | None) -> str:
    """Return the format that the name of an output shows, or text."""
    name = output.name.lower() if output else ""
    return next((one for one in PAGE_FORMATS if name.endswith(FORMATS[one].ending)), "text")


def field_names(text: str) -> tuple[str, ...]:
    """Return the fields that a value of `--fields` lists. Raises `UsageError` for an unknown field."""
    names = tuple(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))
    if not names:
        raise UsageError("--fields names no field; it is a list as in --fields headline,authors,published")
    for name in names:
        if name not in FIELD_ORDER:
            raise UsageError(f"--fields: unknown field {name!r}{did_you_mean(name, FIELD_ORDER)}")
    return names


def _category(name: str) -> Category:
    try:
        return Category(name)
    except ValueError:
        raise UsageError(f"unknown category {name!r}{did_you_mean(name, list(Category))}") from None
