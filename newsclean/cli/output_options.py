"""The options that say how articles are written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from newsclean.errors import UsageError, did_you_mean

if TYPE_CHECKING:
    from newsclean.render import RenderOptions

FieldsOption = Annotated[
    str | None, typer.Option("--fields", metavar="NAME,…", help="JSON, CSV, front matter: only these fields.")
]
FrontMatterOption = Annotated[bool, typer.Option("--front-matter", help="Markdown: put the facts above it, as YAML.")]


def parse_render_options(
    format_: str, fields: str | None, *, blocks: bool, headline: bool, front_matter: bool
) -> RenderOptions:
    """Return the form that the options ask for. Raises `UsageError` for what does not go together."""
    from newsclean.render import RenderOptions

    if front_matter and format_ != "markdown":
        raise UsageError(f"--front-matter goes above Markdown; add --format markdown, not {format_}")
    names = _names(fields) if fields is not None else ()
    if names and format_ not in ("json", "jsonl", "csv") and not front_matter:
        wanted = "add --front-matter" if format_ == "markdown" else "use --format json, jsonl or csv"
        raise UsageError(f"--fields says nothing about {format_}; {wanted}")
    return RenderOptions(
        format_, blocks=blocks or "blocks" in names, headline=headline, fields=names, front_matter=front_matter
    )


def _names(text: str) -> tuple[str, ...]:
    from newsclean.render import FIELD_ORDER

    names = tuple(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))
    if not names:
        raise UsageError("--fields names no field; it is a list as in --fields headline,authors,published")
    for name in names:
        if name not in FIELD_ORDER:
            raise UsageError(f"--fields: unknown field {name!r}{did_you_mean(name, FIELD_ORDER)}")
    return names
