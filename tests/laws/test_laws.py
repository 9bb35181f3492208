"""The laws of the design, on fixtures, on invented texts, and on a sample of real pages."""

import gzip
from pathlib import Path

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from newsclean import Options, Source, clean, restore
from newsclean.blocks import Category, Policy
from newsclean.render import to_text
from tests.laws.checks import PLAIN, PRINTED, broken_laws
from tests.support.golden import pages

BENCH = Path(__file__).resolve().parents[3] / "shared" / "bench"
PIECES = [
    "Support us",
    "Read more",
    "Home",
    "- bread",
    "• salt",
    "By Ana Ruiz",
    "4 May 2025",
    "A heading without end",
    "The ferry will sail again on Monday, the harbour office said after the last storm of the winter.",
    "He left.",
    "Photo: Lena Brook",
    "港の事務所は月曜日に、冬の嵐のあとで連絡船が再び運航すると発表した。",
    "Паром снова пойдёт в понедельник, сообщили в управлении порта после последней зимней бури.",
    "Sign up for our newsletter",
    "a long line that has no end and says much of ferries and of winter and of bread and of the price of bread in "
    "winter when no ferry sails and all the flour has to come by sledge",
    "# A title",
    'See [the ferry](https://island.example/ferry_(1) "Ferry") and the **pier**, said *Ana* of the harbour office.',
    "![](/a.jpg)",
    "> quoted by the harbour office, which has said nothing else since the last storm of the winter.",
    "<p>The island&#8217;s ferry &amp;amp; its captain sail again on Monday,<br/>the harbour office said.</p>",
    "</div>",
    "[1]: https://island.example/1",
    "| a | b |",
    "-----",
    r"Snow \*fell\* on C:\\boats, they said, and &lt;b&gt;nobody&lt;/b&gt; went out to sea in it.",
]
dumps = st.lists(st.tuples(st.sampled_from(PIECES), st.sampled_from(["\n", "\n\n", "\r\n", "\f"])), max_size=25).map(
    lambda lines: "".join(text + end for text, end in lines)
)


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.name)
def test_fixtures_keep_the_laws(page: Path) -> None:
    assert broken_laws(Source.from_path(page)) == []


@example("Support us\f# A title\n> quoted by the harbour office, which has said nothing else since the last storm.\n")
@example("Support us\n" * 3 + "> quoted by the harbour office, which has said nothing else since the last storm.\n" * 3)
@given(dumps)
@settings(max_examples=60, deadline=None)
def test_dumps_keep_the_laws(dump: str) -> None:
    assert broken_laws(Source("dump", dump.encode()), Options(input="text"), forms=PLAIN) == []


@example("# A title\n> quoted by the harbour office, which has said nothing else.\n", Category.BODY, Policy.DROP)
@example(f"- bread\nSupport us\n{PIECES[-1]}\n", Category.BODY, Policy.DROP)
@given(dumps, st.sampled_from(sorted(Category)), st.sampled_from(sorted(Policy)))
@settings(max_examples=40, deadline=None)
def test_dumps_keep_the_laws_under_any_policy(dump: str, category: Category, policy: Policy) -> None:
    # a text that prints no headline, or prints it twice, gets another one when it is cleaned again; and a block that
    # only its place made boilerplate may be something else in its new place
    assume(category is not Category.HEADLINE)
    assume(policy is not Policy.KEEP or category not in (Category.NAVIGATION, Category.OTHER, Category.WIDGET))
    options = Options(input="text", policy={category: policy})
    assert broken_laws(Source("dump", dump.encode()), options, forms=[PRINTED]) == []


@given(st.text(max_size=300))
@settings(max_examples=60, deadline=None)
def test_any_text_is_restored(text: str) -> None:
    source = Source.from_str(text)
    assert restore(clean(source, options=Options(input="text"))) == source.data


@given(st.lists(st.sampled_from(PIECES), max_size=12), st.sampled_from(["p", "div", "li", "h2", "td", "span"]))
@settings(max_examples=15, deadline=None)
def test_html_keeps_the_laws(pieces: list[str], tag: str) -> None:
    body = "".join(f"<{tag}>{piece}</{tag}>" for piece in pieces)
    page = f"<!doctype html><html><body><nav>Home</nav><article>{body}</article></body></html>"
    assert broken_laws(Source("page", page.encode()), forms=PLAIN) == []


def test_the_order_of_pages_does_not_change_an_article() -> None:
    texts = [to_text(clean(Source.from_path(page))) for page in pages()]
    assert [to_text(clean(Source.from_path(page))) for page in reversed(pages())] == texts[::-1]


@pytest.mark.skipif(not BENCH.exists(), reason="no bench beside the project")
@pytest.mark.parametrize("dataset", ["aeb", "fundus_eval", "fundus_tests", "traf_eval", "wcxb", "zh_web"])
def test_real_pages_keep_the_laws(dataset: str) -> None:
    # the gate checks every page; this test checks a few of each kind
    for path in sorted((BENCH / dataset).glob("*.html.gz"))[::40][:6]:
        source = Source(path.name, gzip.decompress(path.read_bytes()))
        assert broken_laws(source) == [], path.name


@pytest.mark.parametrize(
    "dump",
    [
        "1. The crew_list of the ferry\n\n2. What the crew said of winter\n\nThe ferry will sail again on Monday.\n",
        "F<h1>erry to sail again</h1>",
        f"# Winter\n\nT\n\n**he** ferry [sails](http://island.example/) again.\n\n{PIECES[8]}\n",
        f"# Winter\n\n- F\n\n**erry** services [sail](http://island.example/) again.\n\n{PIECES[8]}\n",
        "A heading without end\n" + "[1]: https://island.example/1\n" * 4,
        "A heading without end\n\n" + "Ferry news\n\n" * 3 + f"{PIECES[8]}\n\n{PIECES[-1]}\n",
        "A heading without end\n" * 5,
    ],
    ids=[
        "numbers and an underscore inside a word",
        "drop cap before a tag",
        "drop cap before bold type",
        "letter in a list before bold type",
        "heading and equal definitions of links",
        "heading and equal lines above prose",
        "equal lines alone",
    ],
)
def test_awkward_dumps_keep_the_laws(dump: str) -> None:
    assert broken_laws(Source("dump", dump.encode()), Options(input="text")) == []


@pytest.mark.parametrize(
    "content",
    [
        "<p>-30-</p><p>Edna Quist, Port Alder</p>",  # a mark of the end between two letters
        "<pre>&gt; ferries(3)\n12</pre>",  # code that looks like a quotation in Markdown
    ],
)
def test_awkward_pages_keep_the_laws(content: str) -> None:
    prose = "<p>The harbour office said on Monday that the ferry will sail again after the storm of the winter.</p>"
    page = f"<article><h1>The ferry returns</h1>{prose * 2}{content}{prose.replace('Monday', 'Tuesday')}</article>"
    article = clean(page)
    assert article.body.count("harbour office") >= 2
    assert broken_laws(Source("page", page.encode())) == []
