"""The verb `explain`: a page block by block, in colour on a terminal and plain in a pipe."""

from __future__ import annotations

from collections.abc import Mapping

from rich.console import Console
from rich.text import Text

from newsclean.article import Article, LedgerEntry
from newsclean.assemble import assemble
from newsclean.blocks import Label, Page, Policy
from newsclean.cli.console import print_message, printable
from newsclean.cli.verbs.clean import ALL_CLEAN, NO_ARTICLE, no_article_message
from newsclean.metadata import Access
from newsclean.options import Options
from newsclean.pipeline import label
from newsclean.sources import Source

_STYLES = {Policy.KEEP: "green", Policy.DROP: "red", Policy.FIELD: "yellow"}
_MARKS = {Policy.KEEP: "+", Policy.DROP: "-", Policy.FIELD: "="}
_SHOWN_FIELDS = (
    "headline standfirst authors published modified publisher section tags language url image captions corrections "
    "agencies dateline first_published translation copyright access"
).split()


def explain_page(source: Source, options: Options) -> int:
    """Print a page with a mark, category and reason for each block; return the exit code of `clean`.

    Raises `PageError` for a page that cannot be read.
    """
    page = label(source, options=options)
    policies = options.policies_for(page)
    article = assemble(page, policies)
    console = Console(highlight=False, markup=False, emoji=False, soft_wrap=True)
    for line in (*_head(page, article), Text()):
        console.print(line)
    spans: dict[int, list[LedgerEntry]] = {}
    for entry in article.ledger:
        spans.setdefault(entry.block, []).append(entry)
    for index, (block, decided) in enumerate(zip(page.blocks, page.labels, strict=True)):
        if decided is None:
            continue
        policy = policies[decided.category]
        console.print(_row(block.text, decided, policy))
        for entry in spans.get(index, []) if policy is Policy.KEEP else []:
            console.print(_row(f"  … {entry.text}", Label(entry.category, entry.reason), entry.policy))
    console.print()
    console.print(_summary(page, article))
    if article.is_empty:
        print_message(no_article_message(article))
    return NO_ARTICLE if article.is_empty else ALL_CLEAN


def _head(page: Page, article: Article) -> list[Text]:
    """Return the lines about the page as a whole."""
    match page.publication:
        case None:
            publication = "unknown"
        case found if found.id is None:
            publication = f"{found.name}, no rules for it (by {found.matched_by})"
        case found:
            publication = (
                f"{found.name}, rules {found.id} (by {found.matched_by}{found.evidence and f': {found.evidence}'})"
            )
    facts = [("source", f"{page.name}, {page.input}, {page.decoded.encoding}"), ("publication", publication)]
    for name in _SHOWN_FIELDS:
        value = getattr(article, name)
        if value:
            facts.append((name, f"{_shown(value)}  [{article.sources.get(name, 'block')}]"))
    facts += [("warning", warning) for warning in article.warnings]
    return [Text.assemble((f"{name:<11} ", "bold"), printable(value)) for name, value in facts]


def _shown(value: object) -> str:
    """Return a field's value in a few words."""
    match value:
        case Access(state, visible):
            return state if visible is None else f"{state}, {visible:.0%} of it here"
        case Mapping():
            return " · ".join(map(str, value.values()))
        case tuple():
            return " · ".join(map(str, value))
        case _:
            return str(value)


def _row(text: str, decided: Label, policy: Policy) -> Text:
    return Text.assemble(
        (f"{_MARKS[policy]} {decided.category.value:<16} {printable(decided.reason):<28} ", _STYLES[policy]),
        (printable(text), "" if policy is Policy.KEEP else "dim"),
    )


def _summary(page: Page, article: Article) -> Text:
    kept = sum(len(block.text) for block in article.blocks)
    whole = sum(len(block.text) for block in page.blocks)
    return Text(
        f"{_MARKS[Policy.KEEP]} kept {len(article.blocks)} of {len(page.blocks)} blocks, {kept:,} of {whole:,} "
        f"characters; {_MARKS[Policy.FIELD]} moved to a field; {_MARKS[Policy.DROP]} dropped, in the ledger"
    )
