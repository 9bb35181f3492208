"""Reviews as files: what they hold, that nothing of a page becomes markup, parts, and the verb."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import zlib
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from newsclean import Label, Options, Source
from newsclean.blocks import Category
from newsclean.errors import UnreadableError
from newsclean.pipeline import Failure
from newsclean.review.collect import Pages, collect
from newsclean.review.overview import Overview
from newsclean.review.page_view import view_page
from newsclean.review.reasons import in_words
from newsclean.review.runs import run_overview
from newsclean.review.write import render_review
from tests.conftest import Run
from tests.support.batches import html, run, story, write
from tests.support.golden import FIXTURES

pytest.importorskip("jinja2")
PAYLOADS = (Path(__file__).parent / "payloads.txt").read_text().splitlines()


class Tags(HTMLParser):
    """The tags and attributes of a document, and the texts of its scripts and styles."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, str]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep a tag."""
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        """Keep the text of a script or style."""
        if data.strip() and self.tags and self.tags[-1][0] in ("script", "style"):
            self.texts.append((self.tags[-1][0], data))


def review_of(*sources: Source | Failure) -> tuple[str, Overview, list[Pages]]:
    """Return the HTML of a review of pages, its overview and its parts."""
    overview = Overview("test")
    parts = list(collect(sources, Options(), overview, 1, 1 << 30))
    return render_review(overview, parts[0] if parts else None), overview, parts


def hostile_page(payload: str) -> bytes:
    """Return a page that has a payload wherever a page can put text."""
    escaped = payload.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    return (
        f'<!doctype html><html><head><title>{escaped}</title><meta property="og:site_name" content="{escaped}">'
        f'<meta name="author" content="{escaped}"><meta property="article:section" content="{escaped}">'
        f'<link rel="canonical" href="https://quay.example/{escaped}"></head><body><h1>{escaped}</h1>'
        f'<div id="{escaped}" class="{escaped}"><p>{escaped} The ferry sails on Monday, the harbour office said.</p>'
        f"<p>{payload}</p><p>It had been in dry dock since the autumn, with its crew of nine. {escaped}</p>"
        f"<ul><li>{escaped}</li></ul></div><footer>{escaped}</footer></body></html>"
    ).encode()


def test_nothing_of_a_page_becomes_markup() -> None:
    plain, _, _ = review_of(*(Source(f"{n}.html", hostile_page("text")) for n in range(len(PAYLOADS))))
    text, _, _ = review_of(*(Source(f"{payload}.html", hostile_page(payload)) for payload in PAYLOADS))
    names = [{tag for tag, _ in Tags(document).tags} for document in (plain, text)]
    assert names[1] <= names[0] | {"ol", "li"}
    for tag, attributes in Tags(text).tags:
        assert not [name for name in attributes if name.startswith("on") or name in ("style", "src", "srcdoc")]
        assert (attributes.get("href") or "#").startswith("#"), tag


def test_the_content_policy_allows_the_two_texts_of_the_package_and_nothing_else() -> None:
    text, _, _ = review_of(Source("a.html", html(1)))
    document = Tags(text)
    (policy,) = [found["content"] for _, found in document.tags if found.get("http-equiv") == "Content-Security-Policy"]
    assert policy is not None
    assert policy.startswith("default-src 'none'; ")
    script = [data for kind, data in document.texts if kind == "script"][-1]
    (style,) = [data for kind, data in document.texts if kind == "style"]
    for name, data in (("script", script), ("style", style)):
        digest = base64.b64encode(hashlib.sha256(data.encode()).digest()).decode()
        assert f"{name}-src 'sha256-{digest}'" in policy
    assert "http" not in re.sub(r"http-equiv|[\w+/=]{60,}", "", text)


def test_a_view_has_every_block_with_its_reason_and_the_article() -> None:
    page = (FIXTURES / "pages/moscow-times.html").read_bytes()
    article, view = view_page(Source("a.html", page), Options(), lambda name: f"{name}.toml")
    kept = [block for block in view["blocks"] if block[3] == 0]
    shown = Tags(view["article"])
    places = [int(found["data-block"] or 0) for _, found in shown.tags if "data-block" in found]
    assert [view["blocks"][place] for place in places] == kept
    text = re.sub("<[^>]+>", "", re.sub("<figure>.*?</figure>", "", view["article"], flags=re.DOTALL))
    assert unescape(text).split() == " ".join(block[0] for block in kept).split()
    assert len(kept) == len(article.blocks)
    words = [reason[1] for reason in view["reasons"]]
    assert any(one == "donation; rule support-banner of moscow-times, in moscow-times.toml" for one in words)
    assert ["headline", article.headline, article.sources["headline"]] in [list(fact) for fact in view["facts"]]
    json.dumps(view)


