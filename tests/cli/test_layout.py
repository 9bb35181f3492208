"""The options of formats with markup."""

from __future__ import annotations

import pytest

from newsclean.cli.lazy import spelled_out
from tests.conftest import Run
from tests.support.commands import PAGE, one_line


def test_front_matter_with_a_style_is_spelled_out() -> None:
    assert spelled_out(["--front-matter=hugo", "a.html"]) == ["--front-matter-style=hugo", "a.html"]
    assert spelled_out(["--front-matter", "a.html"]) == ["--front-matter", "a.html"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--no-links"], "--no-links is for Markdown, HTML and TEI; add --format markdown, not text"),
        (["--standalone", "-f", "json"], "--standalone is for HTML; add --format html, not json"),
        (["--wrap", "60", "-f", "markdown"], "--wrap folds text; use --format text, not markdown"),
    ],
)
def test_options_that_a_format_cannot_follow(call: Run, options: list[str], message: str) -> None:
    done = call(*options, PAGE)
    assert (done.returncode, message in one_line(done.stderr)) == (2, True)
