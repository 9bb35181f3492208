"""Authors: the surest source decides."""

from __future__ import annotations

import pytest

from newsclean.lexicon.data import words
from tests.readers.metadata.pages import ARTICLE, article, json_ld, page, read_fields

LINKED = '<p>By <a href="/author/ana">Ana Ruiz</a> and <a href="/author/tom">Tom Lee</a></p>'


@pytest.mark.parametrize(
    ("markup", "authors", "source"),
    [
        (page(head=article(author="Kim Park"), byline="<p>By Ana Ruiz</p>"), ("Kim Park",), "json-ld"),
        (page(head='<meta name="author" content="Kim Park">', byline="<p>By Ana Ruiz</p>"), ("Ana Ruiz",), "byline"),
        (page(head='<meta name="author" content="Kim Park">'), ("Kim Park",), "meta"),
        (page(head='<meta name="author" content="admin">', byline="<p>By Ana Ruiz</p>"), ("Ana Ruiz",), "byline"),
        (page(head='<meta name="parsely-author" content="Kim Park">', byline=LINKED), ("Kim Park",), "meta"),
        (page(head='<meta property="article:author" content="https://x.example/kim">'), (), None),
        (page(head='<meta property="article:author" content="Kim Park">'), ("Kim Park",), "opengraph"),
        (
            page(
                head='<meta name="twitter:label1" content="Written by"><meta name="twitter:data1" content="Kim Park">'
            ),
            ("Kim Park",),
            "meta",
        ),
        (page(byline=LINKED), ("Ana Ruiz", "Tom Lee"), "byline"),
        (page(byline='<div><span itemprop="author">Ana Ruiz</span></div>'), ("Ana Ruiz",), "microdata"),
        (page(byline='<div class="c-byline__name">Ana Ruiz</div><time>3 April 2023</time>'), ("Ana Ruiz",), "byline"),
        (page(byline="<div>May 3, 2017 By Ana Ruiz 4 Comments</div>"), ("Ana Ruiz",), "byline"),
        (page(byline="<p>Ana Ruiz</p><p>3 April 2023</p>"), ("Ana Ruiz",), "byline"),
        (page(end="<p>Written by Ana Ruiz</p>"), ("Ana Ruiz",), "byline"),
        (page(end="<p>Written by Ana</p>"), ("Ana",), "byline"),
        (page(end="<p>By: Ana Ruiz</p>"), ("Ana Ruiz",), "byline"),
        (page(end='<div class="comments"><p class="author">Troll Mole</p></div>'), (), None),
        (page(byline="<p>Harbour News</p><p>Tides today</p>"), (), None),
        (
            page(head=article(author={"@type": "Organization", "name": "Post"}), byline=LINKED),
            ("Ana Ruiz", "Tom Lee"),
            "byline",
        ),
        (page(head=article(author={"@type": "Organization", "name": "Post"})), ("Post",), "json-ld"),
        (
            page(head=article(author="Post", publisher={"name": "Post"}), byline="<p>By Ana Ruiz</p>"),
            ("Ana Ruiz",),
            "byline",
        ),
    ],
)
def test_authors_come_from_the_surest_source(markup, authors, source):
    found = read_fields(markup)
    assert (found.authors, found.sources.get("authors")) == (authors, source)


def element(*spans: tuple[str, str], name: str = "byline") -> str:
    return f'<div class="{name}">' + "".join(f'<span class="{mark}">{text}</span>' for mark, text in spans) + "</div>"


@pytest.mark.parametrize(
    ("byline", "authors"),
    [
        (element(("by", "By"), ("name", "Ana Ruiz"), ("x", "Business editor"), ("place", "Dunmarrow")), ("Ana Ruiz",)),
        (element(("author-title", "Senior Reporter"), ("author-name", "Ana Ruiz"), name="author-card"), ("Ana Ruiz",)),
        ('<div class="DateAndAuthor"><span>Dec 17, 2025</span><span>Ana Ruiz</span></div>', ("Ana Ruiz",)),
        ("<div class='byline'>By Ana Ruiz<br>Editor<br>and Tom Lee<br>in Castlewick</div>", ("Ana Ruiz", "Tom Lee")),
        (
            "<ul><li class='author'><span class='name'>Ana Ruiz</span><span class='author__role'>Sports</span></li>"
            "<li class='author'><span class='name'>Tom Lee</span></li></ul>",
            ("Ana Ruiz", "Tom Lee"),
        ),
        ("<p>Written by</p><p>Ana Ruiz</p>", ("Ana Ruiz",)),
        ("<div class='byline'><b>Ana Ruiz</b> <b>Tom Lee</b></div>", ("Ana Ruiz", "Tom Lee")),
        ("<div class='byline'><b>Ana</b> <b>Ruiz</b></div>", ("Ana Ruiz",)),
        ("<p class='byline'>Do | 14:07 Uhr | Von Ana Ruiz</p>", ("Ana Ruiz",)),
        ("<div class='byline'><i class='material-icons'>access_time</i> Ana Ruiz</div>", ("Ana Ruiz",)),
        ("<div class='teaser__author--item'>Ana Ruiz</div>", ("Ana Ruiz",)),
        ("<div class='post-footer'>Posted by Ana Ruiz at <abbr class='date'>7:30</abbr></div>", ("Ana Ruiz",)),
        ("<div class='field author label-hidden'>Ana Ruiz</div>", ("Ana Ruiz",)),
        ("<div class='author'>Ana Ruiz <a href='/category/sports/'>Harbour Sports</a></div>", ("Ana Ruiz",)),
        ("<div class='author'><a rel='tag' href='/x'>Harbour Sports</a></div>", ()),
        ("<p>Ana Ruiz</p><p>She said so.</p>", ()),
    ],
)
def test_bylines_are_read_part_by_part(byline, authors):
    assert read_fields(page(byline=byline)).authors == authors


