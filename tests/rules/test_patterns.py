"""Patterns take linear time."""

from __future__ import annotations

from newsclean import Options, Source
from newsclean.readers import read
from newsclean.rules import apply_rules
from newsclean.rules.files.publication import parse_publication

PACKED = 'id = "post"\nname = "Post"\ndomains = "post.example"\nsignatures = "The Post"\n'


def test_no_pattern_hangs_a_page() -> None:
    text = PACKED + '[[drop]]\nid = "x"\ncategory = "share"\nregex = ["(a+)+$", "(a|a)*b$", "(.*)*x"]\n'
    page = read(Source.from_str("a" * 200_000 + "!"), Options())
    assert apply_rules(page, parse_publication(text, "post.toml")).labels == (None,)
