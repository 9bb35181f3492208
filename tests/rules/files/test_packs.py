"""Installed packs: data found by their entry point, never code; and the harm that rules cannot do to a page."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from newsclean import Options, RemovalError, RuleFileError, Source
from newsclean.readers import read
from newsclean.rules import apply_rules
from newsclean.rules.files.form import check_keys
from newsclean.rules.files.publication import parse_publication
from newsclean.rules.files.toml import MAX_FILE_CHARS, read_toml
from newsclean.rules.files.validate import check_expressions

POST = 'id = "post"\nname = "Post"\ndomains = "post.example"\nsignatures = "The Post"\n'
DUMP = (
    "The Post, number 3\n\nFerry returns to the harbour\n\nThe ferry will sail again on Monday, the office said.\n\n"
    "It had been away since March.\n\nRead The Post\n"
)


def install(folder: Path, code: str = "", module: str = "harbour_rules") -> None:
    """Install a pack into a folder, as pip would; `module` holds its files, and every package of it runs `code`."""
    package, about = folder / module.replace(".", "/"), folder / "harbour_rules-1.0.dist-info"
    for path in (package, about):
        path.mkdir(parents=True, exist_ok=True)
    (package / "post.toml").write_text(POST)
    for path in {package, folder / "harbour_rules"}:
        (path / "__init__.py").write_text(code)
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: harbour-rules\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text(f"[newsclean.publications]\nharbour = {module}\n")


def run(
    folder: Path, environment: dict[str, str], *arguments: str, stdin: str = ""
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "newsclean", *arguments],
        env=environment | {"PYTHONPATH": str(folder)},
        capture_output=True,
        input=stdin,
        text=True,
        timeout=60,
    )


def test_a_pack_is_a_layer(tmp_path: Path, environment: dict[str, str]) -> None:
    install(tmp_path)
    listed = run(tmp_path, environment, "rules", "list").stdout
    assert "post\tPost\tpost.example\tharbour/post.toml\n" in listed
    # what is installed is noted between starts, and noticed when it changes
    assert run(tmp_path, environment, "rules", "list").stdout == listed
    (tmp_path / "harbour_rules-1.0.dist-info" / "entry_points.txt").unlink()
    (tmp_path / "harbour_rules-1.0.dist-info").rename(tmp_path / "gone")
    assert "post.example" not in run(tmp_path, environment, "rules", "list").stdout


@pytest.mark.parametrize("module", ["harbour_rules", "harbour_rules.inner"])
def test_newsclean_runs_no_code_of_a_pack(module: str, tmp_path: Path, environment: dict[str, str]) -> None:
    install(tmp_path, "import pathlib\npathlib.Path(__file__).with_name('ran').touch()\nprepare = str.upper\n", module)
    done = run(tmp_path, environment, "clean", "--format", "json", stdin=DUMP)
    article = json.loads(done.stdout)
    assert article["publication"]["id"] == "post"
    assert "The ferry will sail again on Monday, the office said." in article["body"]
    assert not list(tmp_path.rglob("ran"))


def test_a_pack_whose_package_is_gone_is_named(tmp_path: Path, environment: dict[str, str]) -> None:
    install(tmp_path)
    (tmp_path / "harbour_rules").rename(tmp_path / "elsewhere")
    done = run(tmp_path, environment, "clean", stdin=DUMP)
    assert (done.returncode, done.stdout) == (1, "")
    assert "pack harbour: 'harbour_rules' is no installed package" in done.stderr


PAGE = "<html><body><main><p>{}</p></main><p>Other things</p></body></html>".format(
    "</p><p>".join(["A line of the story, and so on"] * 20)
)
GREEDY = POST + '[html]\nmain = "main"\n[[drop]]\nid = "all"\ncategory = "related"\nstarts = "A"\n'


def test_rules_that_take_the_article_away_do_not_apply() -> None:
    page = read(Source.from_str(PAGE), Options())
    ruled = apply_rules(page, parse_publication(GREEDY, "post.toml"))
    assert ruled.warnings == ("post:removed-too-much",)
    assert {label.reason for label in ruled.labels if label} == {"post:main"}
    assert ruled.rule_hits == {"post:main": 20, "post:all": 20}
    with pytest.raises(RemovalError, match="post:removed-too-much: its rules take more than 90% of the article"):
        apply_rules(page, parse_publication(GREEDY, "post.toml"), Options(removal="fail"))
    assert apply_rules(page, parse_publication(GREEDY, "post.toml"), Options(max_removed=1.0)).warnings == ()


def test_the_bound_is_an_option(tmp_path: Path, environment: dict[str, str]) -> None:
    (tmp_path / "post.toml").write_text(GREEDY)
    rules = ("--rules", str(tmp_path / "post.toml"), "--url", "https://post.example")
    assert "A line" in run(tmp_path, environment, "clean", *rules, stdin=PAGE).stdout
    failed = run(tmp_path, environment, "clean", *rules, "--removal", "fail", stdin=PAGE)
    assert (failed.returncode, failed.stdout) == (1, "")
    assert "removed-too-much" in failed.stderr
    assert run(tmp_path, environment, "clean", *rules, "--max-removed", "100%", stdin=PAGE).returncode == 3
    assert run(tmp_path, environment, "clean", *rules, "--max-removed", "many", stdin=PAGE).returncode == 2


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
        (f'{POST}[[drop]]\nid = "x"\ncategory = "share"\nregex = "(a{{1000}}){{1000}}"\n', "drop.x.regex"),
        (f'{POST}[[drop]]\nid = "x"\ncategory = "share"\nregex = "(?=a)b\\\\1"\n', "RE2 knows no look-around"),
        (f'{POST}[[drop]]\nid = "x"\ncategory = "share"\ncss = "{"div " * 2000}"\n', "longer than 2000 characters"),
        (f'{POST}[[drop]]\nid = "x"\ncategory = "share"\ncss = "{":not(" * 300}a{")" * 300}"\n', "drop.x.css"),
        (f'{POST}[[drop]]\nid = "x"\ncategory = "share"\nxpath = "{"(" * 900}//p{")" * 900}"\n', "drop.x.xpath"),
        (f'{POST}[[drop]]\nid = "x"\ncategory = "share"\nxpath = "//p[re:test(., \'(a+)+$\')]"\n', ""),
        (f'{POST}[[drop]]\nid = "x"\ncategory = "share"\nxpath = "document(\'/etc/passwd\')//p"\n', ""),
        (f'{POST}[html]\npublished = {{select = "time", timezone = "../../etc/passwd"}}\n', "unknown time zone"),
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


def test_patterns_take_linear_time() -> None:
    text = POST + '[[drop]]\nid = "x"\ncategory = "share"\nregex = ["(a+)+$", "(a|a)*b$", "(.*)*x"]\n'
    page = read(Source.from_str("a" * 200_000 + "!"), Options())
    assert apply_rules(page, parse_publication(text, "post.toml")).labels == (None,)
