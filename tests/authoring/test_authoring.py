"""Keeping publication files right: new ones, others', and how they fare."""

from __future__ import annotations

import json
import threading
import tomllib
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from lxml import etree

from newsclean import Options
from newsclean.authoring.css import NotCssError, to_css
from newsclean.authoring.doctor import diagnose, report
from newsclean.authoring.ftr import Tally, convert, import_all
from newsclean.authoring.scaffold import scaffold, slug
from newsclean.authoring.toml_writer import write_toml
from newsclean.errors import UsageError
from newsclean.rules.files.publication import parse_publication
from newsclean.rules.selectors import compile_selector
from newsclean.sources import Source
from tests.conftest import ROOT, Run
from tests.support.golden import DUMPS, PAGES

COLLECTION = ROOT.parent / "shared" / "ftr-site-config"
DOCUMENT = etree.HTML(
    "<html><body><div id=story class='a story b'><p class=lead>1</p><p>2</p><span>3</span></div>"
    "<div class=storybook data-x='say \"so\"'><p>4</p><h2>5</h2></div><ul><li>6<li class='x-1'>7<li>8</ul>"
    "<section><div class=a><p>9</p></div></section></body></html>"
)


@pytest.mark.parametrize(
    ("path", "css"),
    [
        ("//div[@id='story']", ["div#story"]),
        ("//div[@class='a']/p", ['div[class="a"] > p']),
        ('//div[@id="story"]//p | //h2', ["div#story p", "h2"]),
        ("//div[contains(@class, 'story')]", ['div[class*="story"]']),
        ("//*[contains(concat(' ', normalize-space(@class), ' '), ' story ')]", [".story"]),
        ("//*[contains(concat(' ',@class,' '),' story ')]", [".story"]),
        ("//*[contains(concat(' ',normalize-space(@class),' '),'story')]", ['[class*="story"]']),
        ("//li[2]", ["li:nth-of-type(2)"]),
        ("//li[last()]", ["li:last-of-type"]),
        ("//p[not(@class)]", ["p:not([class])"]),
        ("//div[@id='story' or @class='a']/p", ["div#story > p", 'div[class="a"] > p']),
        ("//div[@id and (contains(@class, 'b'))]", ['div[id][class*="b"]']),
        ("//li[starts-with(@class, 'x-')]", ['li[class^="x-"]']),
        ("//div[@data-x='say \"so\"']", ['div[data-x="say \\"so\\""]']),
        ("/html/body/ul/li[1]", ["html > body > ul > li:nth-of-type(1)"]),
    ],
)
def test_xpath_that_css_can_say(path: str, css: list[str]) -> None:
    assert to_css(path) == css
    by_css = {element for selector in css for element in compile_selector(selector, "css").call(DOCUMENT)}
    assert by_css == set(compile_selector(path, "xpath").call(DOCUMENT)) != set()


