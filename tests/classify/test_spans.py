"""Spans: fragments that go while their paragraph stays."""

import pytest

from newsclean import Options, Source, clean, restore
from newsclean.lexicon.data import LANGUAGES, tables
from tests.laws.checks import broken_laws

FIRST = "The ferry left the harbour on Monday morning for the first time since the storms of autumn."
SECOND = "Half the village stood on the pier to see it go, and nobody had slept much."
THIRD = "The next boat leaves on Thursday, and the harbour office expects it to be as full as the first one was."
TEXT = Options(input="text")
DATA = dict(tables("spans"))
PHRASES = [
    (category, kind, phrase)
    for categories in DATA.values()
    for category, kinds in categories.items()
    for kind, phrases in kinds.items()
    for phrase in phrases
]


def cleaned(paragraph: str, as_html: bool = False) -> tuple[str, list[tuple[str, str]]]:
    """Return the kept text of a paragraph between others, and its spans in the ledger."""
    if as_html:
        body = "".join(f"<p>{text}</p>" for text in (FIRST, SECOND, paragraph, THIRD))
        page = f"<!doctype html><html><body><article><h1>The ferry returns</h1>{body}</article></body></html>".encode()
    else:
        page = f"The ferry returns to the island\n\n{FIRST}\n\n{SECOND}\n\n{paragraph}\n\n{THIRD}\n".encode()
    source = Source("page", page)
    options = Options() if as_html else TEXT
    article = clean(source, options=options)
    assert broken_laws(source, options) == []
    if not as_html:
        assert restore(article) == page
    spans = [
        (entry.category.value, entry.text.strip()) for entry in article.ledger if entry.reason.startswith("spans:")
    ]
    kept = article.body.split("\n\n")
    assert kept[:2] == [FIRST, SECOND]
    assert kept[-1] == THIRD
    return " ".join(kept[2:-1]), spans


@pytest.mark.parametrize("as_html", [False, True], ids=["text", "html"])
@pytest.mark.parametrize(
    ("paragraph", "kept", "spans"),
    [
        (
            "The office of the harbour, opens new tab said on Monday that the boats will sail, opens new tab again.",
            "The office of the harbour said on Monday that the boats will sail again.",
            [("share", ", opens new tab"), ("share", ", opens new tab")],
        ),
        (
            "Share this articleThe office of the harbour said on Monday that the boats will sail again this year.",
            "The office of the harbour said on Monday that the boats will sail again this year.",
            [("share", "Share this article")],
        ),
        (
            "The office said on Monday that the boats will sail again. Advertisement The mayor was at the pier too.",
            "The office said on Monday that the boats will sail again. The mayor was at the pier too.",
            [("advertisement", "Advertisement")],
        ),
        (
            "The office said on Monday that the boats will sail again.AdvertisementThe mayor was at the pier too.",
            "The office said on Monday that the boats will sail again.The mayor was at the pier too.",
            [("advertisement", "Advertisement")],
        ),
        (
            "AdvertisementThe office said on Monday that the boats will sail again, whatever the weather will be.",
            "The office said on Monday that the boats will sail again, whatever the weather will be.",
            [("advertisement", "Advertisement")],
        ),
        (
            "The office said on Monday that the boats [Read more: The pier is being mended] will sail again this year.",
            "The office said on Monday that the boats will sail again this year.",
            [("related", "[Read more: The pier is being mended]")],
        ),
        (
            "The office said on Monday (read also: The pier is being mended) that the boats will sail again this year.",
            "The office said on Monday that the boats will sail again this year.",
            [("related", "(read also: The pier is being mended)")],
        ),
        (
            "The office said on Monday that the boats will sail again this year. Read more: The pier is being mended",
            "The office said on Monday that the boats will sail again this year.",
            [("related", "Read more: The pier is being mended")],
        ),
        (
            "The office said on Monday that the boats will sail again this year. Read more Share this article",
            "The office said on Monday that the boats will sail again this year.",
            [("related", "Read more Share this article")],
        ),
        (
            "(Photo by Tom Lee/Getty Images) The office said on Monday that the boats will sail again this year.",
            "The office said on Monday that the boats will sail again this year.",
            [("photo-credit", "(Photo by Tom Lee/Getty Images)")],
        ),
        (
            "Photo: Tom Lee / Reuters The office said on Monday that the boats will sail again this year.",
            "The office said on Monday that the boats will sail again this year.",
            [("photo-credit", "Photo: Tom Lee / Reuters")],
        ),
    ],
)
def test_span_goes_and_paragraph_stays(paragraph: str, kept: str, spans: list[tuple[str, str]], as_html: bool) -> None:
    assert cleaned(paragraph, as_html) == (kept, spans)


