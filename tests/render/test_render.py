"""Articles as text, Markdown and JSON."""

import json

import pytest

from newsclean import Article, RestoreError, Source, clean, restore
from newsclean.article import BodyBlock
from newsclean.blocks import Category
from newsclean.render import to_json, to_jsonl, to_markdown, to_text
from newsclean.render.json import FIELD_ORDER, from_json, to_dict
from newsclean.render.jsonl import ledger_to_jsonl
from tests.support.golden import DUMPS, FIXTURES, PAGES


def article_of(*blocks: tuple[Category, str], headline: str | None = None) -> Article:
    body = tuple(BodyBlock(category, text, index) for index, (category, text) in enumerate(blocks))
    text = "\n\n".join(block.text for block in body)
    return Article(source="x", encoding="utf-8", headline=headline, body=text, blocks=body)


def test_text_is_headline_blank_line_body() -> None:
    article = article_of((Category.BODY, "One."), headline="Title")
    assert to_text(article) == "Title\n\nOne.\n"
    assert to_text(article, headline=False) == "One.\n"
    assert to_text(article_of((Category.BODY, "One."))) == "One.\n"


@pytest.mark.parametrize("render", [to_text, to_markdown])
def test_no_article_is_no_text(render: type) -> None:
    assert render(article_of(headline="Title")) == ""


def test_markdown_marks_each_kind_of_block() -> None:
    article = article_of(
        (Category.BODY, "One."),
        (Category.SUBHEADING, "Head"),
        (Category.LIST, "a"),
        (Category.LIST, "b"),
        (Category.QUOTE, "Said."),
        (Category.CODE, "x = 1"),
        headline="Title",
    )
    assert to_markdown(article) == "# Title\n\nOne.\n\n## Head\n\n- a\n- b\n\n> Said.\n\n    x = 1\n"


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("*star* [link] a_b", r"\*star\* \[link\] a\_b"),
        ("# no title", r"\# no title"),
        ("1. May", r"1\. May"),
        ("2025) was dry", r"2025\) was dry"),
        ("- dash", r"\- dash"),
        ("> said", r"\> said"),
        ("Don't - stop. 3 > 2", r"Don't - stop. 3 \> 2"),
    ],
)
def test_markdown_escapes_what_would_be_markup(text: str, markdown: str) -> None:
    assert to_markdown(article_of((Category.BODY, text))) == markdown + "\n"


def test_json_has_every_field_in_the_documented_order() -> None:
    article = clean(Source.from_path(PAGES / "harbour-post.html"))
    assert list(json.loads(to_json(article, blocks=True))) == FIELD_ORDER
    assert "blocks" not in to_dict(article)
    assert set(FIELD_ORDER) == {name for name in dir(article) if not name.startswith("_")} - {"is_empty", "site_name"}


def test_jsonl_is_one_line() -> None:
    article = clean(Source.from_path(DUMPS / "moscow-times-dump.txt"))
    assert to_jsonl(article).count("\n") == 1
    assert json.loads(to_jsonl(article)) == json.loads(to_json(article))


@pytest.mark.parametrize("name", ["dumps/moscow-times-dump.txt", "pages/harbour-post.html"])
def test_json_reads_back_to_the_same_article(name: str) -> None:
    article = clean(Source.from_path(FIXTURES / name))
    again = from_json(to_json(article, blocks=True))
    assert to_json(again, blocks=True) == to_json(article, blocks=True)
    assert (again.ledger, again.blocks, again.restoration) == (article.ledger, article.blocks, article.restoration)


def test_ledger_rows_name_their_source() -> None:
    article = clean(Source.from_path(DUMPS / "wrapped-wire.txt"))
    rows = [json.loads(line) for line in ledger_to_jsonl(article).splitlines()]
    assert [(row["source"], row["category"]) for row in rows] == [(article.source, "headline")]


def test_what_a_newer_version_added_does_not_matter() -> None:
    data = to_dict(clean("A ferry sails\n\nThe ferry will sail again on Monday, said the harbour office."))
    article = from_json(json.dumps(data | {"mood": "good"}))
    assert restore(article).startswith(b"A ferry sails\n\n")


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "3", "{}", '{"schema": 1}', '{"schema":1,"source":"x","encoding":"utf-8","body":"","ledger":[{}]}'],
)
def test_what_is_no_article_is_refused(text: str) -> None:
    with pytest.raises(RestoreError, match="not an article in JSON"):
        from_json(text)
