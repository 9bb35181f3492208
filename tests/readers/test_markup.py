"""Text dumps with markup in them: Markdown of every kind, left-over tags and entities."""

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from newsclean import Options, Source, clean, restore
from newsclean.blocks import Block
from newsclean.lexicon.line_signals import detect
from newsclean.lexicon.phrases import lexicon
from newsclean.readers import read
from newsclean.readers.markup import MAX_BOLD_CHARS, bold_type, is_markdown
from tests.laws.checks import PRINTED, broken_laws

TEXT = Options(input="text")
STORY = "The ferry will sail again on Monday, the harbour office said after the last storm of the winter."
MORE = "Nobody had slept much, and the captain said she had never seen so many people awake at that hour."


def blocks(dump: str) -> list[Block]:
    return list(read(Source.from_str(dump), TEXT).blocks)


def texts(dump: str) -> list[str]:
    return [block.text for block in blocks(dump)]


@pytest.mark.parametrize(
    ("dump", "text", "tag"),
    [
        ("# Ferry returns", "Ferry returns", "h1"),
        ("### Ferry returns ###", "Ferry returns", "h3"),
        ("See [the pier](https://a.example/b).", "See the pier.", "p"),
        ('See [the pier](https://a.example/b_(c) "The pier").', "See the pier.", "p"),
        ("See [the pier](/b), [here](#b)", "See the pier, here", "p"),
        ("[![The pier](/a.jpg)](/b) The pier", "The pier", "p"),
        ("The **ferry** is ***back***, __really__.", "The ferry is back, really.", "p"),
        ("- [Home](/)", "Home", "li"),
        ("* **Home**", "Home", "li"),
        ("The ferry &amp; its captain&#8217;s dog", "The ferry & its captain’s dog", "p"),
        ("The ferry &amp;amp; its&nbsp;captain", "The ferry & its captain", "p"),
        ("<p>The <b>ferry</b> is <a href='/x?a>b'>back</a></p>", "The ferry is back", "p"),
        ("<h2>Ferry</h2>", "Ferry", "h2"),
        ("<li>Bread", "Bread", "li"),
        ("The ferry<br/>", "The ferry", "p"),
        ("The <!-- old --> ferry", "The ferry", "p"),
        ("&lt;b&gt;The ferry&lt;/b&gt;", "The ferry", "p"),
    ],
)
def test_common_markup_is_stripped_in_every_dump(dump: str, text: str, tag: str) -> None:
    (block,) = blocks(dump)
    assert (block.text, block.tag) == (text, tag)
    assert restore(clean(dump, options=TEXT)) == dump.encode()


@pytest.mark.parametrize(
    "dump",
    [
        "The *ferry* is _back_",
        "C:\\boats\\ferry",
        "2 * 3 * 4, and snake_case_names",
        "5 < 6 and 7 > 6",
        "Write to <ana@island.example>",
        "AT&T; R&D; a &unknownthing; b",
        "The s*** hit the f***",
        "#ferry #island",
        "[1] The harbour office",
        "see [the pier] (in winter)",
        "Pages use the <p> element for that, says Ana.",
        "> said Ana",
        "| Ferry |",
    ],
)
def test_text_that_only_looks_like_markup_stays(dump: str) -> None:
    (block,) = blocks(dump)
    assert (block.text, block.markup) == (dump, ())


@pytest.mark.parametrize(
    ("line", "text", "tag"),
    [
        ("The *ferry* is _back_", "The ferry is back", "p"),
        (r"1\. The ferry\_boat \*is\* back", "1. The ferry_boat *is* back", "p"),
        ("The `ferry` is back", "The ferry is back", "p"),
        ("The [ferry][1] is [back][]", "The ferry is back", "p"),
        ("> The ferry\n> is back", "The ferry is back", "blockquote"),
        ("| Ferry | Monday |", "Ferry | Monday", "td"),
        ("+ Ferry", "Ferry", "li"),
        ("<https://island.example>", "https://island.example", "p"),
        (
            "The harbour [office of the\nisland](https://island.example/o) is open",
            "The harbour office of the island is open",
            "p",
        ),
    ],
)
def test_emphasis_is_stripped_in_markdown(line: str, text: str, tag: str) -> None:
    block = blocks(f"# Ferry\n\n{line}")[1]
    assert (block.text, block.tag) == (text, tag)