@pytest.mark.parametrize(
    "path",
    [
        "//p/text()",
        "(//p)[1]",
        "//p[contains(., 'more')]",
        "//p[@class='a'][1]",
        "//*[1]",
        "//h2/following-sibling::p",
        "//a/..",
        "/div",
        "//p[string-length() > 3]",
        "//div[p]",
        "substring-after(//h1, ':')",
        "",
        "//p[",
        "//*[contains(concat(' ',@class,' '),' story')]",
        "//p[not(@a and @b)]",
        " | ".join(f"//p[@id='{n}']" for n in range(17)),
    ],
)
def test_xpath_that_css_cannot_say(path: str) -> None:
    with pytest.raises(NotCssError):
        to_css(path)


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
    assert (publication.main, publication.inside) == (("div#story",), "keep")
    assert [place.select for place in publication.fields["headline"]] == [
        'h1[class="t"]',
        "substring-before(//title, ' | ')",
    ]
    assert (publication.fields["authors"][0].select, publication.fields["authors"][0].attribute) == (
        'meta[name="author"]',
        "content",
    )
    rules = {rule.id: (rule.css, rule.xpath) for rule in publication.rules}
    assert rules == {
        "newsletter": (('[id*="newsletter"]', '[class*="newsletter"]'), ()),
        "other": ((), ("//p[contains(., 'Read on')]",)),
        "share": (('div[class*="share-bar"]',), ()),
    }
    outcomes = [(one.name, one.outcome) for one in imported.directives]
    assert outcomes == [
        ("title", "css"), ("title", "xpath"), ("author", "css"), ("date", "css"), ("body", "css"), ("strip", "css"),
        ("strip", "xpath"), ("strip", "explained"), ("strip_id_or_class", "css"), ("prune", "converted"),
        ("tidy", "explained"), ("find_string", "explained"), ("replace_string", "explained"), ("test_url", "explained"),
        ("titel", "failed"), ("strip", "failed"), ("just", "failed"),
    ]  # fmt: skip
    assert "# www.post.example.txt:16: titel: unknown directive; did you mean 'title'?: //h1\n" in imported.text


@pytest.mark.parametrize("name", [".post.example.txt", "../../etc/passwd.txt", "a b.txt", "ünï.txt", ".txt"])
def test_any_file_name_gives_an_id(name: str) -> None:
    imported = convert('body: //p\nstrip: //a[@b="\u202e\x7f"]\n', name)
    assert parse_publication(imported.text, "x").id == imported.id
    assert "/" not in imported.id


def test_subdomains_have_a_file_of_their_own() -> None:
    assert parse_publication(convert("body: //p", ".post.example.txt").text, "x").domains == ("*.post.example",)


@pytest.mark.skipif(not COLLECTION.is_dir(), reason="the collection is not beside the project")
def test_the_whole_collection_is_converted_or_explained() -> None:
    tally = Tally()
    for _, imported in import_all([COLLECTION]):
        tally.add(imported)
    failed = sum(count for (_, outcome), count in tally.counts.items() if outcome == "failed")
    assert tally.files > 2000
    assert failed <= 0.001 * tally.counts.total()


def test_import_writes_files_that_check(tmp_path: Path, call: Run) -> None:
    (tmp_path / "post.example.txt").write_text(SITE, encoding="utf-8")
    done = call("rules", "import", "ftr", tmp_path, "--output", tmp_path / "out")
    assert done.returncode == 0
    assert done.stderr.decode().splitlines()[-1] == (
        "newsclean: 1 files, 17 directives: 6 css, 2 xpath, 1 converted, 5 explained, 3 failed"
    )
    assert call("rules", "check", tmp_path / "out").returncode == 0
    assert call("rules", "import", "ftr", tmp_path).returncode == 2
    assert call("rules", "import", "ftr", tmp_path / "post.example.txt").stdout.startswith(b"# from post.example.txt")
    assert call("rules", "import", "ftr", tmp_path / "nowhere.txt").returncode == 2


def test_a_first_file_says_what_the_classifier_saw() -> None:
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


def test_a_first_file_for_a_dump_has_lines() -> None:
    source = Source.from_path(DUMPS / "harbour-post-dump.txt")
    made = scaffold([(source, "a.txt")], Options(publication="none"), "Harbour Post")
    publication = parse_publication(made.text, f"{made.id}.toml")
    assert (publication.main, publication.signatures) == ((), ("Harbour Post",))
    with pytest.raises(UsageError, match="say it with --name or --url"):
        scaffold([(source, "a.txt")], Options(publication="none"))


def test_class_names_that_a_tool_made_up_are_no_selectors() -> None:
    page = (
        "<html><body><main class='css-1x2y3z Main_body__Ab3xY story'>"
        + "".join(f"<p>{STORY.format(n)}</p>" for n in range(4))
        + "</main></body></html>"
    )
    made = scaffold([(Source.from_str(page, url="https://www.post.example/1"), "a.html")], Options(publication="none"))
    assert made.main == "main"
    assert made.id == "post-example"


