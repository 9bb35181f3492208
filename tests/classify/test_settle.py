"""The settling loop, and the texts that show furniture."""

from dataclasses import replace

import pytest

from newsclean import Options, Source, clean
from newsclean.blocks import Category, Label, Page
from newsclean.classify.settle import settle, shows_furniture
from newsclean.options import resolve_policies
from newsclean.readers import read
from newsclean.rules import apply_rules
from newsclean.rules.files.publication import parse_publication
from newsclean.rules.identify import assign
from tests.classify.test_line_rules import BODY, FOOTER, HEADLINE, MENU

POLICIES = resolve_policies()
PRINTED = "\n\n".join([HEADLINE, *BODY]) + "\n"


def page_of(text: str) -> Page:
    return read(Source.from_str(text), Options(input="text"))


@pytest.mark.parametrize(
    ("text", "furniture"),
    [
        (PRINTED, False),
        (PRINTED.rstrip(), False),
        (PRINTED.replace("\n\n", "\r\n\r\n\r\n"), False),
        (PRINTED + "\nRead more\n", True),
        (PRINTED.replace(HEADLINE, "Follow us: how a village took its ferry back from the storms"), False),
    ],
    ids=["printed", "without the last line end", "other line ends", "with a line to drop", "a headline like a phrase"],
)
def test_a_text_shows_furniture_by_its_lines_in_any_form(text: str, furniture: bool) -> None:
    assert shows_furniture(page_of(text), POLICIES) is furniture


@pytest.mark.parametrize("list_of", ["Hall 4, Northport", "12 May 2025, Hall 4"])
def test_a_text_without_prose_and_without_furniture_stays(list_of: str) -> None:
    page = page_of("\n\n".join([HEADLINE, *[f"{list_of} {number}" for number in range(5)]]))
    assert [label and label.category for label in settle(page, POLICIES, cut=False).labels][1:] == [None] * 5


def test_lines_that_repeat_the_first_line_further_below_stay() -> None:
    page = page_of("\n\n".join([HEADLINE, HEADLINE, *BODY, HEADLINE, *BODY]))
    labels = settle(page, POLICIES, cut=False).labels
    assert [index for index, label in enumerate(labels) if label] == [0, 1]


def test_settling_drops_the_surroundings_of_the_article_only_with_cut() -> None:
    page = page_of("\n".join([*MENU, HEADLINE, *BODY, *FOOTER]))
    kept = [
        [
            block.text
            for block, label in zip(page.blocks, settle(page, POLICIES, cut=cut).labels, strict=True)
            if not label
        ]
        for cut in (True, False)
    ]
    assert kept[0] == BODY
    assert set(kept[1]) > set(BODY)


def test_a_settled_page_stays_as_it_is() -> None:
    once = settle(page_of("\n".join([*MENU, HEADLINE, *BODY, *FOOTER])), POLICIES, cut=True)
    assert settle(once, POLICIES, cut=True).labels == once.labels


@pytest.mark.parametrize(("reason", "stays"), [("repetition:12", True), ("model:0.90", False)])
def test_labels_from_rules_are_final(reason: str, stays: bool) -> None:
    page = page_of("\n\n".join([*BODY, "Read more", *BODY]))
    index = [block.text for block in page.blocks].index("Read more")
    ruled = page.with_labels({index: Label(Category.BODY, reason)})
    assert (settle(ruled, POLICIES, cut=True).labels[index] == ruled.labels[index]) is stays


MAIN = """id = "post"
name = "Post"
[html]
main = "article"
"""


@pytest.mark.parametrize(
    ("line", "rule", "stays"),
    [
        ("© The Harbour Post, all rights reserved.", "", False),
        ("© The Harbour Post, all rights reserved.", '[[keep]]\nid = "all"\ncss = ["p"]\n', True),
        ("Bread", "", True),
        (
            "Our newsroom lives from its readers, so if you value this reporting, give what you can each month.",
            "",
            False,
        ),
    ],
)
def test_a_line_of_the_main_container_goes_for_a_signal_of_its_own(line: str, rule: str, stays: bool) -> None:
    html = f"<article>{''.join(f'<p>{text}</p>' for text in (*BODY, line))}</article>"
    page = read(Source.from_str(f"<html><body>{html}</body></html>"), Options())
    publication = parse_publication(MAIN + rule, "post.toml")
    page = apply_rules(assign(page, publication), publication)
    assert (settle(page, POLICIES, cut=False).labels[-1] == page.labels[-1]) is stays


APPEAL = ["Get the Tide Table newsletter", "Sign up for our newsletter and get the news of the harbour every morning."]


@pytest.mark.parametrize("above", [[], ["Close"]], ids=["alone", "below a button"])
def test_a_line_of_an_appeal_is_no_headline(above: list[str]) -> None:
    article = clean("\n\n".join([*above, *APPEAL, *BODY]), options=Options(input="text"))
    assert (article.headline, article.body) == (None, "\n\n".join(BODY))


@pytest.mark.parametrize(
    "above",
    [[f"Sign up with {site}" for site in ("LinkedIn", "Github", "Google")], ["Follow the ferry on Instagram"]],
    ids=["the words of lines near it", "one word of the text"],
)
def test_words_of_an_appeal_that_occur_elsewhere_make_no_headline(above: list[str]) -> None:
    article = clean("\n\n".join([*above, *BODY]), options=Options(input="text"))
    assert (article.headline, article.body) == (None, "\n\n".join(BODY))


def test_the_headline_below_an_appeal_is_found() -> None:
    article = clean("\n\n".join([*APPEAL, HEADLINE, *BODY]), options=Options(input="text"))
    assert article.headline == HEADLINE


def test_a_headline_about_newsletters_stays() -> None:
    body = [f"{BODY[0]} The newsletter of the harbour office had announced it.", *BODY[1:]]
    article = clean("\n\n".join(["Harbour office writes a newsletter", *body]), options=Options(input="text"))
    assert article.headline == "Harbour office writes a newsletter"


@pytest.mark.parametrize(("line", "stays"), [("Request our free newsletter offers", False), (HEADLINE, True)])
def test_a_headline_that_the_model_of_dumps_took_from_an_appeal_goes(line: str, stays: bool) -> None:
    page = replace(page_of("\n\n".join([line, *BODY])), model="text-model")
    page = page.with_labels({0: Label(Category.HEADLINE, "lines:headline")})
    label = settle(page, POLICIES, cut=False).labels[0]
    assert label is not None
    assert (label.category is Category.HEADLINE) is stays


def test_a_list_item_below_the_headline_is_no_headline_of_an_appeal() -> None:
    """Cleaning the body alone takes no item for the headline, so nothing can be strange about it."""
    body = "\n\n".join(["- Gift", *BODY])
    article = clean(f"{HEADLINE}\n\n{body}\n", options=Options(input="text"))
    assert article.body == body
