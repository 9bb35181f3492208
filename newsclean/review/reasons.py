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
    "repeat": "it repeats the line above it",
    "sign-up": "it describes the newsletter above it",
    "byline": "it has the form of a byline",
}

_SENTENCES = {
    "tag": "it is in a <{}>",
    "markup": "the names of the elements around it say “{}”",
    "repetition": "it recurs on {}",
    "front-matter": "it is front matter",
    "export": "it is a field of an export of {}",
}
_DATABASES = {"factiva": "Factiva", "lexisnexis": "LexisNexis", "proquest": "ProQuest"}
_LAYOUT = {
    "running-head": "it repeats on the pages of a printed text",
    "end": "it marks the end of the article, or follows that mark",
    "links": "it is a list of links of the page",
    "reading-time": "it says how long reading takes",
    "slug": "it is a code that a news agency or a database puts before a headline",
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
        case "model" | "trafilatura" | "json-ld":
            name = {"model": "the classifier", "json-ld": "the classifier, with the text in the page's data,"}.get(
                owner, "the second opinion"
            )
            return f"{name} gives it {float(detail):.0%} to belong to the article"
        case "appeals" if detail == "headline":
            return "it is an appeal, though the page calls it its headline"
        case "appeals":
            return f"the judge of appeals gives it {float(detail):.0%} to belong to the article"
        case "category":
            guess, _, probability = detail.rpartition("?")
            told = f"it is perhaps {guess.replace('-', ' ')}" if guess else "the classifier of categories says so"
            return f"{told}, with {float(probability):.0%}"
        case "lexicon":
            entry = lexicon().match(text)
            phrase = f": “{entry.phrase}”" if entry else ""
            return f"a set phrase ({detail.replace('/', ', ')}){phrase}"
        case "spans":
            return f"a set phrase inside the block ({detail.replace('/', ', ')})"
        case "lines" | "layout":
            return (_LINES | _LAYOUT).get(detail, detail)
        case _ if owner in _SENTENCES:
            return _SENTENCES[owner].format(_DATABASES.get(detail, detail))
    file = rule_file(owner)
    return f"rule {detail} of {owner}" + (f", in {file}" if file else "")
