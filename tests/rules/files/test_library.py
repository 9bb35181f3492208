"""The library: layers and packs merge key by key, and a broken file is an error at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from newsclean import Options, RuleFileError, clean
from newsclean.rules import load_library
from tests.support.publications import HEAD, PAGE, POST, library_from_texts, write

PACK = """
id = "chain"
name = "A chain"
domains = ["chain.example"]
[html]
main = ["div.story"]
[[drop]]
id = "box"
category = "related"
css = ".box"
[[drop]]
id = "tip"
category = "newsletter"
line = "Tip"
"""


CHILD = """
extends = "chain"
[html]
main = ["article", "..."]
[[drop]]
id = "box"
category = "donation"
[[drop]]
id = "tip"
off = true
"""


def test_a_pack_is_inherited_key_by_key() -> None:
    found = library_from_texts([(HEAD + CHILD, "harbour-post.toml"), (PACK, "_packs/chain.toml")])
    publication = found.get("harbour-post")
    assert publication.main == ("article", "div.story")
    assert (publication.name, publication.domains) == ("Harbour Post", ())
    assert [(one.id, one.category, one.css) for one in publication.rules] == [("box", "donation", (".box",))]


def test_extends_must_name_a_pack_and_form_no_circle() -> None:
    loop = PACK.replace("domains", 'extends = "harbour-post"\ndomains')
    with pytest.raises(RuleFileError, match="harbour-post extends chain extends harbour-post, which is a circle"):
        library_from_texts([(HEAD + 'extends = "chain"\n', "harbour-post.toml"), (loop, "_packs/chain.toml")])
    with pytest.raises(RuleFileError, match=r"harbour-post\.toml:3: extends: no pack 'chian'; did you mean 'chain'"):
        library_from_texts([(HEAD + 'extends = "chian"\n', "harbour-post.toml"), (PACK, "_packs/chain.toml")])


def test_a_later_layer_wins_key_by_key(folder: Path) -> None:
    options = Options(rules=(str(folder / "low"), str(folder / "high")))
    article = clean(PAGE, url="https://m.post.example/a", options=options)
    assert article.publication is not None
    assert (article.publication.id, article.publication.name, article.body) == ("post", "Post", "Story")
    assert [entry.reason for entry in article.ledger] == ["post:box", "post:main"]
    assert clean(PAGE, url="https://post.example/a", options=Options(rules=(str(folder / "low"),))).body == "Old"
    assert clean(PAGE, url="https://post.example/a").publication is None


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("post.toml", POST.replace("main =", "mein ="), "post.toml:5: html.mein: unknown key; did you mean 'main'?"),
        ("post.toml", 'id = "post"\n[[drop]]\nid = "a"\ncategory = "share"\nregex = "(?=x)"\n', "not a pattern"),
        ("post.toml", "id = 3\n", "post.toml:1: id: expected a string"),
        ("post.toml", 'id = "pots"\n', "post.toml:1: id: 'pots' is not the file's name, 'post'"),
        ("new.toml", 'id = "new"\n', "new.toml: name: missing"),
        ("new.toml", 'id = "new"\nname = "New"\nextends = "past"\n', "new.toml:3: extends: no pack 'past'"),
    ],
)
def test_an_invalid_file_is_an_error_before_any_page(name: str, text: str, message: str, folder: Path) -> None:
    write(folder / "high" / name, text)
    with pytest.raises(RuleFileError) as error:
        load_library((str(folder / "low"), str(folder / "high")))
    assert message in str(error.value)
    assert str(error.value).startswith(str(folder / "high" / name))
    assert "\n" not in str(error.value)
