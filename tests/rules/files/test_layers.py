"""The layers of publication files, and packs that are data only."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from newsclean import UsageError
from newsclean.rules import standard_rules
from tests.support.publications import PAGE, POST, run_newsclean, write

PACKED = 'id = "post"\nname = "Post"\ndomains = "post.example"\nsignatures = "The Post"\n'


def test_standard_rules_are_those_of_user_project_and_caller(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
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


def test_the_command_line_uses_all_layers(folder: Path, environment: dict[str, str]) -> None:
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


DUMP = (
    "The Post, number 3\n\nFerry returns to the harbour\n\nThe ferry will sail again on Monday, the office said.\n\n"
    "It had been away since March.\n\nRead The Post\n"
)


def install(folder: Path, code: str = "", module: str = "harbour_rules") -> None:
    """Install a pack into a folder, as pip would; `module` holds its files, and every package of it runs `code`."""
    package, about = folder / module.replace(".", "/"), folder / "harbour_rules-1.0.dist-info"
    for path in (package, about):
        path.mkdir(parents=True, exist_ok=True)
    (package / "post.toml").write_text(PACKED)
    for path in {package, folder / "harbour_rules"}:
        (path / "__init__.py").write_text(code)
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: harbour-rules\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text(f"[newsclean.publications]\nharbour = {module}\n")


def test_an_installed_pack_is_a_layer(tmp_path: Path, environment: dict[str, str]) -> None:
    install(tmp_path)
    listed = run_newsclean(tmp_path, environment, "rules", "list").stdout
    assert "post\tPost\tpost.example\tharbour/post.toml\n" in listed
    # the second run reads the cache, and the third notices that the pack is gone
    assert run_newsclean(tmp_path, environment, "rules", "list").stdout == listed
    (tmp_path / "harbour_rules-1.0.dist-info" / "entry_points.txt").unlink()
    (tmp_path / "harbour_rules-1.0.dist-info").rename(tmp_path / "gone")
    assert "post.example" not in run_newsclean(tmp_path, environment, "rules", "list").stdout


@pytest.mark.parametrize("module", ["harbour_rules", "harbour_rules.inner"])
def test_newsclean_runs_no_code_of_a_pack(module: str, tmp_path: Path, environment: dict[str, str]) -> None:
    install(tmp_path, "import pathlib\npathlib.Path(__file__).with_name('ran').touch()\nprepare = str.upper\n", module)
    done = run_newsclean(tmp_path, environment, "clean", "--format", "json", stdin=DUMP)
    article = json.loads(done.stdout)
    assert article["publication"]["id"] == "post"
    assert "The ferry will sail again on Monday, the office said." in article["body"]
    assert not list(tmp_path.rglob("ran"))


def test_a_pack_without_its_package_is_an_error(tmp_path: Path, environment: dict[str, str]) -> None:
    install(tmp_path)
    (tmp_path / "harbour_rules").rename(tmp_path / "elsewhere")
    done = run_newsclean(tmp_path, environment, "clean", stdin=DUMP)
    assert (done.returncode, done.stdout) == (1, "")
    assert "pack harbour: 'harbour_rules' is no installed package" in done.stderr
