"""HTML and text dumps are distinguished by its first characters."""

from __future__ import annotations

import pytest

from newsclean import Options, Source
from newsclean.readers import read
from newsclean.text.sniff import is_html


@pytest.mark.parametrize(
    "text",
    [
        "<!DOCTYPE html><title>x</title>",
        "\ufeff\n <!doctype HTML>",
        "<html><body>x",
        "<HTML lang=en>",
        '<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "x"><html>',
        "<!-- saved\nfrom <p> --><!-- again -->\n<html>",
        "<body><p>x",
        "<div><p>A fragment.</p></div>",
        "\ufeff \n<article>A fragment.</article>",
        "Warning: cannot connect\n<html><body><p>A page with a server's message before it.</p></body>",
    ],
)
def test_is_html_recognises_pages_and_fragments(text):
    assert is_html(text)
    assert read(Source.from_str(text), Options()).input == "html"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Ferry returns\n\nThe ferry will sail again on Monday.",
        "How pages work\n\nEvery page has a <body> tag, the teacher said.",
        "She closed it with </p> and went home.",
        "Ferry <b>returns</b>\n\nThe ferry</p> will sail again.",
        "<Monday> The ferry will sail again.",
        "<3 the island",
        "<htmlish> is no tag of HTML",
        "2 < 3 and <b>that</b> is all",
    ],
)
def test_is_html_rejects_text_dumps(text):
    assert not is_html(text)
    assert read(Source.from_str(text), Options()).input == "text"