@pytest.mark.parametrize(
    "line", ["* * *", "---", "===", "|---|:--:|", "```python", "[1]: https://a.example", "![x](/a.jpg)"]
)
def test_line_of_only_markup_is_dropped(line: str) -> None:
    article = clean(f"# Ferry returns\n\n{STORY}\n\n{line}\n\n{MORE}\n", options=TEXT)
    assert article.body == f"{STORY}\n\n{MORE}"
    assert [entry.reason for entry in article.ledger if entry.text == line] == ["markup:alone"]


def test_one_sign_is_not_enough_for_markdown() -> None:
    assert not is_markdown(["Ferry", "", "## One heading"])
    assert not is_markdown(["Ferry, **bold** for once"])
    assert is_markdown(["", "# A title above", "Ferry"])
    assert is_markdown(["Ferry [returns](https://a.example)"])
    assert is_markdown(["Ferry", "## One heading", "## Another"])


def test_paragraphs_on_one_line_are_split_at_their_tags() -> None:
    assert texts(f"Ferry <p>{STORY}</p><p>{MORE}</p>") == ["Ferry", STORY, MORE]
    assert texts(f"{STORY}<br><br>{MORE}") == [STORY, "<br>", MORE]


BOLD_RE = re.compile(
    rf"(?<![\w*])(\*{{2,3}}|_{{2,3}})(?=[^\s*_])(?P<text>.{{1,{MAX_BOLD_CHARS}}}?)(?<=[^\s*_])\1(?![\w*_])"
)
"""The definition of bold type. It looks at 400 characters behind every mark, which takes seconds on a large page."""
PIECES = st.sampled_from(["*", "**", "***", "_", "__", "___", "a", "b ", " ", "(", ".", "\n", "港", "x" * 150])


@given(st.lists(PIECES, max_size=16).map("".join))
def test_bold_type_is_as_its_pattern_defines_it(text: str) -> None:
    assert list(bold_type(text)) == [(found.span(), found.span("text")) for found in BOLD_RE.finditer(text)]


def test_links_and_bold_type_are_counted() -> None:
    (block,) = blocks("See [the pier](/b) and **this**")
    assert (block.link_chars, block.bold_chars) == (len("the pier"), len("this"))


def test_markup_with_words_is_in_the_ledger_and_other_markup_is_not() -> None:
    dump = f"{STORY} See [the pier](https://island.example/pier) and **this**, &amp; that.\n\n{MORE}\n"
    article = clean(dump, options=TEXT)
    assert article.body == f"{STORY} See the pier and this, & that.\n\n{MORE}"
    (entry,) = article.ledger
    assert (entry.category, entry.reason, entry.policy) == ("other", "markup:link", "drop")
    assert entry.text == "](https://island.example/pier)"
    assert dump[entry.start : entry.end] == entry.text


WORDS = "[ ] ( ) ](/a) ![ ** __ * _ # ## > | - ` <p> </p> <br> <a &amp; &amp;lt; &#39; &#0; &shy; &nbsp; ferry Ana. 港"
PIECES = st.sampled_from([*WORDS.split(), '"', "'", "\\", "\n", "\r\n", " "])


@given(st.lists(PIECES, max_size=40))
@settings(max_examples=60, deadline=None)
@example(["&amp;lt;", "p>", "ferry"])
@example(["<p>", "*", "["])
@example(["<p>", "*", "**"])
@example(["<p>", "-", "#", "](/a)"])
@example(["-", "#", "*", "["])
@example(["*", "\\", "](/a)", "*", "["])
@example(["&nbsp;", "#", "["])
@example(["</p>", "<a", "</p>", "</p>"])
@example(["# ", "# ", "ferry"])
def test_arbitrary_markup_keeps_the_laws(pieces: list[str]) -> None:
    dump = f"# Ferry\n\n{STORY}\n\n{' '.join(pieces)}\n\n{MORE} {''.join(pieces)}\n"
    assert broken_laws(Source("dump", dump.encode()), TEXT, forms=[PRINTED]) == []


@pytest.mark.parametrize(
    "piece", ["[", "](http", "<p ", "<!--", "&amp;", "**a ", "[a](", "![", "_a", "\\", "`", "> ", "[a](/b) ", "<b>"]
)
def test_hostile_markup_takes_no_longer_than_its_length(piece: str) -> None:
    dump = piece * 20_000
    assert restore(clean(dump, options=TEXT)) == dump.encode()


def test_no_label_of_the_reader_is_a_phrase() -> None:
    assert detect("---", lexicon()) is None
