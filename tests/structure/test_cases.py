"""Forty kinds of markup, each a piece of HTML and the Markdown that it comes to.

`fixtures/structure.txt` has them: a line with the name, the HTML, a line of dashes, the Markdown.
`python -m tests.structure.test_cases` writes the Markdown anew; read the difference before you commit it.
"""

from __future__ import annotations

import re

import pytest

from newsclean import Article, Options, clean
from newsclean.render import to_markdown
from newsclean.render.formats import Layout
from newsclean.render.html import to_html
from tests.structure.test_html import page_of
from tests.support.commonmark import body_of, shown_text
from tests.support.golden import FIXTURES
from tests.support.tei import is_valid_tei

FILE = FIXTURES / "structure.txt"
FIRST = "The harbour office said on Monday that the ferry will sail again after the storm of the winter."
LAST = f"{FIRST} It carries cars."


def cases() -> dict[str, tuple[str, str]]:
    """Return the HTML and the Markdown of each case."""
    found = {}
    for text in FILE.read_text(encoding="utf-8").split("=== ")[1:]:
        name, _, rest = text.partition("\n")
        content, _, markdown = rest.partition("\n---\n")
        found[name] = content.strip(), markdown.strip()
    return found


CASES = cases()


def article_of(content: str) -> Article:
    return clean(page_of(content), options=Options(structure=True))


def markdown_of(article: Article) -> str:
    return to_markdown(article, headline=False).removeprefix(FIRST).replace(LAST, "").strip()


@pytest.mark.parametrize("name", CASES)
def test_cases(name: str) -> None:
    content, markdown = CASES[name]
    article = article_of(content)
    assert markdown_of(article) == markdown
    assert shown_text(to_markdown(article, headline=False)) == body_of(article)
    assert is_valid_tei(article)
    if "line-numbers" in name:  # the body has them, code in HTML has not
        return
    again = clean(to_html(article, layout=Layout(is_standalone=True)))
    assert re.sub(r"\s", "", again.body) == re.sub(r"\s", "", article.body)


if __name__ == "__main__":
    pieces = [f"=== {name}\n{html}\n---\n{markdown_of(article_of(html))}\n" for name, (html, _) in CASES.items()]
    FILE.write_text("".join(pieces), encoding="utf-8")
