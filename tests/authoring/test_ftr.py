"""Site configurations of Full-Text RSS as publication files."""

from __future__ import annotations

from pathlib import Path

import pytest

from newsclean import Options, clean
from newsclean.authoring.check import check_files
from newsclean.authoring.ftr import convert, import_all
from newsclean.rules.files.publication import parse_publication
from tests.conftest import ROOT, Run

COLLECTION = ROOT.parent / "shared" / "ftr-site-config"
SITE = """\
# a comment
title: //h1[@class='t']
title: substring-before(//title, ' | ')
author: //meta[@name='author']/@content
date: //time/@datetime
body: //div[@id='story']
strip: //div[contains(@class, 'share-bar')]
strip: //p[contains(., 'Read on')]
strip: //p/text()[2]
strip_id_or_class: newsletter
prune: no
tidy: no
find_string: <br><br>
replace_string: </p><p>
test_url: https://post.example/1
titel: //h1
strip: //p[
just words
"""


def test_a_site_configuration_is_converted_and_the_rest_explained() -> None:
    imported = convert(SITE, "www.post.example.txt")
    publication = parse_publication(imported.text, "www.post.example.toml")
    assert publication.domains == ("post.example",)
    assert (publication.main, publication.inside) == (("//div[@id='story']",), "keep")
    assert [place.select for place in publication.fields["headline"]] == [
        "//h1[@class='t']",
        "substring-before(//title, ' | ')",
    ]
    assert publication.fields["authors"][0].select == "//meta[@name='author']/@content"
    rules = {rule.id: (rule.css, rule.xpath) for rule in publication.rules}
    assert rules == {
        "newsletter": (('[id*="newsletter"]', '[class*="newsletter"]'), ()),
        "other": ((), ("//p[contains(., 'Read on')]",)),
        "share": ((), ("//div[contains(@class, 'share-bar')]",)),
    }
    outcomes: dict[str, set[str]] = {}
    for one in imported.directives:
        outcomes.setdefault(one.outcome, set()).add(one.name)
    assert outcomes == {
        "converted": {"title", "author", "date", "body", "strip", "strip_id_or_class", "prune"},
        "explained": {"strip", "tidy", "find_string", "replace_string", "test_url"},
        "failed": {"titel", "strip", "just"},
    }
    assert "# www.post.example.txt:16: titel: unknown directive; did you mean 'title'?: //h1\n" in imported.text


@pytest.mark.parametrize("name", [".post.example.txt", "../../etc/passwd.txt", "a b.txt", "ünï.txt", ".txt"])
def test_every_file_name_has_a_valid_id(name: str) -> None:
    imported = convert('body: //p\nstrip: //a[@b="\u202e\x7f"]\n', name)
    assert parse_publication(imported.text, "x").id == imported.id
    assert "/" not in imported.id


def test_converted_rules_work_on_a_page(tmp_path: Path) -> None:
    imported = convert(SITE, "post.example.txt")
    (tmp_path / f"{imported.id}.toml").write_text(imported.text, encoding="utf-8")
    page = (
        "<html><head><title>The weir leaks | Post</title><meta name='author' content='Ida Fenn'></head><body>"
        "<h1>Post</h1><div id='story'><p>The weir has leaked since Monday.</p><p>Read on: tides</p>"
        "<div class='share-bar x'>Share this</div><p class='newsletter'>Letters by mail</p></div></body></html>"
    )
    article = clean(page, url="https://post.example/1", options=Options(rules=(str(tmp_path),)))
    assert article.body == "The weir has leaked since Monday."
    assert (article.headline, article.authors) == ("The weir leaks", ("Ida Fenn",))


def test_a_wildcard_file_matches_subdomains() -> None:
    assert parse_publication(convert("body: //p", ".post.example.txt").text, "x").domains == ("*.post.example",)


@pytest.mark.skipif(not COLLECTION.is_dir(), reason="the collection is not beside the project")
def test_a_tenth_of_the_collection_is_converted_or_explained(tmp_path: Path) -> None:
    files = [imported for _, imported in import_all(sorted(COLLECTION.glob("*.txt"))[::10])]
    for imported in files:
        (tmp_path / f"{imported.id}.toml").write_text(imported.text, encoding="utf-8")
    outcomes = [directive.outcome for imported in files for directive in imported.directives]
    assert len(files) > 200
    assert outcomes.count("failed") <= 0.001 * len(outcomes)
    assert check_files([tmp_path]).problems == ()


def test_the_command_writes_files_that_pass_the_check(tmp_path: Path, call: Run) -> None:
    (tmp_path / "post.example.txt").write_text(SITE, encoding="utf-8")
    done = call("rules", "import", "ftr", tmp_path, "--output", tmp_path / "out")
    assert done.returncode == 0
    assert done.stderr.decode().splitlines()[-1] == (
        "newsclean: 1 files, 17 directives: 9 converted, 5 explained, 3 failed"
    )
    assert call("rules", "check", tmp_path / "out").returncode == 0
    assert call("rules", "import", "ftr", tmp_path).returncode == 2
    assert call("rules", "import", "ftr", tmp_path / "post.example.txt").stdout.startswith(b"# from post.example.txt")
    assert call("rules", "import", "ftr", tmp_path / "nowhere.txt").returncode == 2
