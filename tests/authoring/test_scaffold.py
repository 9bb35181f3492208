"""First publication files from example pages."""

from __future__ import annotations

import re
import shutil
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from newsclean import Options
from newsclean.authoring.check import run_example, unused_rules
from newsclean.authoring.scaffold import scaffold
from newsclean.errors import UsageError
from newsclean.rules.files.publication import parse_publication
from newsclean.sources import Source
from tests.conftest import Run
from tests.support.golden import DUMPS, PAGES


def test_a_first_file_has_the_container_and_rules_for_dropped_boxes() -> None:
    source = Source.from_path(PAGES / "harbour-post.html")
    made = scaffold([(source, "harbour-post.html")], Options(publication="none"))
    publication = parse_publication(made.text, f"{made.id}.toml")
    assert (publication.id, publication.name, publication.domains) == (
        "harbour-post",
        "Harbour Post",
        ("harbourpost.example",),
    )
    assert publication.main == (made.main,)
    assert {rule.category.value for rule in publication.rules if rule.category} >= {"newsletter", "share"}
    assert publication.examples[0].keeps
    assert publication.examples[0].drops


def test_a_first_file_for_a_dump_needs_a_name() -> None:
    source = Source.from_path(DUMPS / "harbour-post-dump.txt")
    made = scaffold([(source, "a.txt")], Options(publication="none"), "Harbour Post")
    publication = parse_publication(made.text, f"{made.id}.toml")
    assert (publication.main, publication.signatures) == ((), ("Harbour Post",))
    with pytest.raises(UsageError, match="say it with --name or --url"):
        scaffold([(source, "a.txt")], Options(publication="none"))


@pytest.mark.parametrize("page", ["harbour-post.html", "live-blog.html", "gallery.html", "list-article.html"])
def test_a_built_in_file_keeps_the_promises_of_built_in_files(page: str) -> None:
    html = (PAGES / page).read_text(encoding="utf-8").replace("harbourpost", "quaypaper")
    source = Source.from_str(html, url="https://quaypaper.example/1")
    made = scaffold([(source, "a.html")], Options(publication="none"), "Quay Paper", is_builtin=True)
    publication = parse_publication(made.text, f"{made.id}.toml")
    results = [run_example(publication, example, ()) for example in publication.examples]
    assert [result.problems for result in results] == [()] * made.tests
    assert unused_rules(publication, results) == []
    assert {result.page.input for result in results} == {"html", "text"}
    for result in results:
        if result.page.input == "html":
            assert not result.page.warnings
            assert bool(result.page.expected_body) is bool(publication.paragraphs)


def test_a_built_in_file_needs_an_html_page() -> None:
    source = Source.from_path(DUMPS / "harbour-post-dump.txt")
    with pytest.raises(UsageError, match="needs an HTML page"):
        scaffold([(source, "a.txt")], Options(publication="none"), "Harbour Post", is_builtin=True)


def test_generated_class_names_are_no_selectors() -> None:
    page = (
        "<html><body><main class='css-1x2y3z Main_body__Ab3xY story'>"
        + "".join(f"<p>{STORY.format(n)}</p>" for n in range(4))
        + "</main></body></html>"
    )
    made = scaffold([(Source.from_str(page, url="https://www.post.example/1"), "a.html")], Options(publication="none"))
    assert made.main == "main"
    assert made.id == "post"


STORY = "Paragraph {} of the story tells of the harbour, of its ferries, and of all who wait for it."


def test_new_writes_and_never_overwrites(tmp_path: Path, call: Run) -> None:
    out = tmp_path / "rules"
    page = PAGES / "harbour-post.html"
    assert call("rules", "new", page, "--output", out).returncode == 0
    assert sorted(path.relative_to(out).as_posix() for path in out.rglob("*.*")) == [
        "harbour-post.toml",
        "pages/harbour-post.html",
    ]
    assert call("rules", "check", "--strict", out).returncode == 0
    done = call("rules", "new", page, "--output", out)
    assert (done.returncode, b"exists already; --update adds" in done.stderr) == (2, True)
    assert call("rules", "new", page, "--output", out, "--force").returncode == 0
    empty = call("rules", "new", PAGES / "section-front.html", "--output", tmp_path / "other")
    assert (empty.returncode, b"no article found" in empty.stderr) == (2, True)
    assert not (tmp_path / "other").exists()


