"""The form of a publication file: an error names the file, the line and the key."""

from __future__ import annotations

import pytest

from newsclean import RuleFileError
from newsclean.rules.files.publication import parse_publication
from tests.support.publications import HEAD, rule


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('name = "X"\n', "harbour-post.toml: id: missing"),
        (f'{HEAD}domain = ["x.example"]\n', "harbour-post.toml:3: domain: unknown key; did you mean 'domains'?"),
        (f"{HEAD}domains = 3\n", "harbour-post.toml:3: domains: expected a string or a list of strings"),
        (f"{HEAD}language = 3\n", "harbour-post.toml:3: language: expected a string"),
        (f'{HEAD}[html]\nman = ["p"]\n', "harbour-post.toml:4: html.man: unknown key; did you mean 'main'?"),
        ('id = "Harbour Post"\nname = "X"\n', "harbour-post.toml:1: id: 'Harbour Post' is not lower-case words"),
        (f'{HEAD}[[drop]]\nid = "a"\n', "harbour-post.toml:3: drop.a: has no category"),
        (
            f'{HEAD}[[drop]]\nid = "a"\ncategory = "newsleter"\nline = ["x"]\n',
            "harbour-post.toml:5: drop.a.category: unknown category 'newsleter'; did you mean 'newsletter'?",
        ),
        (rule(), "harbour-post.toml:3: drop.one: matches nothing; give it one of css, xpath, line, starts"),
        (rule(from_='"A"'), "harbour-post.toml:3: drop.one: `from` needs a `through` or an `until`"),
        (f"{HEAD}[[test]]\n", "harbour-post.toml:3: test.1: a test has one of page, text, html"),
        (f"{HEAD}[[drop\n", "harbour-post.toml: "),
        (f"{HEAD}drop = 3\n", "harbour-post.toml:3: drop: expected [[drop]] tables"),
    ],
)
def test_an_invalid_file_names_the_line_and_the_problem(text: str, message: str) -> None:
    with pytest.raises(RuleFileError) as error:
        parse_publication(text, "harbour-post.toml")
    assert str(error.value).startswith(message)
    assert "\n" not in str(error.value)
