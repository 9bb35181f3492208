"""What text dumps show besides text."""

from __future__ import annotations

import pytest

from newsclean import Article, Options, clean
from newsclean.render import to_markdown

DUMP = """# The ferry returns

The harbour office [said on Monday](https://a.example/x "T") that the **ferry** will *sail* again, and that it is `new`.

{content}

The captain told the crew that the crossing would take <b>three hours</b> in bad weather, and that few would fall ill.
"""


def article_of(content: str) -> Article:
    return clean(DUMP.format(content=content), options=Options(structure=True))


def test_marks_of_markdown_and_of_tags() -> None:
    blocks = article_of("").blocks
    found = {(mark.kind, block.text[mark.start : mark.end]) for block in blocks for mark in block.marks}
    assert found == {
        ("link", "said on Monday"),
        ("strong", "ferry"),
        ("emphasis", "sail"),
        ("code", "new"),
        ("strong", "three hours"),
    }


@pytest.mark.parametrize(
    "content",
    [
        "- The first item of the list in the summer\n  - The nested **item** of the list\n- The last item of the list",
        "```python\ndef fare(age):\n    # children\n\n    return 5\n```",
        "## Fares of the ferry in the summer",
    ],
)
def test_lists_code_and_headings_come_out_as_they_went_in(content: str) -> None:
    assert content in to_markdown(article_of(content))


def test_a_hostile_link_keeps_only_its_text() -> None:
    markdown = to_markdown(article_of("The [mayor](javascript:x()) told the meeting that none of it was new to her."))
    assert "javascript" not in markdown
    assert "The mayor told the meeting" in markdown