@pytest.mark.parametrize(("category", "kind", "phrase"), PHRASES)
def test_each_phrase_is_found_in_its_position(category: str, kind: str, phrase: str) -> None:
    start, end = "The office of the harbour said that the boats will sail", "again this year, and the mayor agreed."
    match kind:
        case "bare":
            paragraph, kept = f"{start}, {phrase} {end}", f"{start} {end}"
        case "bracketed":
            paragraph, kept = f"{start} ({phrase}) {end}", f"{start} {end}"
        case _:
            paragraph, kept = f"{start}. {phrase} He {end}", f"{start}. He {end}"
    text, spans = cleaned(paragraph)
    assert text == kept
    assert [found for found, _ in spans] == [category]


def test_every_language_has_its_phrases() -> None:
    assert sorted(DATA) == list(LANGUAGES)
    assert all("bracketed" in found["share"] and "between" in found["advertisement"] for found in DATA.values())


@pytest.mark.parametrize(
    "paragraph",
    [
        "PlayStation owners on the island said on Monday that they will sail with the first boat of the year.",
        "The link opens in a new tab, the office said on Monday, and the boats will sail again this year.",
        "The advertisement said that the boats will sail again. Advertisement of that kind is rare on the island.",
        "The office said (and nobody wants to read more of it) that the boats will sail again this year.",
        "Share this article of faith with the captain of the ferry: the boats will sail this year, whatever happens "
        "to the harbour office, to its clock, or to the pier on which half the village stood on Monday.",
        "The office (Reuters spoke to it on Monday) said that the boats will sail again this year.",
        "The boats will sail again this year, the office of the harbour said, and the mayor will read more books.",
    ],
)
def test_phrases_that_belong_to_the_sentence_stay(paragraph: str) -> None:
    assert cleaned(paragraph) == (paragraph, [])


def test_a_line_that_is_hardly_more_than_a_phrase_has_no_span() -> None:
    _, spans = cleaned("The boats sail. [Read more: The pier is being mended]")
    assert spans == []


def test_a_line_of_endless_phrases_is_settled_at_once() -> None:
    """Each search finds the phrase that the one before hid. To cut some would leave more to the next cleaning."""
    line = "Read more" * 40 + " about the ferry that left the harbour on Monday morning for the first time."
    assert cleaned(line, as_html=True) == (line, [])


def test_a_phrase_before_another_phrase_goes_in_the_same_cleaning() -> None:
    line = "The captain said that the boat connects the islands in an hour. Keep reading,… \nRead more"
    kept, spans = cleaned(line, as_html=True)
    assert kept == "The captain said that the boat connects the islands in an hour."
    assert len(spans) == 2


FIRST = "The ferry will sail again on Monday, the harbour office said after the last storm of the long winter."


def test_the_mark_of_a_truncated_text_is_cut_and_states_the_access() -> None:
    text = f"{FIRST}\n\n{FIRST[:-1]}… [+2143 chars]\n"
    article = clean(Source.from_str(text), options=Options(input="text"))
    assert article.body == f"{FIRST}\n\n{FIRST[:-1]}"
    assert article.access is not None
    assert restore(article).decode() == text
