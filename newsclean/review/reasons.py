"""Reasons of labels in words, for people who have not read the documentation of classifiers."""

from __future__ import annotations

from collections.abc import Callable

from newsclean.blocks import Label
from newsclean.lexicon.phrases import lexicon

_LINES = {
    "kept": "nothing speaks against it",
    "apart": "it stands apart from the article's paragraphs",
    "before": "it is above the article",
    "after": "it is below the article",
    "headline": "it repeats the headline",
    "label-run": "it is one of several labels in a row",
    "photo-credit": "it has the form of a photo credit",
    "first-published": "it says where the article first appeared",
    "date": "it has the form of a date",
    "byline": "it has the form of a byline",
}


def in_words(label: Label, text: str, rule_file: Callable[[str], str | None]) -> str:
    """Return the reason for the label of a text in words. `rule_file` returns the file of a publication's rules.

    >>> in_words(Label(Category.OTHER, "model:0.97"), "Share", lambda _: None)
    'other; the classifier gives it 97% to belong to the article'
    """
    category = label.category.value.replace("-", " ")
    owner, _, detail = label.reason.partition(":")
    return f"{category}; {_cause(owner, detail, text, rule_file)}"


def _cause(owner: str, detail: str, text: str, rule_file: Callable[[str], str | None]) -> str:
    match owner:
        case "model" | "trafilatura":
            name = "the classifier" if owner == "model" else "the second opinion"
            return f"{name} gives it {float(detail):.0%} to belong to the article"
        case "appeals":
            return f"the judge of appeals gives it {float(detail):.0%} to belong to the article"
        case "lexicon":
            entry = lexicon().match(text)
            phrase = f": “{entry.phrase}”" if entry else ""
            return f"a set phrase ({detail.replace('/', ', ')}){phrase}"
        case "spans":
            return f"a set phrase inside the block ({detail.replace('/', ', ')})"
        case "lines":
            return _LINES.get(detail, detail)
        case "tag":
            return f"it is in a <{detail}>"
        case "markup":
            return f"the names of the elements around it say “{detail}”"
        case "repetition":
            return f"it recurs on {detail}"
        case "front-matter":
            return "it is front matter"
    file = rule_file(owner)
    return f"rule {detail} of {owner}" + (f", in {file}" if file else "")