def test_name_alone_below_the_headline_needs_a_biography():
    biography = "<p>Ana Ruiz sails to the island every week, and has written about its harbour for ten years.</p>"
    assert read_fields(page(byline="<p>Ana Ruiz</p>", end=biography)).authors == ("Ana Ruiz",)


@pytest.mark.parametrize(
    ("stated", "byline", "authors"),
    [
        ("hn", "<p class='author'>By Ana Ruiz</p>", ("Ana Ruiz",)),
        ("anar22", "<p class='author'>By Ana Ruiz</p>", ("Ana Ruiz",)),
        ("anar22", "<p class='author'>Ana Ruiz</p>", ("anar22",)),
        ("anaruiz", "<p class='author'>Ana Ruiz</p>", ("Ana Ruiz",)),
        ("hn", "", ()),
        ("ana-ruiz", "", ("Ana Ruiz",)),
        ("Sports", "<p>By Ana Ruiz</p>", ("Ana Ruiz",)),
        ("Kim Park", "<p>By Ana Ruiz</p>", ("Kim Park",)),
        ("Kim Park\u200b Castlewick. Reporter", "", ("Kim Park",)),
        ([[{"name": "Ana Ruiz"}], [{"name": "Tom Lee"}]], "", ("Ana Ruiz", "Tom Lee")),
    ],
)
def test_whole_name_beats_a_sign_and_a_section(stated, byline, authors):
    head = article(author=stated, articleSection="Sports")
    assert read_fields(page(head=head, byline=byline)).authors == authors


def test_older_meta_tags_have_a_value():
    assert read_fields(page(head='<meta name="author" value="Ana Ruiz">')).authors == ("Ana Ruiz",)


def test_agencies_are_not_people():
    found = read_fields(page(head=article(author=["Ana Ruiz", "dpa", "AFP"])))
    assert (found.authors, found.agencies) == (("Ana Ruiz",), ("dpa", "AFP"))
    assert read_fields(page(head=article(author="Reuters"))).agencies == ("Reuters",)


@pytest.mark.parametrize(
    ("author", "people"),
    [
        ("Ana Ruiz", ("Ana Ruiz",)),
        ("By Ana Ruiz and Tom Lee", ("Ana Ruiz", "Tom Lee")),
        (["Ana Ruiz", "Tom Lee"], ("Ana Ruiz", "Tom Lee")),
        ({"name": "Ana Ruiz"}, ("Ana Ruiz",)),
        ({"name": ["Ana Ruiz", "Tom Lee"]}, ("Ana Ruiz", "Tom Lee")),
        ([{"name": "Ana Ruiz"}, {"name": "Tom Lee"}, {"name": "Ana Ruiz"}], ("Ana Ruiz", "Tom Lee")),
        ([{"name": "Ana Ruiz"}, "Tom Lee", None, 3, {"url": "x"}], ("Ana Ruiz", "Tom Lee")),
        ({"name": "ana@island.example"}, ()),
        ({"name": "https://island.example/ana"}, ()),
        ({"name": {"name": "Ana Ruiz"}}, ()),
        ("", ()),
        (None, ()),
    ],
)
def test_authors_are_read_from_strings_objects_and_lists(author, people):
    found = read_fields(json_ld(ARTICLE | {"author": author}))
    assert found.authors == people
    assert ("authors" in found.sources) == bool(people)


@pytest.mark.parametrize("stem", words("bylines", "label_stems"))
def test_label_of_a_sharing_tag_is_recognised_in_every_language(stem):
    head = f'<meta name="twitter:label1" content="{stem}en"><meta name="twitter:data1" content="Ana Ruiz">'
    assert read_fields(page(head=head)).authors == ("Ana Ruiz",)
