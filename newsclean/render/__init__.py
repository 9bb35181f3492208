"""Articles as text for people and programs. The registry has all formats; `render` is a pure function.

A name is imported when it is first used: plain text, which most commands print, needs no other format.
"""

from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from newsclean.render.csv import csv_header, to_csv
    from newsclean.render.formats import Layout, OutputFormat, RenderOptions
    from newsclean.render.frontmatter import front_matter
    from newsclean.render.json import FIELD_ORDER, to_dict, to_json
    from newsclean.render.jsonl import to_jsonl
    from newsclean.render.markdown import to_markdown
    from newsclean.render.registry import FORMATS, archive_format_of, output_format, render, with_structure
    from newsclean.render.text import to_text

__all__ = [
    "FIELD_ORDER",
    "FORMATS",
    "Layout",
    "OutputFormat",
    "RenderOptions",
    "archive_format_of",
    "csv_header",
    "front_matter",
    "output_format",
    "render",
    "to_csv",
    "to_dict",
    "to_json",
    "to_jsonl",
    "to_markdown",
    "to_text",
    "with_structure",
]

_MODULES = MappingProxyType(
    {
        "csv": ("csv_header", "to_csv"),
        "formats": ("Layout", "OutputFormat", "RenderOptions"),
        "frontmatter": ("front_matter",),
        "json": ("FIELD_ORDER", "to_dict", "to_json"),
        "jsonl": ("to_jsonl",),
        "markdown": ("to_markdown",),
        "registry": ("FORMATS", "archive_format_of", "output_format", "render", "with_structure"),
        "text": ("to_text",),
    }
)
"""The module of each name."""


def __getattr__(name: str) -> Any:
    """Return a name from its module."""
    module = next((module for module, names in _MODULES.items() if name in names), None)
    if module is None:
        raise AttributeError(f"module 'newsclean.render' has no attribute {name!r}")
    return getattr(import_module(f"newsclean.render.{module}"), name)
