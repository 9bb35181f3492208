"""The forms of dumps: exports of databases, printed pages, wires, strings of JSON."""

import json
import textwrap
from html import escape

import pytest

from newsclean import Article, Options, clean, restore
from newsclean.readers.text_lines import has_written_out_ends

HEADLINE = "Council votes to keep the night ferry running through winter"
BODY = [
    "The county council voted on Tuesday to keep the night ferry between Ardle and Port Sennen running through the "
    "winter, reversing a decision that had angered fishermen and hospital workers on both sides of the sound.",
    "The motion passed by nine votes to four after a meeting that lasted until almost midnight. It grants some 310,000 "
    "pounds for fuel and crew until the end of March.",
    "The operator, Sound Lines, had said in August that it lost money on four crossings out of five after ten in the "
    "evening. It welcomed the decision but said that a permanent solution needed a new vessel.",
]
TEXT = "\n\n".join(BODY)


def cleaned(text: str) -> Article:
    article = clean(text, options=Options(input="text", publication="none"))
    assert restore(article) == text.encode()
    again = clean(article.body + "\n", options=Options(input="text", publication="none"))
    assert again.body == article.body
    return article


EXPORTS = {
    "lexisnexis": f"1 of 1 DOCUMENTS\n\n      The Sound Gazette\n\n   November 19, 2025 Wednesday\n  Final Edition\n\n"
    f"{HEADLINE}\n\nBYLINE: Kirsty Bain\n\nSECTION: NEWS\n\nLENGTH: 412 words\n\n{TEXT}\n\n"
    "LOAD-DATE: November 20, 2025\n\n"
    "LANGUAGE: ENGLISH\n\n       Copyright 2025 Sound Media Ltd\n",
    "nexis uni": f"{HEADLINE}\nThe Sound Gazette\nNovember 19, 2025 Wednesday\nCopyright 2025 Sound Media Ltd\n"
    f"Section: NEWS\nLength: 412 words\nByline: Kirsty Bain\nBody\n\n{TEXT}\n\n"
    "Load-Date: November 20, 2025\n\nEnd of Document\n",
    "factiva": f"SE  NEWS\nHD  {HEADLINE}\nBY  By Kirsty Bain\nWC  412 words\nPD  19 November 2025\n"
    f"SN  The Sound Gazette\nLA  English\nLP\n{BODY[0]}\n\nTD\n{BODY[1]}\n\n{BODY[2]}\n"
    "RE  uk : United Kingdom\nPUB Sound Media Ltd.\nAN  Document SOUGAZ0020251119elbj0001\n",
    "proquest": f"{'_' * 40}\n\nDocument 1 of 1\n\n{HEADLINE}\n\nAuthor: Bain, Kirsty\n\nSection: NEWS\n\n"
    f"ProQuest document link\n\nFull text: {TEXT}\n\nSubject: Ferries\n\n"
    "Publication title: The Sound Gazette; Ardle\n\nPublication date: Nov 19, 2025\n\nProQuest document ID: 1234567\n",
}


@pytest.mark.parametrize("name", EXPORTS)
def test_an_export_gives_its_text_and_its_fields(name: str) -> None:
    article = cleaned(EXPORTS[name])
    assert article.body == TEXT
    assert article.headline == HEADLINE
    assert (article.authors, article.published) == (("Kirsty Bain",), "2025-11-19")
    assert article.site_name == "The Sound Gazette"


def test_an_export_of_two_articles_keeps_both() -> None:
    one = EXPORTS["lexisnexis"].replace("1 of 1", "1 of 2")
    two = one.replace("1 of 2", "2 of 2").replace("ferry", "market")
    assert cleaned(f"{one}\n\n{two}").body.count("The motion passed") == 2


def test_a_text_with_two_capitals_at_its_lines_is_no_export() -> None:
    text = f"{HEADLINE}\n\n{BODY[0]}\n\nIN  the end it was {BODY[1]}\n"
    assert "IN the end" in cleaned(text).body


