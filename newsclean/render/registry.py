"""The registry of output formats. A new format is a module with an `OutputFormat`, and a line in `FORMATS`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from newsclean.article import Article
from newsclean.errors import UsageError, did_you_mean
from newsclean.options import Options
from newsclean.render.csv import CSV
from newsclean.render.formats import OutputFormat, RenderOptions
from newsclean.render.html import HTML
from newsclean.render.json import JSON, STRUCTURE_FIELDS
from newsclean.render.jsonl import JSONL, JSONL_GZ, JSONL_ZST
from newsclean.render.markdown import MARKDOWN
from newsclean.render.parquet import PARQUET
from newsclean.render.tei import TEI
from newsclean.render.text import TEXT

FORMATS: Mapping[str, OutputFormat] = MappingProxyType(
    {one.name: one for one in (TEXT, MARKDOWN, HTML, TEI, JSON, JSONL, CSV, JSONL_GZ, JSONL_ZST, PARQUET)}
)
"""All output formats by name, in the order in which messages list them."""
ALIASES: Mapping[str, str] = MappingProxyType({"md": "markdown"})
"""Other names of formats."""
PAGE_FORMATS = tuple(name for name, one in FORMATS.items() if one.render is not None)
"""The names of the formats that `newsclean clean` writes."""
BATCH_FORMATS = tuple(name for name, one in FORMATS.items() if one.page_ending is not None)
"""The names of the formats that `newsclean batch` writes single pages in."""
ARCHIVE_FORMATS = tuple(name for name, one in FORMATS.items() if one.rows is not None)
"""The names of the formats that `newsclean batch` writes the articles of an archive in."""


def output_format(name: str) -> OutputFormat:
    """Return the format of a name or of an alias. Raises `UsageError` for an unknown one."""
    try:
        return FORMATS[ALIASES.get(name, name)]
    except KeyError:
        raise UsageError(f"unknown format {name!r}{did_you_mean(name, FORMATS)}") from None


def with_structure(options: Options, rendering: RenderOptions) -> Options:
    """Return the options with which pages are cleaned so that their articles have all that the output shows."""
    is_needed = output_format(rendering.format).needs_structure or rendering.blocks
    if not is_needed and not set(rendering.fields) & set(STRUCTURE_FIELDS):
        return options
    return replace(options, structure=True)


def archive_format_of(file: str) -> OutputFormat | None:
    """Return the archive format that a file's name ends in, or None.

    >>> archive_format_of("out/a.jsonl.gz").name, archive_format_of("out")
    ('jsonl.gz', None)
    """
    known = (FORMATS[name] for name in ARCHIVE_FORMATS)
    return next((one for one in known if file.lower().endswith(one.ending)), None)


def render(article: Article, options: RenderOptions) -> str:
    """Return an article in the format that the options name.

    Raises `UsageError` for an unknown format, and for one that holds archives only.
    """
    renderer = output_format(options.format).render
    if renderer is None:
        raise UsageError(f"the format {options.format} is for archives; pages take {', '.join(PAGE_FORMATS)}")
    return renderer(article, options)
