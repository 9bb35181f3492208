"""Checks beyond the form: selectors and patterns compile, rules are reachable, hostile files are harmless."""

from __future__ import annotations

import pytest

from newsclean import Options, RuleFileError, Source
from newsclean.readers import read
from newsclean.rules import apply_rules
from newsclean.rules.files.form import check_keys
from newsclean.rules.files.publication import parse_publication
from newsclean.rules.files.toml import MAX_FILE_CHARS, read_toml
from newsclean.rules.files.validate import check_expressions
from tests.support.publications import HEAD, library_from_texts, rule

PACKED = 'id = "post"\nname = "Post"\ndomains = "post.example"\nsignatures = "The Post"\n'


def test_a_broken_selector_names_its_line() -> None:
    text = rule(css='"div["')
    with pytest.raises(RuleFileError, match=r"harbour-post\.toml:6: drop\.one\.css: 'div\[' is not a CSS selector"):
        check_expressions(read_toml(text, "harbour-post.toml"))


def test_a_rule_that_can_never_apply_is_an_error() -> None:
    text = HEAD + "".join(
        f'[[drop]]\nid = "{key}"\ncategory = "{category}"\nline = ["Read more", "{key}"]\n'
        for key, category in (("one", "related"), ("two", "share"))
    )
    with pytest.raises(
        RuleFileError, match=r"harbour-post.toml:7: drop.two: drop.one already takes 'Read more' as related"
    ):
        library_from_texts([(text, "harbour-post.toml")])
    guarded = text.replace('["Read more", "one"]', '["Read more", "one"]\nzone = "head"')
    library_from_texts([(guarded, "harbour-post.toml")])
    library_from_texts([(text.replace('"share"', '"related"'), "harbour-post.toml")])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x" * (MAX_FILE_CHARS + 1), "post.toml: larger than 256 KiB"),
        ("a = " + "[" * 50_000, "post.toml: n"),
        ("a = " + "{b = " * 20_000, "post.toml: n"),
        (".".join(["a"] * 50_000) + " = 1", "post.toml:1: a key of more than 20 parts"),
        ("[" + ".".join(["a"] * 50_000) + "]", "post.toml:1: a key of more than 20 parts"),
        ("x = {" + ".".join(["a"] * 50_000) + " = 1}", "post.toml:1: a key of more than 20 parts"),
        ("[[a]]\n" * 40_000, "post.toml:1: a: unknown key"),
        ("\n".join(f"[a{'.a' * n}]" for n in range(19)), "post.toml:1: a: unknown key"),
        ('name = "a\u202eb"\n', "post.toml:1: invisible character U+202E; write it as \\u202E"),
        ('name = "a\x00b"\n', "post.toml: not TOML"),
        ('name = "a', "post.toml: not TOML"),
        (f'{PACKED}[[drop]]\nid = "x"\ncategory = "share"\nregex = "(a{{1000}}){{1000}}"\n', "drop.x.regex"),
        (f'{PACKED}[[drop]]\nid = "x"\ncategory = "share"\nregex = "(?=a)b\\\\1"\n', "RE2 knows no look-around"),
        (f'{PACKED}[[drop]]\nid = "x"\ncategory = "share"\ncss = "{"div " * 2000}"\n', "longer than 2000 characters"),
        (f'{PACKED}[[drop]]\nid = "x"\ncategory = "share"\ncss = "{":not(" * 300}a{")" * 300}"\n', "drop.x.css"),
        (f'{PACKED}[[drop]]\nid = "x"\ncategory = "share"\nxpath = "{"(" * 900}//p{")" * 900}"\n', "drop.x.xpath"),
        (f'{PACKED}[[drop]]\nid = "x"\ncategory = "share"\nxpath = "//p[re:test(., \'(a+)+$\')]"\n', ""),
        (f'{PACKED}[[drop]]\nid = "x"\ncategory = "share"\nxpath = "document(\'/etc/passwd\')//p"\n', ""),
        (f'{PACKED}[html]\npublished = {{select = "time", timezone = "../../etc/passwd"}}\n', "unknown time zone"),
    ],
    ids=lambda value: value[:30] if isinstance(value, str) else None,
)
def test_hostile_files_are_refused_or_harmless(text: str, message: str) -> None:
    page = read(Source.from_str("<html><body><p>aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab</p>"), Options())

    def check() -> None:
        file = read_toml(text, "post.toml")
        check_keys(file)
        check_expressions(file)

    if not message:
        check()
        assert set(apply_rules(page, parse_publication(text, "post.toml")).labels) == {None}
        return
    with pytest.raises(RuleFileError) as error:
        check()
    assert message in str(error.value)
    assert "\n" not in str(error.value)
    assert len(str(error.value)) < 1000