@pytest.mark.parametrize("quote", ["", '"'])
def test_line_ends_that_are_written_out_end_lines(quote: str) -> None:
    text = json.dumps(f"{HEADLINE}\n\n{BODY[0]}\n\nShe called it “a {quote}gift{quote}” to the town.\n\n{BODY[1]}\n")
    article = cleaned(text if quote else text.strip('"'))
    assert article.headline == HEADLINE
    assert article.body.startswith(f"{BODY[0]}\n\n")
    assert article.body.endswith(BODY[1])


def test_paths_are_no_written_out_line_ends() -> None:
    assert not has_written_out_ends(r"He saved it as C:\news\new\next." + "\n\nIt was gone the day after.")


def test_running_heads_of_a_printed_text_go() -> None:
    pages = [
        f"SOUND GAZETTE        19 November 2025        {number}\n\n{text}\n" for number, text in enumerate(BODY, 3)
    ]
    assert cleaned("\f".join(pages)).body == TEXT
    assert cleaned("".join(pages)).body == TEXT


@pytest.mark.parametrize("mark", ["■", "###", "-30-", "ENDS", "[ENDS]"])
def test_what_follows_the_mark_of_the_end_goes(mark: str) -> None:
    assert cleaned(f"{HEADLINE}\n\n{TEXT}\n\n{mark}\n\nFor more call the press office of the county.\n").body == TEXT


@pytest.mark.parametrize("mark", [" ■", " ###", " -30-"])
def test_a_mark_of_the_end_behind_the_last_sentence_goes(mark: str) -> None:
    assert cleaned(f"{HEADLINE}\n\n{TEXT}{mark}\n").body == TEXT


def test_a_mark_between_two_parts_keeps_both() -> None:
    assert BODY[1] in cleaned(f"{HEADLINE}\n\n{BODY[0]}\n\n###\n\n{BODY[1]}\n\n{BODY[2]}\n").body


@pytest.mark.parametrize("slug", ["UPDATE 2-", "WRAPUP 1-", "CORRECTED-UPDATE 1-", "HD "])
def test_a_slug_is_not_in_the_headline(slug: str) -> None:
    assert cleaned(f"{slug}{HEADLINE}\n\n{TEXT}\n").headline == HEADLINE


def test_a_double_spaced_wrap_gives_whole_paragraphs() -> None:
    lines = [line for text in BODY for line in textwrap.wrap(text, 72)]
    assert cleaned(f"{HEADLINE}\n\n" + "\n\n".join(lines) + "\n").body == TEXT


def test_words_that_a_dump_hyphenates_are_whole_again() -> None:
    first = BODY[0].replace("council voted", "coun-\ncil voted").replace("between", "be-\ntween")
    article = cleaned(f"{HEADLINE}\n\n{first}\n\nIt is a well-known ferry, well-\nknown on the coast.\n\n{BODY[1]}\n")
    assert article.body.startswith(BODY[0])
    assert "well-known on the coast" in article.body


def test_links_that_lynx_numbers_lose_their_numbers_and_targets() -> None:
    first = BODY[0].replace("Ardle", "[4]Ardle")
    text = f"   [1]Home\n\n   [2]News [3]Sport\n\n{HEADLINE}\n\n   {first}\n\n   {BODY[1]}\n\n"
    text += "References\n\n   1. https://gazette.example/\n   2. https://gazette.example/news\n"
    assert cleaned(text).body == "\n\n".join(BODY[:2])


@pytest.mark.parametrize("wrap", ["<![CDATA[{}]]>", "{}"])
def test_an_item_of_a_feed_is_the_page_in_its_content(wrap: str) -> None:
    paragraphs = "".join(f"<p>{text}</p>" for text in BODY)
    content = wrap.format(paragraphs if "CDATA" in wrap else escape(paragraphs))
    article = clean(
        f"<rss><channel><title>Sound Gazette</title><item><title>{HEADLINE}</title><link>https://gazette.example/a</link>"
        f"<dc:creator><![CDATA[Kirsty Bain]]></dc:creator><pubDate>Wed, 19 Nov 2025 10:00:00 +0000</pubDate>"
        f"<description>Short.</description><content:encoded>{content}</content:encoded></item></channel></rss>"
    )
    assert (article.headline, article.authors, article.body) == (HEADLINE, ("Kirsty Bain",), TEXT)
    assert (article.published or "")[:10] == "2025-11-19"
