"""The ledger of an article."""

import pytest

from newsclean import Options, Policy, clean
from newsclean.blocks import Category

STORY = "The ferry will sail again on Monday, the harbour office said after the last storm of the winter."


def test_the_ledger_has_the_exact_text_and_its_offsets() -> None:
    text = f"{STORY}\n\n  Read \t more  \r\n"
    entry = clean(text).ledger[-1]
    assert (entry.category, entry.reason, entry.policy) == ("related", "lexicon:related/en", "drop")
    assert text[entry.start : entry.end] == entry.text == "  Read \t more  "


def test_ledger_entries_of_html_have_a_path() -> None:
    page = f"<html><body><article class='story main'><p>{STORY}</p></article><nav id=top>Home</nav></body></html>"
    entry = clean(page).ledger[-1]
    assert (entry.text, entry.path, entry.start) == ("Home", "html > body > nav#top", None)


@pytest.mark.parametrize(("category", "policy"), [(c, p) for c in ("related", "caption") for p in Policy])
def test_the_caller_sets_policies(category: str, policy: Policy) -> None:
    text = f"A ferry sails again\n\nThe pier. Photo: Ana Ruiz\n\n{STORY}\n\nRead more"
    line = "Read more" if category == "related" else "The pier. Photo: Ana Ruiz"
    article = clean(text, options=Options(policy={Category(category): policy}))
    assert (line in article.body) == (policy is Policy.KEEP)
    assert [entry.policy for entry in article.ledger if entry.text == line] == ([] if policy == "keep" else [policy])
    if policy is Policy.FIELD:
        assert line in (article.captions if category == "caption" else article.fields[category])
