"""How articles are written: formats by name or by the output's name, and the fields that they show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType

from newsclean.cli.options import split_words
from newsclean.errors import UsageError, did_you_mean
from newsclean.render import FIELD_ORDER, FORMATS, OutputFormat, RenderOptions, archive_format_of, output_format
from newsclean.render.formats import Layout
from newsclean.render.json import KEY_FIELDS, RESTORE_FIELDS, STRUCTURE_FIELDS
from newsclean.render.registry import ARCHIVE_FORMATS, BATCH_FORMATS, PAGE_FORMATS

OTHER_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "title": "headline",
        "date": "published",
        "author": "authors",
        "byline": "authors",
        "text": "body",
        "content": "body",
        "article": "body",
        "summary": "standfirst",
        "abstract": "standfirst",
        "lead": "standfirst",
        "lang": "language",
        "keyword": "tags",
        "category": "section",
        "site": "publication",
        "site_name": "publication",
        "updated": "modified",
        "link": "url",
        "removed": "ledger",
        "file": "source",
        "filename": "source",
        "word": "word_count",
        "hash": "content_hash",
    }
)
"""The fields that people mean by names of other programs, in the singular."""
WITHOUT_LEDGER = tuple(name for name in FIELD_ORDER if name not in {*RESTORE_FIELDS, *STRUCTURE_FIELDS, *KEY_FIELDS})
"""The fields of an article as JSON with `--no-ledger`."""


def render_options_from(
    format_: str,
    fields: list[str] | None,
    layout: Layout,
    blocks: bool,
    headline: bool,
    front_matter: bool,
    csv_safe: bool = False,
    no_ledger: bool = False,
) -> RenderOptions:
    """Return the `RenderOptions` of a command line. Raises `UsageError` for options that the format cannot follow."""
    chosen = output_format(format_)
    _check_layout(chosen, layout)
    front_matter = front_matter or layout.front_matter_style is not None
    if front_matter and not chosen.has_front_matter:
        raise UsageError(f"--front-matter goes above Markdown; add --format markdown, not {format_}")
    if csv_safe and not chosen.has_safe_cells:
        raise UsageError(f"--csv-safe is for CSV; add --format csv, not {format_}")
    names = field_names(fields) if fields else ()
    if no_ledger and chosen.name not in ("json", "jsonl"):
        raise UsageError(f"--no-ledger is for JSON; {format_} has no ledger")
    if names and not (chosen.is_record or front_matter):
        records = ", ".join(name for name in PAGE_FORMATS if FORMATS[name].is_record)
        records = " or ".join(records.rsplit(", ", 1))
        wanted = "add --front-matter" if chosen.has_front_matter else f"use --format {records}"
        raise UsageError(f"--fields says nothing about {format_}; {wanted}")
    return RenderOptions(
        chosen.name,
        blocks=blocks,
        headline=headline,
        fields=names,
        front_matter=front_matter,
        csv_safe=csv_safe,
        layout=layout,
        ledger=not no_ledger,
    )


def _check_layout(chosen: OutputFormat, layout: Layout) -> None:
    """Raise `UsageError` for an option about what the format does not have."""
    given = {
        "--no-links": not layout.links,
        "--no-images": not layout.images,
        "--link-style": layout.link_style != "inline",
    }
    for option, is_given in given.items():
        if is_given and not chosen.has_links:
            raise UsageError(f"{option} is for Markdown, HTML and TEI; add --format markdown, not {chosen.name}")
    if layout.is_standalone and not chosen.has_documents:
        raise UsageError(f"--standalone is for HTML; add --format html, not {chosen.name}")
    if layout.wrap and not chosen.has_lines:
        raise UsageError(f"--wrap folds text; use --format text, not {chosen.name}")


def format_of(output: Path | None) -> str:
    """Return the format that the name of an output shows, or text."""
    return _shown_format(str(output or "")) or "text"


def _shown_format(name: str) -> str | None:
    """Return the format of pages whose ending a name has, or None."""
    return next((one for one in PAGE_FORMATS if name.lower().endswith(FORMATS[one].ending)), None)


def archive_format(format_: str | None, out: str) -> str:
    """Return the format of the outputs of archives. Raises `UsageError` for a format of single pages."""
    by_name = archive_format_of(out) if not Path(out).is_dir() else None
    name = output_format(format_).name if format_ else by_name.name if by_name else "jsonl.gz"
    wrong = name if name not in ARCHIVE_FORMATS else None if by_name or Path(out).is_dir() else _shown_format(out)
    if wrong:
        raise UsageError(f"--format {wrong} is for single pages; archives become {', '.join(ARCHIVE_FORMATS)}")
    if by_name is not None and by_name.name != name:
        raise UsageError(f"--format {name} and --out {out} contradict each other")
    return name


def page_format(format_: str | None, out: Path) -> str:
    """Return the format of a batch of pages. Raises `UsageError` if the format and the output contradict each other."""
    name = output_format(format_).name if format_ else None
    shown = None if out.is_dir() else _shown_format(out.name)
    if shown is not None and not FORMATS[shown].is_stream:
        raise UsageError(
            f"--out {out} is one file, and {shown} takes a file a page; name a folder, with --format {shown}"
        )
    if name is not None and FORMATS[name].is_stream and shown is None:
        raise UsageError(f"--format {name} writes one file; name it, as in --out {out.name or 'articles'}.{name}")
    if shown is not None and name not in (None, shown):
        raise UsageError(f"--out {out} is a stream of {shown}; --format {name} contradicts it")
    if name is not None and name not in BATCH_FORMATS:
        raise UsageError(f"a batch of pages writes no {name}; it writes {', '.join(BATCH_FORMATS)}")
    return shown or name or "json"


def field_names(values: Iterable[str]) -> tuple[str, ...]:
    """Return the fields that the values of `--fields` list. Raises `UsageError` for an unknown field."""
    names = tuple(dict.fromkeys(split_words(values)))
    if not names:
        raise UsageError("--fields names no field; it is a list as in --fields headline,authors,published")
    for name in names:
        if name not in FIELD_ORDER:
            meant = OTHER_NAMES.get(name.lower().rstrip("s"))
            hint = f"; did you mean {meant!r}?" if meant else did_you_mean(name, FIELD_ORDER)
            raise UsageError(f"--fields: unknown field {name!r}{hint}")
    return names
