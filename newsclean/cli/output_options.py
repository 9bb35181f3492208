"""The options that say how articles are written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias

import typer

from newsclean.errors import UsageError, did_you_mean
from newsclean.render import FIELD_ORDER, FORMATS, RenderOptions, output_format
from newsclean.render.registry import PAGE_FORMATS

if TYPE_CHECKING:
    PageFormat: TypeAlias = str
    AnyFormat: TypeAlias = str
else:
    # typer lists a Literal's values in help, completion and its error message
    PageFormat = Literal[PAGE_FORMATS]
    AnyFormat = Literal[tuple(FORMATS)]

FieldsOption = Annotated[
    str | None, typer.Option("--fields", metavar="NAME,…", help="JSON, CSV, front matter: only these fields.")
]
FrontMatterOption = Annotated[bool, typer.Option("--front-matter", help="Markdown: put the facts above it, as YAML.")]


def parse_render_options(
    format_: str, fields: str | None, *, blocks: bool, headline: bool, front_matter: bool
) -> RenderOptions:
    """Return how the options ask for articles to be written. Raises `UsageError` if they contradict each other."""
    chosen = output_format(format_)
    if front_matter and not chosen.has_front_matter:
        raise UsageError(f"--front-matter goes above Markdown; add --format markdown, not {format_}")
    names = _names(fields) if fields is not None else ()
    if names and not (chosen.is_record or front_matter):
        records = ", ".join(name for name in PAGE_FORMATS if FORMATS[name].is_record)
        records = " or ".join(records.rsplit(", ", 1))
        wanted = "add --front-matter" if chosen.has_front_matter else f"use --format {records}"
        raise UsageError(f"--fields says nothing about {format_}; {wanted}")
    return RenderOptions(
        format_, blocks=blocks or "blocks" in names, headline=headline, fields=names, front_matter=front_matter
    )


def _names(text: str) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))
    if not names:
        raise UsageError("--fields names no field; it is a list as in --fields headline,authors,published")
    for name in names:
        if name not in FIELD_ORDER:
            raise UsageError(f"--fields: unknown field {name!r}{did_you_mean(name, FIELD_ORDER)}")
    return names
