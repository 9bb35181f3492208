"""An article as text for people and programs: one function a format, all of them pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from newsclean.article import Article
from newsclean.render.json import to_json, to_jsonl
from newsclean.render.markdown import to_markdown
from newsclean.render.text import to_text

FORMATS: Mapping[str, Callable[[Article], str]] = MappingProxyType(
    {"text": to_text, "markdown": to_markdown, "json": to_json, "jsonl": to_jsonl}
)


@dataclass(frozen=True, slots=True)
class Form:
    """How articles are written: a format of `FORMATS`, and what of it is asked for.

    blocks: the JSON formats have the body's blocks; headline: the others begin with the headline.
    """

    format: str
    blocks: bool = False
    headline: bool = True

    @property
    def has_ledger(self) -> bool:
        """Whether what is written tells something of a page without an article, too."""
        return self.format in ("json", "jsonl")

    def render(self, article: Article) -> str:
        """Return an article in this form."""
        match self.format:
            case "json":
                return to_json(article, blocks=self.blocks)
            case "jsonl":
                return to_jsonl(article, blocks=self.blocks)
            case "markdown":
                return to_markdown(article, headline=self.headline)
            case _:
                return to_text(article, headline=self.headline)


__all__ = ["FORMATS", "Form", "to_json", "to_jsonl", "to_markdown", "to_text"]