def test_new_writes_a_built_in_file_without_pages(tmp_path: Path, call: Run) -> None:
    page = tmp_path / "quay.html"
    page.write_text((PAGES / "harbour-post.html").read_text(encoding="utf-8").replace("harbourpost", "quaypaper"))
    done = call("rules", "new", page, "--name", "Quay Paper", "--builtin", "--output", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["quay-paper.toml"]
    assert call("rules", "check", "--strict", tmp_path / "out").returncode == 0


def test_new_fetches_urls(tmp_path: Path, call: Run) -> None:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if self.path == "/story" else 404)
            self.end_headers()
            self.wfile.write((PAGES / "harbour-post.html").read_bytes())

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        here = f"http://127.0.0.1:{server.server_port}"
        done = call("rules", "new", f"{here}/story", "--allow-private", "--output", tmp_path)
        lost = call("rules", "new", f"{here}/nowhere", "--allow-private", "--output", tmp_path)
        server.shutdown()
        thread.join()
    assert done.returncode == 0
    assert (tmp_path / "pages" / "story.html").is_file()
    assert lost.returncode == 1
    assert b"404 Not Found; save the page in a browser" in lost.stderr


@pytest.fixture
def project(call: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:  # noqa: ARG001 - `call` moves, too
    """Return a folder with two pages of one publication, and work in it."""
    text = (PAGES / "harbour-post.html").read_text(encoding="utf-8").replace("harbourpost", "quaypaper")
    (tmp_path / "a.html").write_text(text.replace("Harbour Post", "Quay Paper"))
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "a.html").write_text(text.replace("Harbour Post", "Quay Paper").replace("Gannet", "Petrel"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


RULES = Path(".newsclean/rules")


def test_force_writes_a_whole_file_again(project: Path, call: Run) -> None:
    assert call("rules", "new", "a.html").returncode == 0
    refused = call("rules", "new", "a.html", "b/a.html")
    assert (refused.returncode, b"--update adds these pages to its tests, and --force" in refused.stderr) == (2, True)
    assert call("rules", "new", "a.html", "b/a.html", "--force").returncode == 0
    assert 'name = "Quay Paper"\n' in (RULES / "quay-paper.toml").read_text(encoding="utf-8")
    assert sorted(path.name for path in (RULES / "pages").iterdir()) == ["a-2.html", "a.html"]
    assert (project / RULES / "pages" / "a.html").read_bytes() == (project / "a.html").read_bytes()
    assert call("rules", "check").returncode == 0


def test_update_adds_tests_and_leaves_the_rules(project: Path, call: Run) -> None:
    assert call("rules", "new", "a.html").returncode == 0
    before = (RULES / "quay-paper.toml").read_text(encoding="utf-8")
    assert call("rules", "new", "--update", "b/a.html").returncode == 0
    after = (RULES / "quay-paper.toml").read_text(encoding="utf-8")
    assert after.startswith(before.rstrip("\n"))
    assert after.count("[[test]]") == 2
    assert call("rules", "test").returncode == 0
    shutil.copy(PAGES / "section-front.html", "front.html")
    refused = call("rules", "new", "--update", "front.html", "a.html")
    assert (refused.returncode, b"pages of one publication with a file" in refused.stderr) == (2, True)
    assert project.is_dir()


def test_pages_of_two_publications_are_refused(project: Path, call: Run) -> None:
    text = (project / "a.html").read_text()
    (project / "other.html").write_text(text.replace("quaypaper", "pierpaper").replace("Quay Paper", "Pier Paper"))
    done = call("rules", "new", "a.html", "other.html")
    assert done.returncode == 2
    assert b"pages of 2 publications: quaypaper.example (a.html), pierpaper.example (other.html)" in done.stderr
    assert not RULES.exists()


def test_doubtful_blocks_are_comments_and_no_test(project: Path, call: Run) -> None:
    assert call("rules", "new", "a.html").returncode == 0
    text = (project / RULES / "quay-paper.toml").read_text(encoding="utf-8")
    doubts = re.findall(r"^# a\.html: is this the article \(p = 0\.\d\d\)\? (.{20})", text, re.MULTILINE)
    assert doubts
    keeps = "".join(re.findall(r"^(?:keeps|drops) = \[.*?\]$", text, re.MULTILINE | re.DOTALL))
    assert [doubt for doubt in doubts if doubt in keeps] == []


def test_accept_brings_tests_to_what_the_rules_do(project: Path, call: Run) -> None:
    assert call("rules", "new", "a.html").returncode == 0
    file = project / RULES / "quay-paper.toml"
    good = file.read_text(encoding="utf-8")
    file.write_text(re.sub(r"keeps = \[", 'keeps = ["Nobody said this", ', good, count=1), encoding="utf-8")
    assert call("rules", "test").returncode == 1
    done = call("rules", "test", "--accept")
    assert done.returncode == 0
    assert b"test 1: no longer keeps 'Nobody said this'" in done.stderr
    assert "Nobody" not in file.read_text(encoding="utf-8")
    assert call("rules", "test", "--accept").stderr.count(b"no longer") == 0
