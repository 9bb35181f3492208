"""Text dumps become blocks: lines, or the lines of one hard-wrapped paragraph, each with its exact offsets."""

import textwrap

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsclean import Options, Source, clean, restore
from newsclean.blocks import Page
from newsclean.readers import read
from newsclean.text.normalise import tidy

PROSE = (
    "The ferry left the harbour on Monday morning for the first time since the storms of autumn, and half the village "
    "stood on the pier to see it go. Nobody had slept much. The captain, who has made the crossing for thirty years, "
    "said she had never seen so many people awake at that hour, and that the coffee had run out before six."
)
JAPANESE = (
    "島と本土を結ぶフェリーが月曜日の朝に運航を再開した。港の事務所によると、冬の間は一度も船が出なかったという。"
    "島の住民は「やっと買い物に行ける」と喜んでいる。切符の値段は少し上がったが、最初の便はすでに満席だ。"
    "船長は三十年間この航路を走ってきたが、これほど多くの人が朝早くから港に集まるのを見たことがないと話した。"
)
CHINESE = (
    "连接海岛与大陆的渡轮星期一早上恢复航行。港口办公室表示，整个冬天没有一艘船出海。岛上的居民说，他们终于可以去城里买东西了。"
    "船票价格略有上涨，但是头几班船的座位已经全部卖完。船长在这条航线上工作了三十年，她说从来没有见过这么多人一大早来到码头。"
)


def read_dump(text: str) -> Page:
    page = read(Source.from_str(text), Options(input="text"))
    assert page.decoded.text == text
    assert page.input == "text"
    assert len(page.labels) == len(page.blocks)
    return page


def texts(text: str) -> list[str]:
    return [block.text for block in read_dump(text).blocks]


def wrapped(text: str, columns: int) -> str:
    return textwrap.fill(text, columns)


def cut(text: str, columns: int) -> str:
    return "\n".join(text[i : i + columns] for i in range(0, len(text), columns))


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\f", "\v", "\x85", "\u2028", "\u2029"])
@pytest.mark.parametrize("times", [1, 2, 3])
def test_each_line_is_a_block_after_any_line_end(end, times):
    assert texts(("end" + end * times).join(["One ", "two ", "three"])) == ["One end", "two end", "three"]


def test_blank_line_may_have_white_space():
    assert texts("First.\n \t\u3000\nSecond.\n\n\n") == ["First.", "Second."]


@pytest.mark.parametrize("blanks", [3, 4, 40])
def test_many_blank_lines_are_read_as_two(blanks):
    gap = "\n \r\n"
    few, many = (f"Home{gap * number}{wrapped(PROSE, 70)}{gap * number}• Item" for number in (2, blanks))
    assert texts(many) == texts(few)
    assert restore(clean(many)).decode() == many


@pytest.mark.parametrize("text", ["", "\n", " \r\n\t\n", "\ufeff", "\x00\x01\n"])
def test_dump_without_text_has_no_blocks(text):
    assert texts(text) == []


def test_offsets_point_at_the_original():
    dump = f"\ufeff  Home \r\n\r\n\t{PROSE}  \r\n• A\u00a0 bullet\r\n\u2028last\x01 line"
    page = read_dump(dump)
    originals = [dump[block.start : block.end] for block in page.blocks]
    assert originals == ["\ufeff  Home ", f"\t{PROSE}  ", "• A\u00a0 bullet", "last\x01 line"]
    assert [block.text for block in page.blocks] == ["Home", PROSE, "A bullet", "last line"]


def test_offsets_of_a_wrapped_paragraph_span_all_its_lines():
    first, second = wrapped(PROSE, 72), wrapped(PROSE, 70)
    dump = f"Headline of the day\n\n{first}\n\n{second}\n"
    assert [dump[block.start : block.end] for block in read_dump(dump).blocks] == [
        "Headline of the day",
        first,
        second,
    ]


@pytest.mark.parametrize("columns", [60, 72, 76, 80, 100])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_hard_wrapped_paragraphs_are_joined(columns, end):
    dump = "\n\n".join(["Ferry returns", *[wrapped(PROSE, columns)] * 3])
    assert texts(dump.replace("\n", end)) == ["Ferry returns", PROSE, PROSE, PROSE]


def test_hard_wrapped_indented_paragraphs_are_joined():
    one = textwrap.fill(PROSE, 72, initial_indent="    ")
    assert texts("\n\n".join([one] * 3)) == [PROSE] * 3


def test_hard_wrapped_list_items_are_joined():
    items = [f"{start} {PROSE[:200].rsplit(' ', 1)[0]}" for start in ("Once", "Twice", "Always")]
    dump = "\n".join(textwrap.fill(f"- {item}", 72, subsequent_indent="  ") for item in items)
    page = read_dump(f"{wrapped(PROSE, 72)}\n\n{dump}\n")
    assert [(block.tag, block.text) for block in page.blocks] == [("p", PROSE), *(("li", item) for item in items)]


@pytest.mark.parametrize("prose", [JAPANESE, CHINESE], ids=["Japanese", "Chinese"])
@pytest.mark.parametrize("characters", [36, 40, 72], ids="{} characters".format)
def test_hard_wrapped_prose_without_spaces_is_joined_without_spaces(prose, characters):
    assert texts("\n\n".join([cut(prose, characters)] * 3)) == [prose] * 3


def test_word_wrapped_at_its_hyphen_stays_one_word():
    head = "The ferry left the harbour on Monday morning, at the end of the storm-"
    tail = "tossed autumn that had kept every boat of the island at its moorings."
    joined = f"{head}{tail}"
    assert texts("\n\n".join([wrapped(PROSE, 72), f"{head}\n{tail}"])) == [PROSE, joined]


