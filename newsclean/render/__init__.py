"""Articles as text for people and programs. The registry has all formats; `render` is a pure function."""

from newsclean.render.csv import csv_header, to_csv
from newsclean.render.front_matter import front_matter
from newsclean.render.json import FIELD_ORDER, to_dict, to_json
from newsclean.render.jsonl import to_jsonl
from newsclean.render.markdown import to_markdown
from newsclean.render.output_format import Layout, OutputFormat, RenderOptions
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