STORY = "Paragraph {} of the story tells of the harbour, of its ferries, and of all who wait for it."


@pytest.mark.parametrize(("name", "key"), [("L’Écho du Port", "l-echo-du-port"), ("日本", ""), ("A  B", "a-b")])
def test_slug(name: str, key: str) -> None:
    assert slug(name) == key


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
    assert (done.returncode, b"is there already; --force overwrites it" in done.stderr) == (2, True)
    assert call("rules", "new", page, "--output", out, "--force").returncode == 0
    empty = call("rules", "new", PAGES / "section-front.html", "--output", tmp_path / "other")
    assert (empty.returncode, b"no article found" in empty.stderr) == (2, True)
    assert not (tmp_path / "other").exists()


def test_new_fetches_what_it_is_told_to(tmp_path: Path, call: Run) -> None:
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
        done = call("rules", "new", f"{here}/story", "--output", tmp_path)
        lost = call("rules", "new", f"{here}/nowhere", "--output", tmp_path)
        server.shutdown()
        thread.join()
    assert done.returncode == 0
    assert (tmp_path / "pages" / "story.html").is_file()
    assert lost.returncode == 1
    assert b"404 Not Found; save the page in a browser" in lost.stderr


POST = 'id = "post"\nname = "Post"\ndomains = "post.example"\n[html]\nmain = "div.story"\n'
RULES = '[[drop]]\nid = "{0}"\ncategory = "share"\nline = "{0}"\n'
PAGE = "<html><body><div class={}><p>A story number {} that goes on for a while.</p><p>Share</p><p>Follow us</p></div>"


def test_doctor_says_what_is_gone_idle_and_new(tmp_path: Path) -> None:
    (tmp_path / "post.toml").write_text(
        POST
        + RULES.format("Share").lower().replace('"share"', '"share"')
        + RULES.format("Gone").replace('id = "Gone"', 'id = "gone"')
    )
    sources = [
        Source.from_str(PAGE.format("old" if n > 6 else "story", n), url=f"https://post.example/{n}") for n in range(8)
    ]
    sources.append(Source.from_str("<p>Hello", url="https://other.example/"))
    diagnosis = diagnose(sources, Options(rules=(str(tmp_path),)))
    lines = list(report(diagnosis))
    assert lines[0] == "post: main matches nothing on 1 of 8 HTML pages"
    assert "post: gone: hits nothing on 8 pages" in lines
    assert "post: 7 bodies have the line: Follow us" in lines
    assert lines[-1].startswith("(no rules): ")
    assert not diagnosis.publications["post"].has_drifted


def test_doctor_as_a_command(tmp_path: Path, call: Run) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    (tmp_path / "post.toml").write_text(POST)
    for n in range(3):
        head = f'<link rel=canonical href="https://post.example/{n}">'
        (pages / f"{n}.html").write_text(PAGE.format("old", n).replace("<body>", f"<head>{head}</head><body>"))
    (pages / "bad.html").write_bytes(b"\x89PNG\r\n" + bytes(range(32)) * 50)
    done = call("rules", "doctor", pages, "--rules", tmp_path / "post.toml", "--json")
    assert done.returncode == 1
    (post,) = json.loads(done.stdout)["publications"]
    assert (post["pages"], post["main_missed"]) == (3, 3)
    assert b"bad.html: " in done.stderr


def test_written_tables_are_read_as_they_were() -> None:
    data = {
        "id": "post",
        "name": 'Say "so"\t\x7f\u202e',
        "html": {"main": ["a", "b" * 200], "published": {"select": "time", "format": ["%d"], "timezone": "UTC"}},
        "drop": [{"id": "x", "category": "share", "line": ["A\nB"], "max_chars": 3, "off": True}],
    }
    assert tomllib.loads(write_toml(data)) == data
