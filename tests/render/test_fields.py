"""The facts about an article in every form: JSON Schema, CSV, front matter, chosen fields."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys

import jsonschema
import pytest
import yaml

from newsclean import Article, Options, Source, clean
from newsclean.article import ARTICLE_SCHEMA
from newsclean.blocks import Category, Policy
from newsclean.metadata import Access
from newsclean.render import FIELD_ORDER, RenderOptions, front_matter, render, to_csv, to_dict, to_json
from newsclean.render.csv import CSV_FIELDS, csv_header
from newsclean.render.json import from_json
from newsclean.render.schema import DESCRIPTIONS, SCHEMA_FILE, article_schema, schema_text
from tests.support.golden import FIXTURES, PAGES, pages

TEXT = "The ferry will sail again on Monday, the harbour office said after the last storm of the winter."
PAYWALLED = f"""<html lang="fr"><head><meta property="article:content_tier" content="metered"></head><body><article>
<h1>Le bac revient</h1><p>{TEXT}</p><p>{TEXT} {TEXT}</p><p>Il vous reste 57.09% de cet article à lire.</p>
</article></body></html>"""


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "newsclean", *arguments], capture_output=True, text=True)


def test_schema_in_the_package_is_the_types() -> None:
    assert SCHEMA_FILE.read_text(encoding="utf-8") == schema_text(), "run python -m newsclean.render.schema"


def test_schema_is_one_and_describes_every_field() -> None:
    schema = article_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    assert list(schema["properties"]) == FIELD_ORDER == list(DESCRIPTIONS)
    assert schema["properties"]["schema"]["const"] == ARTICLE_SCHEMA


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.name)
@pytest.mark.parametrize("blocks", [True, False])
def test_articles_keep_to_the_schema(page: object, blocks: bool) -> None:
    article = clean(Source.from_path(str(page)))
    jsonschema.validate(json.loads(to_json(article, blocks=blocks)), article_schema())


@pytest.mark.parametrize(
    ("field", "wrong"),
    [("authors", "Ana Ruiz"), ("word_count", "7"), ("access", "free"), ("ledger", [{}]), ("schema", 1), ("body", None)],
)
def test_schema_refuses_what_is_no_article(field: str, wrong: object) -> None:
    data = to_dict(clean(Source.from_path(PAGES / "harbour-post.html")))
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(data | {field: wrong}, article_schema())


def test_schema_verb_prints_the_file() -> None:
    assert run("schema").stdout == SCHEMA_FILE.read_text(encoding="utf-8")


AWKWARD = Article(
    source="x",
    encoding="utf-8",
    headline='Mayor: "No, not yet" # 1\n---',
    authors=("Ana Ruiz", "Yes: No"),
    published="2023-04-03",
    section="null",
    tags=("no", "1.0", "a, b; c"),
    image={"url": "https://island.example/a.jpg"},
    access=Access("truncated", 0.43),
    body="One.",
)


def test_front_matter_is_yaml_and_keeps_every_value() -> None:
    lines = front_matter(AWKWARD).splitlines()
    assert lines[0] == lines[-1] == "---"
    found = yaml.safe_load("\n".join(lines[1:-1]))
    assert found["headline"] == AWKWARD.headline
    assert found["authors"] == ["Ana Ruiz", "Yes: No"]
    assert found["published"] == "2023-04-03"
    assert (found["section"], found["tags"]) == ("null", ["no", "1.0", "a, b; c"])
    assert found["access"] == {"state": "truncated", "visible": 0.43, "notice": None}
    assert "standfirst" not in found


def test_fields_that_are_asked_for_are_there_even_if_unknown() -> None:
    assert front_matter(AWKWARD, ("standfirst", "section")) == '---\nstandfirst: null\nsection: "null"\n---\n'


def test_markdown_has_front_matter_on_request_and_none_without_an_article() -> None:
    article = clean(Source.from_path(PAGES / "harbour-post.html"))
    with_front_matter = RenderOptions("markdown", front_matter=True)
    plain, with_facts = render(article, RenderOptions("markdown")), render(article, with_front_matter)
    assert with_facts == front_matter(article) + "\n" + plain
    assert render(Article(source="x", encoding="utf-8", headline="Title"), with_front_matter) == ""


def test_csv_reads_back() -> None:
    rows = list(csv.DictReader(io.StringIO(csv_header() + to_csv(AWKWARD))))
    assert len(rows) == 1
    assert list(rows[0]) == CSV_FIELDS
    assert rows[0]["headline"] == AWKWARD.headline
    assert (rows[0]["authors"], rows[0]["image"]) == ("Ana Ruiz; Yes: No", "https://island.example/a.jpg")
    assert (rows[0]["access"], rows[0]["standfirst"], rows[0]["word_count"]) == ("truncated", "", "0")


def test_csv_of_any_field() -> None:
    row = next(csv.DictReader(io.StringIO(csv_header(("ledger", "fields")) + to_csv(AWKWARD, ("ledger", "fields")))))
    assert row == {"ledger": "", "fields": "{}"}


def test_several_pages_are_one_csv_with_one_header() -> None:
    done = run("-f", "csv", "--fields", "source,headline", *(str(PAGES / name) for name in ("harbour-post.html",) * 2))
    rows = list(csv.reader(io.StringIO(done.stdout)))
    assert rows[0] == ["source", "headline"]
    assert [row[1] for row in rows[1:]] == ["Lighthouse keeper retires after 41 winters"] * 2


def test_json_has_the_fields_that_are_asked_for_in_their_order() -> None:
    done = run("-f", "json", "--fields", "authors, headline,authors", str(PAGES / "harbour-post.html"))
    assert list(json.loads(done.stdout)) == ["authors", "headline"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--fields", "headlin", "-f", "json"], "unknown field 'headlin'; did you mean 'headline'?"),
        (["--fields", "headline"], "use --format json, jsonl or csv"),
        (["--fields", "headline", "-f", "markdown"], "add --front-matter"),
        (["--fields", " , ", "-f", "json"], "names no field"),
        (["--front-matter"], "add --format markdown"),
        (["--front-matter", "-f", "json"], "add --format markdown"),
    ],
)
def test_what_does_not_go_together_is_refused(arguments: list[str], message: str) -> None:
    done = run("clean", *arguments, str(PAGES / "harbour-post.html"))
    assert done.returncode == 2
    assert message in done.stderr
    assert done.stdout == ""


def test_batch_writes_no_csv(tmp_path: object) -> None:
    done = run("batch", str(PAGES / "harbour-post.html"), "--out", str(tmp_path), "-f", "csv")
    assert (done.returncode, "a batch writes no CSV" in done.stderr) == (2, True)


def test_tables_take_fields() -> None:
    done = run(str(FIXTURES / "table.jsonl"), "--text-field", "content", "--fields", "headline")
    assert json.loads(done.stdout.splitlines()[0])["article"] == {"headline": "Ferry returns"}


def test_paywall_notices_say_how_much_is_here() -> None:
    article = clean(PAYWALLED, options=Options(input="html"))
    assert article.access == Access("truncated", 0.429, "Il vous reste 57.09% de cet article à lire.")
    again = from_json(to_json(article))
    assert again.access == article.access


def test_access_of_the_first_version_is_read() -> None:
    data = to_dict(AWKWARD) | {"access": "Members only"}
    assert from_json(json.dumps(data)).access == Access("metered", None, "Members only")


@pytest.mark.parametrize("policy", list(Policy))
def test_policy_decides_where_a_caption_goes(policy: Policy) -> None:
    page = f"<article><h1>Ferry</h1><p>{TEXT}</p><figure><figcaption>The old pier.</figcaption></figure><p>{TEXT}</p>"
    article = clean(page, options=Options(input="html", policy={Category.CAPTION: policy}))
    assert ("The old pier." in article.body) == (policy is Policy.KEEP)
    assert article.captions == (("The old pier.",) if policy is Policy.FIELD else ())
    assert ("The old pier." in [entry.text for entry in article.ledger]) == (policy is not Policy.KEEP)


def test_what_no_field_says_stays_in_fields() -> None:
    page = f"""<html><head><script type="application/ld+json">{{"@type": "NewsArticle", "headline": "Ferry returns",
    "author": "Ana Ruiz", "datePublished": "2023-04-03"}}</script></head><body><article><h1>Ferry returns</h1>
    <p>By Ana Ruiz</p><p>By Ana Ruiz, our correspondent in Port Alder</p><p>{TEXT}</p><p>{TEXT}</p></article>"""
    article = clean(page, options=Options(input="html"))
    assert article.authors == ("Ana Ruiz",)
    assert article.fields.get("byline") == ("By Ana Ruiz, our correspondent in Port Alder",)


def test_every_field_with_a_value_has_a_source() -> None:
    article = clean(Source.from_path(PAGES / "harbour-post.html"))
    for name in "headline standfirst authors published section language image captions copyright".split():
        assert article.sources[name], name
