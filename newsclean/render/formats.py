"""Types of the registry: `OutputFormat`, one way to write articles, and `RenderOptions`, what the caller asks of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Literal, NamedTuple, Protocol

from newsclean.article import Article
from newsclean.errors import import_extra

LinkStyleName = Literal["inline", "reference"]
FrontMatterStyle = Literal["newsclean", "obsidian", "jekyll", "hugo", "pandoc"]


@dataclass(frozen=True, slots=True)
class Layout:
    """How an output with markup is laid out.

    links, images: the output has them. Without links their text stays.
    link_style: Markdown has the address of a link beside its text ("inline"), or below the body ("reference").
    is_standalone: HTML is a whole document with the article's metadata in its head.
    front_matter_style: the program whose keys the front matter has; None is newsclean's own.
    wrap: text is folded to lines of so many characters; 0 folds nothing.
    """

    links: bool = True
    images: bool = True
    link_style: LinkStyleName = "inline"
    is_standalone: bool = False
    front_matter_style: FrontMatterStyle | None = None
    wrap: int = 0


@dataclass(frozen=True, slots=True)
class RenderOptions:
    """How articles are written.

    format: the name of a registered `OutputFormat`.
    blocks: JSON and JSON Lines add the body's blocks.
    headline: text and Markdown begin with the headline.
    fields: the fields of `FIELD_ORDER` that JSON, CSV and front matter show; all of the format's fields if empty.
    front_matter: Markdown begins with front matter.
    csv_safe: CSV has no cell that a spreadsheet would run.
    layout: how an output with markup is laid out.
    ledger: JSON and JSON Lines have the ledger, and what else `restore` needs; `fields` may name them anyway.
    """

    format: str
    blocks: bool = False
    headline: bool = True
    fields: tuple[str, ...] = ()
    front_matter: bool = False
    csv_safe: bool = False
    layout: Layout = Layout()
    ledger: bool = True


class ArticleWriter(Protocol):
    """Writes the articles of an archive to one file."""

    def write(self, line: bytes, carried: Mapping[str, Any]) -> None:
        """Write an article, given as `to_jsonl` renders it, and the columns carried along with it."""


class RowFile(NamedTuple):
    """How the articles of an archive are written to one file.

    open: opens a file; its second argument maps the carried columns to their Arrow types.
    is_ours: returns whether a stream is empty or was written by newsclean.
    has_schema: `open` uses the types of the carried columns.
    """

    open: Callable[[Path, Mapping[str, Any]], AbstractContextManager[ArticleWriter]]
    is_ours: Callable[[BinaryIO], bool]
    has_schema: bool = False


class OutputFormat(NamedTuple):
    """A registered format. A value is None where the format cannot do it, "" where it needs no extra.

    name: the value of `--format`.
    ending: the ending of the file names that select the format.
    render: returns an article as text.
    separator: the text between two articles on one stream; None where a stream holds one article.
    brackets: the texts before, between and after several articles on one stream, if one document can hold them.
    page_ending: the ending of the file that a batch writes for each page.
    is_record: the output is a record of fields: it takes `--fields`, and a page without an article has one too.
    has_front_matter: the output can begin with front matter.
    has_links: the output can have links and images, or leave them out.
    has_documents: the output can be a whole document.
    has_lines: the output can be folded to lines of some width.
    needs_structure: the output shows what `Options.structure` makes.
    has_safe_cells: the output can guard cells that a spreadsheet would run.
    header: returns the text above the first article of a stream.
    rows: writes the articles of an archive.
    module, extra: the import that the format needs, and the extra of newsclean that installs it.
    """

    name: str
    ending: str
    render: Callable[[Article, RenderOptions], str] | None = None
    separator: str | None = None
    brackets: tuple[str, str, str] | None = None
    page_ending: str | None = None
    is_record: bool = False
    has_front_matter: bool = False
    needs_structure: bool = False
    has_safe_cells: bool = False
    has_links: bool = False
    has_documents: bool = False
    has_lines: bool = False
    header: Callable[[RenderOptions], str] | None = None
    rows: RowFile | None = None
    module: str = ""
    extra: str = ""

    @property
    def is_stream(self) -> bool:
        """Whether a batch joins the articles of single pages in one file."""
        return self.page_ending is not None and self.separator == ""

    def check_installed(self) -> None:
        """Raise `UsageError` if the package that the format needs is not installed."""
        if self.module:
            import_extra(self.module, f"the format {self.name}", self.extra)
