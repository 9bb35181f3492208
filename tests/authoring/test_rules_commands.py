"""`newsclean rules show`, `check` and `test` on layers of files."""

from __future__ import annotations

from pathlib import Path

import pytest

from newsclean import UsageError
from newsclean.authoring.lookup import find_publication, list_publications
from newsclean.authoring.publication_file import show
from newsclean.rules import standard_rules
from tests.conftest import ROOT, Run
from tests.support.publications import PAGE, POST, write, write_layers


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with a lower and a higher layer, `low` and `high`."""
    return write_layers(tmp_path)


def test_show_names_the_origin_of_each_line(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    library, key = find_publication("https://www.post.example/x", standard_rules(["low", "high"]))
    assert show(library, key).splitlines() == [
        'id = "post" # high/post.toml:1',
        'name = "Post" # low/post.toml:2',
        'domains = "post.example" # low/post.toml:3',
        "",
        "[html]",
        "main = [",
        '    "div.new", # high/post.toml:3',
        '    "div.old", # low/post.toml:5',
        "]",
        "",
        "[[drop]]",
        'id = "box" # high/post.toml:5',
        'category = "related" # high/post.toml:6',
        'line = "Read on" # high/post.toml:7',
    ]
    (listed,) = [one for one in list_publications(library) if one.id == "post"]
    assert listed.files == ("low/post.toml", "high/post.toml")


@pytest.mark.parametrize("word", ["post", "post.example", "http://amp.post.example/1", "low/post.toml", "page.html"])
def test_a_word_finds_its_publication(word: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    write(folder / "page.html", '<html><head><link rel=canonical href="https://post.example/1"></head><p>Story')
    assert find_publication(word, standard_rules(["low"]))[1] == "post"


def test_an_unknown_word_is_an_error(folder: Path) -> None:
    with pytest.raises(UsageError, match="no publication, host or file 'posst'; did you mean 'post'"):
        find_publication("posst", (str(folder / "low"),))


def test_check_names_each_error(folder: Path, call: Run) -> None:
    write(folder / "low" / "bad.toml", 'id = "bad"\nnmae = "Bad"\n')
    write(folder / "low" / "worse.toml", "]")
    done = call("rules", "check", folder / "low")
    assert done.returncode == 1
    first, second = done.stdout.decode().splitlines()
    assert first.endswith("low/bad.toml:2: nmae: unknown key; did you mean 'name'?")
    assert "worse.toml: not TOML" in second


def test_check_runs_the_tests(folder: Path, call: Run) -> None:
    test = '[[test]]\nhtml = """<div class=old><p>Story</p><p>Pier</p></div>"""\nkeeps = ["Story"]\ndrops = ["Pier"]\n'
    write(folder / "low" / "post.toml", POST + '[[drop]]\nid = "x"\ncategory = "share"\nline = "Share"\n' + test)
    done = call("rules", "check", folder / "low")
    assert done.returncode == 1
    assert done.stdout.decode().endswith("low/post.toml:10: test.1: drops 'Pier': still in the body\n")
    assert b"post.toml: x: no test uses this rule" in done.stderr
    write(folder / "low" / "post.toml", POST + test.replace('drops = ["Pier"]', ""))
    assert call("rules", "check", "--strict", folder / "low").returncode == 0
    assert call("rules", "test", folder / "nowhere").returncode == 2


def test_pages_of_tests_are_beside_the_file_or_in_a_given_folder(folder: Path, call: Run) -> None:
    write(
        folder / "low" / "post.toml", POST + '[[test]]\npage = "a.html"\nurl = "https://post.example"\nkeeps = "Old"\n'
    )
    (folder / "pages").mkdir()
    (folder / "pages" / "a.html").write_bytes(PAGE)
    assert call("rules", "test", folder / "low", "--pages", folder / "pages").returncode == 0
    done = call("rules", "test", folder / "low")
    assert done.returncode == 1
    assert b"post.toml:6: test.1: " in done.stdout
    assert b"No such file or directory" in done.stdout


def test_the_pre_commit_hook_calls_an_existing_command(call: Run) -> None:
    hook = (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
    assert "entry: newsclean rules check\n" in hook
    assert call("rules", "check", ROOT / "newsclean" / "publications" / "nrc.toml").returncode == 0