def test_dash_at_a_line_end_is_not_a_hyphen():
    head = "The ferry left the harbour on Monday morning, at the end of autumn -"
    tail = "a week later than the office of the harbour had told the islanders."
    assert texts("\n\n".join([wrapped(PROSE, 72), f"{head}\n{tail}"])) == [PROSE, f"{head} {tail}"]


@pytest.mark.parametrize(
    "lines",
    [
        ["The boats are in, the nets are dry,", "the gulls have gone to sleep,", "and no one on the pier asks why"],
        ["Bread", "Salt", "Two pounds of apples", "A newspaper"],
        [PROSE, PROSE[:200], PROSE],
        ["Ferry returns to the island after a long winter without crossings", "By Ana Ruiz", "Monday", PROSE],
    ],
    ids=["verse", "short list", "line per paragraph", "headline, byline, paragraph"],
)
def test_deliberate_line_breaks_stay(lines):
    assert texts("\n".join(lines)) == [line.strip() for line in lines]


@pytest.mark.parametrize("bullet", "- * • ‣ ◦ ▪ ● ·".split())
def test_bullet_makes_a_list_item_and_is_dropped(bullet):
    (block,) = read_dump(f"  {bullet} Bread and salt").blocks
    assert (block.tag, block.text) == ("li", "Bread and salt")


@pytest.mark.parametrize("text", ["-5 degrees at night", "— Yes, she said.", "*bold* word", "-", "1. First"])
def test_text_that_only_looks_like_a_bullet_stays(text):
    (block,) = read_dump(text).blocks
    assert (block.tag, block.text) == ("p", text)


def test_control_characters_and_byte_order_marks_are_dropped():
    assert texts("\ufeffFer\x00ry\x07 re\ufeffturns\x7f") == ["Ferry returns"]


def test_line_on_its_own_page_knows_its_source():
    page = read(Source("dump.txt", b"Ferry returns", url="https://island.example/ferry"), Options())
    assert (page.name, page.metadata.url, page.metadata.sources) == (
        "dump.txt",
        "https://island.example/ferry",
        {"url": "source"},
    )


def squeezed(text: str) -> str:
    return tidy(text).replace(" ", "")


LINES = st.text(
    st.sampled_from("aB1-•.港、－ \t\u00a0\u2060\ufeff\x00\x1c\n\r\f\v\x85\u2028 éß🛳"), max_size=120
) | st.lists(st.sampled_from([wrapped(PROSE, 72), cut(JAPANESE, 60), "- Bread", "", "short"])).map("\n".join)


@settings(max_examples=60, deadline=None)
@given(LINES)
def test_blocks_cover_every_character_once_and_in_order(text):
    page = read_dump(text)
    ends = [0, *(block.end for block in page.blocks)]
    starts = [*(block.start for block in page.blocks), len(text)]
    assert all(end <= start for end, start in zip(ends, starts, strict=True))
    between = [text[end:start] for end, start in zip(ends, starts, strict=True)]
    assert squeezed("".join(between)) == ""
    for block in page.blocks:
        original = squeezed(text[block.start : block.end])
        assert original.endswith(squeezed(block.text))
        assert len(original) - len(squeezed(block.text)) == (block.tag == "li")


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=200))
def test_block_text_is_folded(text):
    for block in read_dump(text).blocks:
        assert block.text
        assert block.text == tidy(block.text)


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        (
            ["The ferry will sail on Monday, the", "harbour office", "said."],
            "The ferry will sail on Monday, the harbour office said.",
        ),
        (
            ["The harbour office of the island, says", "Ana Ruiz", ", will open on Monday."],
            "The harbour office of the island, says Ana Ruiz, will open on Monday.",
        ),
        (
            ["Reuters", "reported that the ferry will sail again on Monday."],
            "Reuters reported that the ferry will sail again on Monday.",
        ),
    ],
)
def test_paragraphs_cut_at_their_links_are_joined(lines: list[str], joined: str) -> None:
    assert texts("Home\nNews\n" + "\n".join(lines) + "\nRead more")[2:-1] == [joined]


@pytest.mark.parametrize(
    "lines",
    [
        ["login", "register", "help"],
        ["The ferry will sail on Monday.", "the harbour office"],
        ["The ferry will sail on Monday", "Harbour office says no", "Tides"],
        ["The ferry will sail on Monday, the", "", "harbour office said."],
        ["The ferry will sail on Monday, the", "- harbour office said."],
    ],
)
def test_separate_lines_are_not_joined(lines: list[str]) -> None:
    assert len(texts("\n".join(lines))) == len([line for line in lines if line])


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        (["The ferry and the pier of the island were paid for in equal parts by the", "Harbour Fund", "Tides"], 2),
        (["President Ana", "Ruiz", "said that the ferry would sail again before the end of the week."], 3),
        (["The harbour office, which has been closed since the storms of the last autumn,", "Ruiz said, opens."], 2),
        (["岛上的渔民都还记得那一年冬天发生的事情，还有他们唱过的《", "渡船之歌", "》，每天早上唱。"], 3),
        (["Log in", "Subscribe", "About us", "Contact"], 1),
        (["About the", "Harbour"], 1),
    ],
    ids=["function word", "short lines around a link", "comma", "brackets", "menu", "short label"],
)
def test_lines_that_were_cut_at_links_are_rejoined(lines: list[str], joined: int) -> None:
    page = read(Source.from_str("\n".join(lines)), Options(input="text"))
    first = page.blocks[0]
    assert first.end == len("\n".join(lines[:joined]))
    assert restore(clean("\n".join(lines), options=Options(input="text"))).decode() == "\n".join(lines)
