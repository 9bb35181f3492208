"""An article as text for people and programs: one function a format, all of them pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from newsclean.article import Article
from newsclean.render.json import to_json, to_jsonl
from newsclean.render.markdown import to_markdown
from newsclean.render.text import to_text

FORMATS: Mapping[str, Callable[[Article], str]] = MappingProxyType(
    {"text": to_text, "markdown": to_markdown, "json": to_json, "jsonl": to_jsonl}
)

__all__ = ["FORMATS", "to_json", "to_jsonl", "to_markdown", "to_text"]
