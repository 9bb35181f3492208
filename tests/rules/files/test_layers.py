"""Layers of publication files: what wins, what is noted between starts, what is told when a file is wrong."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from newsclean import Options, RuleFileError, UsageError, clean
from newsclean.authoring.lookup import find_publication, list_publications
from newsclean.authoring.show import show
from newsclean.rules import load_library, standard_rules
from newsclean.rules.files.cache import load_cached, save_cached
from newsclean.rules.files.index import index_layer, layer_files
from newsclean.rules.files.layers import Layer
from tests.conftest import ROOT, Run

POST = 'id = "post"\nname = "Post"\ndomains = "post.example"\n[html]\nmain = "div.old"\n'
NEW = 'id = "post"\n[html]\nmain = ["div.new", "..."]\n[[drop]]\nid = "box"\ncategory = "related"\nline = "Read on"\n'
PAGE = b"<html><body><div class=new><p>Story</p><p>Read on</p></div><div class=old><p>Old</p></div></body></html>"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path / "low" / "post.toml", POST)
    write(tmp_path / "high" / "post.toml", NEW)
    return tmp_path


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def settle(folder: Path) -> None:
    """Make files look as if they had been there for a while."""
    for path in folder.rglob("*.toml"):
        os.utime(path, ns=(1_700_000_000_000_000_000, 1_700_000_000_000_000_000))


def test_a_later_layer_wins_by_key(folder: Path) -> None:
    options = Options(rules=(str(folder / "low"), str(folder / "high")))
    article = clean(PAGE, url="https://m.post.example/a", options=options)
    assert article.publication is not None
    assert (article.publication.id, article.publication.name, article.body) == ("post", "Post", "Story")
    assert [entry.reason for entry in article.ledger] == ["post:box", "post:main"]
    assert clean(PAGE, url="https://post.example/a", options=Options(rules=(str(folder / "low"),))).body == "Old"
    assert clean(PAGE, url="https://post.example/a").publication is None


def test_what_is_shown_says_where_it_is_from(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
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
def test_a_word_means_a_publication(word: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    write(folder / "page.html", '<html><head><link rel=canonical href="https://post.example/1"></head><p>Story')
    assert find_publication(word, standard_rules(["low"]))[1] == "post"


def test_a_word_that_means_none_says_so(folder: Path) -> None:
    with pytest.raises(UsageError, match="no publication, host or file 'posst'; did you mean 'post'"):
        find_publication("posst", (str(folder / "low"),))


def test_standard_layers_are_the_users_the_projects_and_the_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    inner = tmp_path / "project" / "deep"
    inner.mkdir(parents=True)
    monkeypatch.chdir(inner)
    assert standard_rules() == ()
    write(tmp_path / "config" / "newsclean" / "a.toml", POST)
    write(tmp_path / "project" / ".newsclean" / "b.toml", POST)
    write(inner / "c.toml", POST)
    assert [Path(path).relative_to(tmp_path).as_posix() for path in standard_rules([Path("c.toml")])] == [
        "config/newsclean",
        "project/.newsclean",
        "project/deep/c.toml",
    ]
    with pytest.raises(UsageError, match=r"--rules nowhere: no such file or folder"):
        standard_rules(["nowhere"])


def test_files_that_did_not_change_are_not_read_again(folder: Path) -> None:
    layer = Layer("low", str(folder / "low"))
    settle(folder)
    assert [entry.is_new for entry in index_layer(layer)] == [True]
    make_notes_later()
    known = index_layer(layer)
    assert [(entry.is_new, entry.id, entry.identity["domains"]) for entry in known] == [(False, "post", "post.example")]
    write(folder / "low" / "post.toml", POST.replace("post.example", "past.example"))
    settle(folder)
    assert [entry.identity["domains"] for entry in index_layer(layer)] == ["past.example"]
    write(folder / "low" / "more" / "other.toml", POST.replace('"post"', '"other"'))
    assert [entry.id for entry in index_layer(layer)] == ["other", "post"]
    (folder / "low" / "post.toml").unlink()
    assert [entry.id for entry in index_layer(layer)] == ["other"]


def make_notes_later() -> None:
    """Let the notes be from some time after the files were touched: right away they are not believed."""
    from platformdirs import user_cache_path

    for path in user_cache_path("newsclean", appauthor=False).glob("index-*.json"):
        later = path.stat().st_mtime_ns + 60_000_000_000
        os.utime(path, ns=(later, later))


def test_fresh_files_are_read_again(folder: Path) -> None:
    layer = Layer("low", str(folder / "low"))
    assert [entry.is_new for entry in index_layer(layer)] == [True]
    assert [entry.is_new for entry in index_layer(layer)] == [True]


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"newsclean": "0"}', b"\xff", b"[" * 100_000])
def test_notes_of_any_kind_do_no_harm(content: bytes) -> None:
    from platformdirs import user_cache_path

    save_cached("some", {"a": 1})
    found = load_cached("some")
    assert found is not None
    assert found[0]["a"] == 1
    path = user_cache_path("newsclean", appauthor=False) / "some.json"
    path.write_bytes(content)
    assert load_cached("some") is None


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="needs modes")
def test_notes_that_others_can_write_are_not_believed() -> None:
    from platformdirs import user_cache_path

    save_cached("some", {"a": 1})
    (user_cache_path("newsclean", appauthor=False) / "some.json").chmod(0o666)
    assert load_cached("some") is None


def test_without_a_place_for_notes_all_goes_well(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder / "low" / "post.toml"))
    assert [entry.id for entry in index_layer(Layer("low", str(folder / "low")))] == ["post"]


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
def test_a_wrong_file_is_told_before_any_page(name: str, text: str, message: str, folder: Path) -> None:
    write(folder / "high" / name, text)
    with pytest.raises(RuleFileError) as error:
        load_library((str(folder / "low"), str(folder / "high")))
    assert message in str(error.value)
    assert str(error.value).startswith(str(folder / "high" / name))
    assert "\n" not in str(error.value)


def test_two_files_of_one_layer_cannot_have_one_id(folder: Path) -> None:
    write(folder / "low" / "sub" / "post.toml", POST)
    with pytest.raises(RuleFileError, match=r"low/sub/post.toml: id: .*low/post.toml has the id 'post' too"):
        load_library((str(folder / "low"),))


def test_hidden_files_are_no_rules(folder: Path) -> None:
    write(folder / "low" / ".cache" / "x.toml", "not TOML")
    write(folder / "low" / "_packs" / "chain.toml", 'id = "chain"\nname = "Chain"\n')
    names = [relative for relative, *_ in layer_files(Layer("low", str(folder / "low")))]
    assert sorted(names) == ["_packs/chain.toml", "post.toml"]


def test_the_command_uses_the_layers(folder: Path, environment: dict[str, str]) -> None:
    write(folder / "project" / ".newsclean" / "post.toml", POST)
    (folder / "project" / "page.html").write_bytes(PAGE)

    def call(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["newsclean", *arguments],
            cwd=folder / "project",
            env=environment,
            capture_output=True,
            text=True,
            timeout=60,
        )

    url = ("--url", "https://post.example/1")
    assert call("clean", "page.html", *url).stdout == "Old\n"
    assert call("clean", "page.html", *url, "--rules", str(folder / "high")).stdout == "Story\n"
    assert "post.example belongs to post.example" in call("explain", "page.html", *url).stdout
    write(folder / "project" / ".newsclean" / "post.toml", POST + "x = 1\n")
    done = call("clean", "page.html")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("newsclean: .newsclean/post.toml:6: html.x: unknown key")


def test_check_names_what_is_wrong(folder: Path, call: Run) -> None:
    write(folder / "low" / "bad.toml", 'id = "bad"\nnmae = "Bad"\n')
    write(folder / "low" / "worse.toml", "]")
    done = call("rules", "check", folder / "low")
    assert done.returncode == 1
    first, second = done.stdout.decode().splitlines()
    assert first.endswith("low/bad.toml:2: nmae: unknown key; did you mean 'name'?")
    assert "worse.toml: not TOML" in second


def test_check_runs_the_tests(folder: Path, call: Run) -> None:
    test = '[[test]]\nhtml = """<div class=old><p>Story</p><p>More</p></div>"""\nkeeps = ["Story"]\ndrops = ["More"]\n'
    write(folder / "low" / "post.toml", POST + '[[drop]]\nid = "x"\ncategory = "share"\nline = "Share"\n' + test)
    done = call("rules", "check", folder / "low")
    assert done.returncode == 1
    assert done.stdout.decode().endswith("low/post.toml:10: test.1: drops 'More': still in the body\n")
    assert b"post.toml: x: no test uses this rule" in done.stderr
    write(folder / "low" / "post.toml", POST + test.replace('drops = ["More"]', ""))
    assert call("rules", "check", "--strict", folder / "low").returncode == 0
    assert call("rules", "test", folder / "nowhere").returncode == 2


def test_the_pages_of_tests_are_looked_for_beside_the_file_and_where_it_is_said(folder: Path, call: Run) -> None:
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


def test_the_hook_for_pre_commit_calls_a_command_there_is(call: Run) -> None:
    hook = (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
    assert "entry: newsclean rules check\n" in hook
    assert call("rules", "check", ROOT / "newsclean" / "publications").returncode == 0