def test_the_article_has_its_structure_and_nothing_that_loads_or_has_a_name() -> None:
    page = (FIXTURES / "pages/harbour-post.html").read_text()
    rich = (
        '<h3>The keeper</h3><p>It <em>was</em> <a href="https://quay.example/a">here</a>, the office said.'
        '<img src="https://quay.example/a.png" alt="A gull"></p><table><tr><th>Year</th><td>1984, as the book of the '
        "lighthouse has it.</td></tr></table><blockquote>It was dark, and we had no oil left for the lamp.</blockquote>"
    )
    _, view = view_page(Source("a.html", page.replace("</article>", f"{rich}</article>").encode()), Options(), str)
    shown = Tags(view["article"])
    assert {"h4", "em", "a", "p", "ul", "li"} <= {tag for tag, _ in shown.tags}
    for payload in PAYLOADS:
        source = Source("a.html", page.replace("</article>", f"<p>{payload} The ferry sails.</p></article>").encode())
        shown = Tags(view_page(source, Options(), str)[1]["article"])
        assert not {tag for tag, _ in shown.tags} & {"img", "script", "iframe", "object", "svg", "style", "form"}
        names = {name for _, attributes in shown.tags for name in attributes}
        assert names <= {
            "data-block",
            "href",
            "title",
            "rel",
            "lang",
            "dir",
            "start",
            "value",
            "class",
            "alttext",
            "display",
        }


@pytest.mark.parametrize(
    ("reason", "text", "words"),
    [
        ("model:0.07", "x", "other; the classifier gives it 7% to belong to the article"),
        (
            "lexicon:newsletter/en",
            "Sign up for our newsletter",
            "a set phrase (newsletter, en): “sign up for our”",
        ),
        ("category:0.97", "x", "other; the classifier of categories says so, with 97%"),
        ("category:photo-credit?0.32", "x", "other; it is perhaps photo credit, with 32%"),
        ("appeals:headline", "x", "it is an appeal, though the page calls it its headline"),
        ("appeals:0.05", "x", "the judge of appeals gives it 5% to belong to the article"),
        ("tag:nav", "x", "it is in a <nav>"),
        ("lines:apart", "x", "it stands apart from the article's paragraphs"),
        ("repetition:17/20 pages", "x", "it recurs on 17/20 pages"),
        ("post:letter", "x", "rule letter of post, in post.toml"),
    ],
)
def test_reasons_are_in_words(reason: str, text: str, words: str) -> None:
    assert words.casefold() in in_words(Label(Category.OTHER, reason), text, lambda name: f"{name}.toml").casefold()


def test_views_are_packed_and_counted() -> None:
    sources: list[Source | Failure] = [Source(f"{n}.html", html(n)) for n in range(40)]
    sources.append(Failure("b.html", UnreadableError("b.html: No such file")))
    text, overview, (pages,) = review_of(*sources)
    assert (len(pages.rows), len(pages.packs), overview.statuses["failed"]) == (40, 3, 1)
    for row in pages.rows:
        view = json.loads(zlib.decompress(base64.b64decode(pages.packs[row["pack"]])))[row["at"]]
        assert view["name"] == row["name"]
    assert "No such file" in text
    assert len(list(collect(sources, Options(), Overview(""), 1, 1))) > 1


def test_the_verb_writes_a_review_and_says_what_failed(call: Run, tmp_path: Path) -> None:
    write(tmp_path / "pages", {"a.html": html(1), "b.txt": story(2), "c.bin": b"\x89PNG" + bytes(range(32)) * 20})
    done = call("review", tmp_path / "pages", "-o", tmp_path / "review.html", "-j", "2")
    assert (done.returncode, done.stdout) == (1, b"")
    assert b"review.html: 3 pages; " in done.stderr
    assert b"c.bin: not text in any encoding" in done.stderr
    index: Any = json.loads(re.findall(r'id="index">(.*?)</script>', (tmp_path / "review.html").read_text())[0])
    assert [Path(row["name"]).name for row in index["pages"]] == ["a.html", "b.txt"]


def test_a_large_review_splits_itself(call: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "pages", {f"{n}.html": html(n) for n in range(20)})
    monkeypatch.setattr("newsclean.cli.verbs.review.MAX_PART", 10)
    done = call("review", tmp_path / "pages", "-o", tmp_path / "r.html", "-j", "1")
    assert b"r.html and 1 more file: 20 pages" in done.stderr
    assert '<a href="r-2.html">Part 2</a>' in (tmp_path / "r.html").read_text()
    assert '<a href="r.html">Part 1</a>' in (tmp_path / "r-2.html").read_text()


def test_the_start_page_of_a_batch_shows_drift_failures_and_runs(here: Path) -> None:
    page = '<html><head><link rel="canonical" href="https://www.themoscowtimes.com/a"></head><body><div><p>{}</p></div></body></html>'
    write(here / "pages", {f"{n}.html": page.format(story(n).decode()).encode() for n in range(5)})
    run(here / "out", "pages")
    write(here / "pages", {"bad.txt": b"\x89PNG" + bytes(range(32)) * 20})
    run(here / "out", "pages", force=True)
    overview = run_overview(here / "out")
    assert overview.rows[0].drift == "main missed on 5 of 5 pages; try `newsclean rules doctor PAGES`"
    assert [night[1:] for night in overview.nights] == [(5, 0, 1), (6, 1, 1)]
    assert overview.changes == ["failed: 0 → 1"]
    overview.rows[0].runs = (1.0, 0.5)
    text = render_review(overview, None)
    assert '<polyline points="0.0,2.0 120.0,14.0">' in text
    assert "bad.txt" in text
    assert 'data-tab="pages"' not in text
