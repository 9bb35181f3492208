"""Writing a review: one static file without a request to any network, or several if one would be too large.

The file trusts nothing that a page says: templates escape everything, scripts and styles run only if their hash is in
the content security policy, and the script puts texts of pages into the document as text alone.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

from newsclean.blocks import DEFAULT_POLICY
from newsclean.errors import import_extra
from newsclean.review.collect import Pages
from newsclean.review.overview import SPARK_HEIGHT, SPARK_WIDTH, Overview
from newsclean.version import __version__

MAX_PART = 45_000_000
"""Characters of views in one file. A browser opens a file of this size in about a second; more make it slower."""
_ASSETS = files("newsclean.review") / "assets"


def check_installed() -> None:
    """Raise `UsageError` if Jinja2 is not installed."""
    import_extra("jinja2", "a review", "review")


def part_paths(output: Path, number: int) -> list[Path]:
    """Return the names of the files of a review in parts.

    >>> [path.name for path in part_paths(Path("review.html"), 2)]
    ['review.html', 'review-2.html']
    """
    return [output, *(output.with_name(f"{output.stem}-{n}{output.suffix}") for n in range(2, number + 1))]


def render_review(overview: Overview, pages: Pages | None, parts: Sequence[str] = (), part: int = 0) -> str:
    """Return the HTML of a review, or of one of its parts, whose file names are `parts`.

    Without pages it is a start page alone. Raises `UsageError` if Jinja2 is not installed.
    """
    jinja2 = import_extra("jinja2", "a review", "review")
    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    style, script = _asset("review.css"), _asset("review.js")
    text: str = environment.from_string(_asset("review.html.j2")).render(
        overview=overview,
        pages=pages,
        parts=list(parts),
        part=part,
        version=__version__,
        style=style,
        script=script,
        policy=_content_policy(style, script),
        index=_embedded({"pages": pages.rows, "policies": _policies()}) if pages else "",
        spark=(SPARK_WIDTH, SPARK_HEIGHT),
    )
    return text


def _content_policy(style: str, script: str) -> str:
    """Return the content security policy: nothing loads, and nothing runs but the two texts of this package."""
    return (
        f"default-src 'none'; script-src '{_hash(script)}'; style-src '{_hash(style)}'; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii")


def _asset(name: str) -> str:
    return (_ASSETS / name).read_text(encoding="utf-8")


def _embedded(value: Any) -> str:
    """Return JSON that no HTML parser takes for markup. Lone surrogates become escapes."""
    return json.dumps(value).replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _policies() -> dict[str, str]:
    return {category.value: policy.value for category, policy in DEFAULT_POLICY.items()}
