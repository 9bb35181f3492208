"""An article as text for people and programs: one function a format, all of them pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from newsclean.article import Article
from newsclean.render.csv import csv_header, to_csv
from newsclean.render.frontmatter import front_matter
from newsclean.render.json import FIELD_ORDER, to_dict, to_json, to_jsonl
from newsclean.render.markdown import to_markdown
from newsclean.render.text import to_text

FORMATS: Mapping[str, Callable[[Article], str]] = MappingProxyType(
    {"text": to_text, "markdown": to_markdown, "json": to_json, "jsonl": to_jsonl, "csv": to_csv}
)


@dataclass(frozen=True, slots=True)
class RenderOptions:
    """How articles are written: a format of `FORMATS`, and what of it is asked for.

    blocks: the JSON formats have the body's blocks; headline: text and Markdown begin with the headline; fields: names
    of `FIELD_ORDER` that JSON, CSV and front matter have, where not all; front_matter: Markdown begins with them.
    """

    format: str
    blocks: bool = False
    headline: bool = True
    fields: tuple[str, ...] = ()
    front_matter: bool = False

    @property
    def has_ledger(self) -> bool:
        """Whether what is written tells something of a page without an article, too."""
        return self.format in ("json", "jsonl", "csv")

    @property
    def header(self) -> str:
        """What stands above all articles."""
        return csv_header(self.fields) if self.format == "csv" else ""

    def render(self, article: Article) -> str:
        """Return an article in this form."""
        match self.format:
            case "json":
                return to_json(article, blocks=self.blocks, fields=self.fields)
            case "jsonl":
                return to_jsonl(article, blocks=self.blocks, fields=self.fields)
            case "csv":
                return to_csv(article, self.fields)
            case "markdown":
                text = to_markdown(article, headline=self.headline)
                return f"{front_matter(article, self.fields)}\n{text}" if self.front_matter and text else text
            case _:
                return to_text(article, headline=self.headline)


__all__ = [
    "FIELD_ORDER",
    "FORMATS",
    "RenderOptions",
    "csv_header",
    "front_matter",
    "to_csv",
    "to_dict",
    "to_json",
    "to_jsonl",
    "to_markdown",
    "to_text",
]
