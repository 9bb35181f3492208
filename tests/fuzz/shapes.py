"""Page shapes that grow: each function returns a page of about `size` bytes that repeats one thing.

The shapes are the ones on which extractors are known to take quadratic time: text without blanks, links, attributes,
nesting, headings, comments, broken JSON-LD, entities, blank lines and long runs of one character.

`python -m tests.fuzz.shapes --bytes 1000000` cleans a page of every shape and prints the slowest.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from types import MappingProxyType

from newsclean import Source, clean
from newsclean.errors import PageError

SENTENCE = "The ferry will sail again on Monday, the harbour office said after the last storm of the winter. "
ARTICLE = "<p>" + SENTENCE * 3 + "</p>" * 1
Shape = Callable[[int], bytes]


def _page(body: str, head: str = "") -> bytes:
    """Return an HTML page that has one article paragraph before and after a body."""
    return (
        f"<!doctype html><html><head><title>Ferry returns</title>{head}</head>"
        f"<body><article><h1>Ferry returns</h1>{ARTICLE}{body}{ARTICLE}</article></body></html>"
    ).encode("utf-8", "surrogatepass")


def _html(unit: str) -> Shape:
    """Return a shape that repeats a piece of markup inside the article."""
    return lambda size: _page(unit * (size // len(unit.encode())))


def _numbered(unit: str) -> Shape:
    """Return a shape that repeats a piece of markup with a number in it, so that no two pieces are equal."""
    return lambda size: _page("".join(unit.format(n) for n in range(size // (len(unit.encode()) + 4))))


def _text(unit: str) -> Shape:
    """Return a text dump that repeats a piece."""
    return lambda size: (SENTENCE + "\n\n" + unit * (size // len(unit.encode())) + "\n\n" + SENTENCE + "\n").encode()


def _numbered_text(unit: str) -> Shape:
    """Return a text dump that repeats a piece with a number in it."""
    return lambda size: "".join(unit.format(n) for n in range(size // (len(unit.encode()) + 4))).encode()


def _nested(opening: str, closing: str = "") -> Shape:
    """Return a shape that opens elements inside each other."""

    def shape(size: int) -> bytes:
        depth = size // len(opening + closing)
        return _page(opening * depth + SENTENCE + closing * depth)

    return shape


def _script(opening: str, unit: str, closing: str = "") -> Shape:
    """Return a shape with one JSON-LD script that repeats a piece."""

    def shape(size: int) -> bytes:
        body = opening + unit * (size // len(unit)) + closing
        return _page("", head=f'<script type="application/ld+json">{body}</script>')

    return shape


def _around(opening: str, unit: str, closing: str = "", *, share: float = 0.0) -> Shape:
    """Return a shape that repeats a piece inside one element; `share` of the bytes repeat the `opening`."""

    def shape(size: int) -> bytes:
        openings = max(1, int(share * size) // len(opening))
        count = int((1 - share) * size) // (len(unit.encode()) + 4 * ("{0}" in unit))
        return _page(
            opening * openings + "".join(unit.replace("{0}", str(n)) for n in range(count)) + closing * openings
        )

    return shape


def _unread(holder: str, unit: str) -> Shape:
    """Return a shape with hardly any text besides an element that no browser shows, which repeats a piece."""
    end = f"</{holder.partition(' ')[0]}>"
    return lambda size: f"<h1>Ferry returns</h1><{holder}>{unit * (size // len(unit))}{ARTICLE}{end}".encode()


def _front(value: str) -> Shape:
    """Return a text dump whose front matter repeats a piece."""
    return lambda size: f"---\n{value * (size // len(value))}\n---\n\n{SENTENCE}\n".encode()


def _references(size: int) -> bytes:
    """Return a page whose JSON-LD refers to many authors by their @id."""
    count = size // 70
    people = ",".join(f'{{"@id":"#{n}","name":"Ana Ruiz {n}"}}' for n in range(count))
    authors = ",".join(f'{{"@id":"#{n}"}}' for n in reversed(range(count)))
    graph = f'{{"@graph":[{{"@type":"NewsArticle","headline":"Ferry returns","author":[{authors}]}},{people}]}}'
    return _page("", head=f'<script type="application/ld+json">{graph}</script>')


def _scripts(text: str) -> Shape:
    """Return a shape with many JSON-LD scripts."""
    script = f'<script type="application/ld+json">{text}</script>'
    return lambda size: _page("", head=script * (size // len(script)))


def _attributes(tag: str) -> Shape:
    """Return a shape with one element that has many attributes."""
    return lambda size: _page(f"<{tag} " + " ".join(f'a{n}="{n}"' for n in range(size // 12)) + f">{SENTENCE}</{tag}>")


def _head(template: str) -> Shape:
    """Return a shape with one value in the head that grows; `{}` in the template is the value."""
    return lambda size: _page("", head=template.format("a." * (size // 2)))


SHAPES: Mapping[str, Shape] = MappingProxyType(
    {
        "text without blanks": _html("ferry"),
        "text without blanks, dump": _text("ferry"),
        "east asian text": _html("港の事務所は月曜日に"),
        "east asian dump": _text("港の事務所は月曜日に"),
        "links": _html('<a href="/ferry">ferry</a> '),
        "links with addresses": _numbered('<a href="https://harbour.example/{0}">The ferry sails at {0}</a> '),
        "list of links": _numbered('<ul><li><a href="/{0}">Ferry number {0}</a></li></ul>'),
        "nested div": _nested("<div>", "</div>"),
        "nested div, never closed": _nested("<div>"),
        "nested lists": _nested("<ul><li>", "</li></ul>"),
        "nested lists, never closed": _nested("<ul><li>"),
        "nested inline": _nested("<b><i>", "</i></b>"),
        "nested inline, never closed": _nested("<b><i>"),
        "nested tables": _nested("<table><tr><td>"),
        "nested quotes": _nested("<blockquote>", "</blockquote>"),
        "nested fonts": _nested("<font>"),
        "attributes of a paragraph": _attributes("p"),
        "attributes of the article": _attributes("article"),
        "one class name": lambda size: _page(f'<p class="{"a" * size}">{SENTENCE}</p>'),
        "class names": lambda size: _page(f'<p class="{"story-body " * (size // 11)}">{SENTENCE}</p>'),
        "headings": _numbered("<h2>Ferry {0}</h2>"),
        "first headings": _numbered("<h1>Ferry {0}</h1>"),
        "paragraphs": _numbered("<p>The ferry number {0} will sail on Monday, the harbour office said.</p>"),
        "one paragraph again": _html("<p>The ferry will sail on Monday, the harbour office said.</p>"),
        "short paragraphs": _html("<p>a</p>"),
        "line breaks": _html("ferry<br>"),
        "line breaks alone": _html("<br>"),
        "tables": _numbered("<table><tr><td>{0}</td><td>ferry</td></tr></table>"),
        "one table": lambda size: _page("<table>" + "<tr><td>1</td><td>ferry</td></tr>" * (size // 35) + "</table>"),
        "comments": _html("<!-- ferry -->"),
        "comments, never closed": _html("<!-- ferry "),
        "scripts": _html("<script>let ferry = 1</script>"),
        "scripts, never closed": _html("<script>"),
        "times": _numbered('<time datetime="2024-05-04T10:00:00Z">{0} May 2024</time> '),
        "item properties": _numbered('<span itemprop="author">Ana Ruiz {0}</span> '),
        "bylines": _numbered('<p class="byline">By Ana Ruiz {0}</p>'),
        "meta tags": lambda size: _page("", head='<meta name="author" content="Ana Ruiz">' * (size // 40)),
        "images": _numbered('<figure><img src="/{0}.jpg" alt="Ferry"><figcaption>Ferry {0}</figcaption></figure>'),
        "forms": _html('<form><input name="mail"><button>Subscribe</button></form>'),
        "entities": _html("&amp;"),
        "entities, dump": _text("&amp; "),
        "entities without blanks, dump": _text("&amp;"),
        "entities twice escaped, dump": _text("&amp;amp;lt; "),
        "bad bytes": lambda size: _page("").replace(b"Monday", b"\xff\xfe" * (size // 2)),
        "zero bytes": lambda size: _page("").replace(b"Monday", b"\0" * size),
        "soft hyphens": _html("\u00ad"),
        "marks on one letter": _html("\u0301"),
        "right-to-left marks": _html("\u200f"),
        "canonical host of labels": _head('<link rel="canonical" href="http://{}example/">'),
        "title": _head("<title>{}</title>"),
        "title with separators": lambda size: _page("", head=f"<title>{'a | ' * (size // 4)}</title>"),
        "description": _head('<meta name="description" content="{}">'),
        "JSON-LD with open quotes": _script('{"keywords":[', '"a" ba" '),
        "JSON-LD of numbers": _script("", "0 "),
        "JSON-LD of arrays": _script("", "["),
        "JSON-LD of objects": _script("", '{"a":'),
        "JSON-LD of graphs": _script('{"@graph":[', '{"@type":"Article","author":{"@id":"#a"}},', "{}]}"),
        "JSON-LD of authors": _script('{"@type":"Article","author":[', '{"name":"Ana Ruiz"},', '{"name":"Tom Lee"}]}'),
        "JSON-LD of backslashes": _script('{"headline":"', "\\\\", '"}'),
        "JSON-LD of line ends": _script('{"headline":"', "\n"),
        "JSON-LD of commas": _script('{"a":[', ","),
        "JSON-LD scripts": _scripts('{"@type":"NewsArticle","headline":"Ferry returns"}'),
        "broken JSON-LD scripts": _scripts('{"@type":"NewsArticle","headline":"Ferry "returns" today"'),
        "line feeds, dump": _text("\n"),
        "carriage returns, dump": _text("\r"),
        "form feeds, dump": _text("\f"),
        "blanks, dump": _text(" "),
        "blanks at line ends, dump": _text("ferry" + " " * 40 + "\n"),
        "tabs, dump": _text("\t"),
        "no-break spaces, dump": _text("\u00a0"),
        "zero-width spaces, dump": _text("\u200b"),
        "hashes, dump": _text("#"),
        "hashes on lines, dump": _text("# \n"),
        "stars, dump": _text("*"),
        "stars with blanks, dump": _text("* "),
        "underscores, dump": _text("_"),
        "underscored words, dump": _text("_a "),
        "brackets, dump": _text("["),
        "closed brackets, dump": _text("[]"),
        "links of Markdown, dump": _text("[ferry](http://a.example) "),
        "open links of Markdown, dump": _text("[a]("),
        "image marks, dump": _text("!["),
        "back ticks, dump": _text("`"),
        "back ticks with blanks, dump": _text("` "),
        "tildes, dump": _text("~~~\n"),
        "backslashes, dump": _text("\\"),
        "pipes, dump": _text("|"),
        "table rows of Markdown, dump": _text("| a | b |\n"),
        "quotation signs, dump": _text("> "),
        "nested quotation signs, dump": _text(">\n"),
        "less-than signs, dump": _text("<"),
        "open tags, dump": _text("<p "),
        "tags, dump": _text("<p>ferry</p>\n"),
        "dashes, dump": _text("-"),
        "dashes on lines, dump": _text("---\n"),
        "dots, dump": _text("."),
        "quotes, dump": _text('"'),
        "open quotation marks, dump": _text("“"),
        "digits, dump": _text("7"),
        "figures, dump": _text("1,000 "),
        "dates, dump": _text("4 May 2024, "),
        "capitals, dump": _text("FERRY "),
        "names, dump": _text("Ana Ruiz, "),
        "byline of names, dump": lambda size: (SENTENCE + "\n\nBy " + "Ana Ruiz and " * (size // 13) + "\n").encode(),
        "addresses, dump": _text("https://harbour.example/ferry "),
        "one address, dump": lambda size: f"{SENTENCE}\n\nhttps://harbour.example/{'a/' * (size // 2)}\n".encode(),
        "mail addresses, dump": _text("a@b.example "),
        "at signs, dump": _text("@"),
        "wrapped lines, dump": _numbered_text(
            "the ferry number {0} will sail on Monday when the harbour office has given its word and the\n"
        ),
        "short wrapped lines, dump": _text("the ferry\n"),
        "lines, dump": _numbered_text("The ferry number {0} will sail on Monday, the office said.\n\n"),
        "one line again, dump": _text("The ferry will sail on Monday, the office said.\n\n"),
        "short lines, dump": _text("Ferry\n\n"),
        "list items, dump": _numbered_text("- ferry {0}\n"),
        "one giant paragraph": lambda size: _page(f"<p>{SENTENCE * (size // len(SENTENCE))}</p>"),
        "one giant paragraph, dump": _text(SENTENCE),
        "appeals, dump": _text("Please support our journalism with a donation today.\n\n"),
        "reading lines, dump": _text("Read more: the ferry sails\n\n"),
        "front matter, dump": lambda size: ("---\n" + "title: ferry\n" * (size // 13) + "---\n\n" + SENTENCE).encode(),
        "front matter, never closed, dump": lambda size: ("---\n" + "tags: [a, b]\n" * (size // 13)).encode(),
        "front matter of one value, dump": lambda size: f"---\ntitle: {'[' * size}\n---\n\n{SENTENCE}\n".encode(),
        "datelines, dump": _text("LONDON (AP) - "),
        "paragraphs in nested div": _around("<div>", "<p>The ferry sails at {0}.</p>", "</div>", share=0.05),
        "paragraphs in deep div": _around("<div>", "<p>a</p>", "</div>", share=0.5),
        "paragraphs below one class name": lambda size: _page(
            f'<div class="{"a" * (size // 2)}">{"<p>a</p>" * (size // 16)}</div>'
        ),
        "paragraphs below class names": lambda size: _page(
            f'<div class="{"ab " * (size // 6)}">{"<p>a</p>" * (size // 16)}</div>'
        ),
        "paragraphs, never closed": _html("<p>a"),
        "list items": _html("<li>a"),
        "table cells": _html("<td>a"),
        "divs": _html("<div>a</div>"),
        "breaks twice": _html("ferry<br><br>"),
        "bylines in one element": _around('<div class="byline">', "By Ana Ruiz {0}<br><br>", "</div>"),
        "marked names": _numbered('<span class="author"><a href="/author/{0}">Ana Ruiz</a></span> '),
        "one byline": _around('<p class="byline">By ', "Ana Ruiz, ", "</p>"),
        "one author link": _around('<a rel="author" href="/ana">', "Ana Ruiz and ", "</a>"),
        "author links": _numbered('<p><a rel="author" href="/{0}">Ana Ruiz {0}</a></p>'),
        "hidden headings": _html("<h1 hidden>Ferry</h1>"),
        "nested headings": _nested("<h1 hidden>a"),
        "empty headings": _html("<h2></h2>"),
        "one heading": _around("<h1>", "Ferry returns ", "</h1>"),
        "heading of elements": _around("<h1>", "<b>a</b>", "</h1>"),
        "times in words": _numbered("<time>on {0} May in the year 2024</time> "),
        "times without dates": _html("<time>soon</time> "),
        "times of publication": _html('<time itemprop="datePublished">the day before</time> '),
        "nested times": _nested("<time>"),
        "attributes with greater-than signs": lambda size: _page(
            "<p " + " ".join(f'a{n}=">"' for n in range(size // 12)) + ">x</p>"
        ),
        "attributes without values": lambda size: _page("<p " + " ".join(f"a{n}" for n in range(size // 7)) + ">x</p>"),
        "attributes of paragraphs": lambda size: _page(
            ("<p " + " ".join(f"a{n}=1" for n in range(290)) + ">x</p>") * (size // 2200)
        ),
        "attributes of scripts": lambda size: _page(
            "<script " + " ".join(f"a{n}=1" for n in range(size // 9)) + ">x</script>"
        ),
        "one attribute again": _around("<p ", "a=1 ", ">x</p>"),
        "one style": lambda size: _page(f'<p style="{"display: " * (size // 9)}">{SENTENCE}</p>'),
        "tags of one letter": _html("<a"),
        "tags with blanks": _html("<a "),
        "tags with slashes": _html("<a/"),
        "tags with equals signs": _html("<a/b="),
        "tags with quotes": _html('<a b="'),
        "less-than signs": _html("<"),
        "greater-than signs": _html(">"),
        "end tags": _html("</div>"),
        "end tags of paragraphs": _html("</p>"),
        "end tags without names": _html("</"),
        "declarations": _html("<!"),
        "processing instructions": _html("<?a ?>"),
        "CDATA sections": _html("<![CDATA[a]]>"),
        "end of the page": _html("</body></html>"),
        "document types": _html("<!doctype html>"),
        "XML declarations": lambda size: b"<?xml " * (size // 6) + _page(""),
        "blank start": lambda size: b" " * size + _page(""),
        "comments before the page": lambda size: b"<!-- a -->" * (size // 10) + _page(""),
        "custom elements": _numbered("<ferry-{0}>a</ferry-{0}>"),
        "nested drawings": _nested("<svg>"),
        "drawings": _html('<svg><path d="M0 0"/></svg>'),
        "nested noscript": _nested("<noscript>"),
        "styles, never closed": _html("<style>"),
        "JSON-LD tags without end": lambda size: _page("<script ld+json " * (size // 16) + "</script>"),
        "JSON-LD tags": lambda size: _page("<script ld+json>" * (size // 16) + "</script>"),
        "options": _html("<option>a"),
        "buttons": _html("<button>a</button>"),
        "definitions": _html("<dl><dt>a</dt><dd>b</dd></dl>"),
        "code": _around("<pre>", "ferry = 1\\n", "</pre>"),
        "quotes of blocks": _html("<blockquote>The ferry sails.</blockquote>"),
        "links around paragraphs": _numbered('<a href="/{0}"><p>The ferry sails at {0}</p></a>'),
        "link of elements": _around('<a href="/">', "<b>a</b>", "</a>"),
        "inline elements": _html("<b>a</b> "),
        "inline chains": _html("<b>" * 100 + "a" + "</b>" * 100),
        "one data address": lambda size: _page(f'<img src="data:image/png;base64,{"A" * size}">'),
        "image of the article": lambda size: _page(
            '<img src="/ferry-boat.jpg" alt="a">' * (size // 35),
            head='<meta property="og:image" content="http://a.example/ferry-boat2.jpg">',
        ),
        "figures in figures": _nested("<figure><figcaption>"),
        "numbered entities": _html("&#65;"),
        "entities without ends": _html("&amp"),
        "unknown entities": _html("&ferry;"),
        "keywords": lambda size: _page("", head=f'<meta name="keywords" content="{"ferry, " * (size // 7)}">'),
        "names of meta tags": lambda size: _page(
            "", head="".join(f'<meta name="a{n}" content="b">' for n in range(size // 32))
        ),
        "path of the address": _head('<link rel="canonical" href="http://a.example/{}">'),
        "address of an archive": lambda size: _page(
            "", head=f'<link rel="canonical" href="{"https://web.archive.org/web/2024/" * (size // 33)}">'
        ),
        "site name": _head('<meta property="og:site_name" content="{}">'),
        "titles": _html("<title>a | b</title>"),
        "authors in meta tags": _head('<meta name="author" content="{}">'),
        "dates in meta tags": _head('<meta name="date" content="{}">'),
        "digits in meta tags": lambda size: _page("", head=f'<meta name="date" content="{"1" * size}">'),
        "JSON-LD of references": _references,
        "JSON-LD of brackets": _script("[", "("),
        "JSON-LD of quotes": _script("{", '"'),
        "JSON-LD of single quotes": _script('{"a":', "'"),
        "JSON-LD of mixed brackets": _script("[", "{]"),
        "JSON-LD of words": _script("{", "abc "),
        "JSON-LD of comments": _script("{", "/* x */"),
        "JSON-LD of open comments": _script("{", "/*"),
        "JSON-LD of curly quotes": _script('{"a": ', "“"),
        "JSON-LD of escapes": _script('{"a":"', "\\\\u00"),
        "JSON-LD of escaped quotes": _script('{"a":"', '\\\\"'),
        "JSON-LD of blanks": _script('{"a"', " "),
        "JSON-LD of objects in a row": _script("", '{"a":1} x '),
        "JSON-LD of strings": _script('{"a":"b', '"c"'),
        "JSON-LD with a body": _script('{"@type":"NewsArticle","articleBody":"', SENTENCE, '"}'),
        "JSON-LD with a body of entities": _script('{"@type":"NewsArticle","articleBody":"', "&amp;amp;", '"}'),
        "broken JSON-LD scripts of quotes": _scripts('{"a":[' + '"a" ba' * 500),
        "Chinese bylines": _html("<p>（文/王小明）</p>"),
        "Chinese bylines, one paragraph": _around("<p>", "记者王小明 文", "</p>"),
        "new tabs": _html("ferry (opens in a new tab) "),
        "new tabs in a list": _html("<p>The ferry sails (opens in new tab) on Monday.</p>"),
        "pages in pages": lambda size: _page("") * (size // 700),
        "letters on lines, dump": _text("a\n"),
        "letters in paragraphs, dump": _text("a\n\n"),
        "line feeds and carriage returns, dump": _text("\r\n"),
        "blank lines with blanks, dump": _text("\n "),
        "vertical tabs, dump": _text("\v"),
        "line separators, dump": _text("\u2028"),
        "open bold type, dump": _text("**a "),
        "bold words, dump": _text("**a** "),
        "bold underscores, dump": _text("__a "),
        "bold marks, dump": _text("** "),
        "bold word and open bold type, dump": _text("**a** **b "),
        "emphasis, dump": _text("*a* "),
        "open emphasis, dump": _text("*a "),
        "nested links, dump": lambda size: (
            "[ferry](http://a.example)\n\n" + "[" * (size // 8) + "a" + "](/b/c)" * (size // 8)
        ).encode(),
        "nested escapes, dump": lambda size: (SENTENCE + "\n\n&" + "amp;" * (size // 4) + "\n").encode(),
        "escapes in escapes, dump": _text("&" + "amp;" * 38 + " "),
        "comments, dump": _text("<!-- a -->"),
        "comments, never closed, dump": _text("<!-- "),
        "tags with open quotes, dump": _text('<p a="'),
        "tags of one letter, dump": _text("<p"),
        "line breaks as tags, dump": _text("ferry<br>"),
        "bold tags, dump": _text("<b>a</b> "),
        "mentioned tags, dump": _text("the <p> element "),
        "headings of Markdown, dump": _numbered_text("## Ferry {0}\n\n"),
        "headings with ends, dump": _text("# a "),
        "definitions of links, dump": _numbered_text("[{0}]: http://a.example/{0}\n"),
        "one definition of a link, dump": _text("[a]: b "),
        "images of Markdown, dump": _text("![a](http://a.example/b.jpg)\n"),
        "targets with brackets, dump": _text("[a](/b(c)"),
        "targets with quotes, dump": _text('[a](/b "'),
        "code blocks, dump": _text("```\nferry\n```\n"),
        "addresses in angle brackets, dump": _text("<http://a.example/"),
        "numbered items, dump": _numbered_text("{0}. The ferry sails\n"),
        "bullets, dump": _text("• "),
        "bylines, dump": _numbered_text("By Ana Ruiz {0}\n\n"),
        "dates on lines, dump": _text("4 May 2024\n\n"),
        "times, dump": _text("10:30 "),
        "addresses on lines, dump": _numbered_text("https://harbour.example/{0}\n\n"),
        "capital lines, dump": _text("FERRY RETURNS\n\n"),
        "questions, dump": _text("Q: Will it sail? A: Yes. "),
        "photo credits, dump": _text("(Photo: Ana Ruiz) "),
        "photo credits on lines, dump": _text("Photo: Ana Ruiz / AP\n\n"),
        "copyrights, dump": _text("© 2024 The Harbour Post. "),
        "brackets of sentences, dump": _text("("),
        "quotation marks, dump": _text("„a“ "),
        "ends and quotes, dump": _text(".”’"),
        "hyphens at line ends, dump": _text("fer-\nry "),
        "cut lines, dump": _text("The harbour office, which\nAna Ruiz\nleads, said so\n"),
        "wrapped East Asian lines, dump": _text("港の事務所は月曜日に船が出ると言った港の事務所は月曜日\n"),
        "emoji, dump": _text("🚢"),
        "marks on one letter, dump": _text("\u0301"),
        "new tabs, dump": _text("ferry (opens in a new tab) "),
        "new tabs on lines, dump": _text("The ferry sails (opens in new tab) on Monday.\n\n"),
        "read also, dump": _text("Read also: the ferry. "),
        "translations, dump": _text("Translated by Ana Ruiz. "),
        "datelines on lines, dump": _text("LONDON (AP) - The ferry sails.\n\n"),
        "corrections, dump": _text("Correction: the ferry sails.\n\n"),
        "updates, dump": _text("Updated: 4 May 2024 10:30 "),
        "apostrophes, dump": _text("'"),
        "commas, dump": _text(","),
        "colons, dump": _text("a: "),
        "slashes, dump": _text("/"),
        "equals signs, dump": _text("="),
        "equals signs on lines, dump": _text("===\n"),
        "ampersands, dump": _text("&"),
        "percent signs, dump": _text("%41"),
        "mail headers, dump": _text("Subject: ferry\n"),
        "front matter of anchors, dump": _front("a: &a [*a, *a]\n"),
        "front matter of maps, dump": _front("a: {a: "),
        "front matter of keys, dump": _front("? a\n"),
        "front matter of one line, dump": _front("a, "),
        "front matter of dashes, dump": _front("- "),
        "front matter of quotes, dump": _front('a: "\n'),
        "front matter of colons, dump": _front("a: "),
        "impossible dates on lines, dump": _numbered_text("Published: 31 February 2024 at {0} hours\n\n"),
        "foreign dates on lines, dump": _numbered_text("{0} wrzesznia 2024\n\n"),
        "byline of months, dump": lambda size: (SENTENCE + "\n\nBy Ana Ruiz " + "May " * (size // 4) + "5\n").encode(),
        "byline of at signs": _head('<meta name="author" content="{}@">'),
        "bylines of months": _numbered('<p class="byline">By Ana ' + "May " * 200 + "{0}</p>"),
        "JSON-LD of names": _script('{"@type":"Article","author":[', '"' + "May " * 240 + '7",', '"a"]}'),
        "styles in noscript": _unread("noscript", "<style>a</style>"),
        "styles in noscript, never closed": _unread("noscript", "<style>"),
        "open styles in noscript": _unread("noscript", "<style "),
        "open tags in noscript": _unread("noscript", "<p "),
        "paragraphs in noscript": _unread("noscript", "<p>The ferry sails.</p>"),
        "styles in a template": _unread('script type="text/template"', "<style>"),
        "open tags in a template": _unread('script type="text/template"', "<p "),
        "strings in a state script": _unread('script type="application/json"', f'{{"a":["{SENTENCE}"],'),
        "open strings in a state script": _unread('script type="application/json"', '"a\\'),
        "arrays in a state script": _unread('script type="application/json"', "["),
        "open holders": lambda size: b"<noscript " * (size // 10),
        "no line end, dump": lambda size: b"ferry" * (size // 5),
    }
)


def main() -> None:
    """Clean a page of every shape, or of those whose name contains a word; print the CPU seconds, the slowest first."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("words", nargs="*", help="words in the names of shapes")
    parser.add_argument("--bytes", type=int, nargs="+", default=[1_000_000], help="sizes of the pages")
    arguments = parser.parse_args()
    clean(SENTENCE), clean(_page(""))
    seconds: dict[str, list[float]] = {}
    for name, shape in SHAPES.items():
        if not arguments.words or any(word in name for word in arguments.words):
            seconds[name] = [measure(shape, size) for size in arguments.bytes]
            show(f"{name:45}", *(f"{second:7.2f}" for second in seconds[name]))
    show(f"\n{len(seconds)} shapes of {arguments.bytes[-1]:,} bytes; the slowest:")
    for name in sorted(seconds, key=lambda name: -seconds[name][-1])[:10]:
        show(f"{name:45}", *(f"{second:7.2f}" for second in seconds[name]))


def show(*words: str) -> None:
    """Print a line at once."""
    sys.stdout.write(" ".join(words) + "\n")
    sys.stdout.flush()


def measure(shape: Shape, size: int) -> float:
    """Return the CPU seconds that cleaning a page of a shape takes, or refusing it."""
    page = Source("page", shape(size))
    start = time.process_time()
    with suppress(PageError):
        clean(page)
    return time.process_time() - start


if __name__ == "__main__":
    main()
