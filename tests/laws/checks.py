"""The laws of the design, as checks on one page; the tests and the gate call `broken_laws`.

One law holds in one form only: to clean a cleaned article changes nothing if the input is exactly what `to_text`
printed. The same text with other line ends or blank lines, the body in the JSON, and Markdown may change, because the
classifier recognises its own printed form and is not yet a fixpoint for others.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from newsclean import Options, Source, clean, label, restore
from newsclean.article import Article
from newsclean.assemble import assemble
from newsclean.blocks import Category, Page
from newsclean.readers.elements import SKIPPED_TAGS, is_shadow_root
from newsclean.readers.markup import has_markup
from newsclean.readers.text_lines import split_lines
from newsclean.render import to_json, to_text
from newsclean.render.json import from_json
from newsclean.text.normalise import split_bullet, tidy


def broken_laws(source: Source, options: Options | None = None) -> list[str]:
    """Clean a page and return the laws that the result breaks."""
    options = options or Options()
    page = label(source, options=options)
    article = assemble(page, options.policies_for(page))
    return [
        law
        for law, holds in (
            ("clean is pure", clean(source, options=options) == article),
            ("every character of the page is in a block", _letters(visible_text(page)) == _letters_of(page)),
            ("every block is in the body or in the ledger", _is_complete(page, article)),
            ("every letter of a text is in the body or in the ledger", _is_accounted_for(page, article)),
            ("the body is a subsequence of the page", _is_subsequence(article, page)),
            ("a text is restored byte for byte", page.input == "html" or restore(article) == source.data),
            ("JSON keeps everything", to_json(from_json(to_json(article))) == to_json(article)),
            ("cleaning a printed article changes nothing", _is_settled(page, article, options)),
        )
        if not holds
    ]


def _is_settled(page: Page, article: Article, options: Options) -> bool:
    """Return whether cleaning the printed text of an article changes nothing.

    An HTML page may show markup as text. The printed text loses that markup when newsclean reads it as a text, so the
    law then holds from the second cleaning on.
    """
    again = recleaned(article, options)
    if again == to_text(article):
        return True
    shows_markup = page.input == "html" and has_markup(to_text(article))
    return shows_markup and to_text(clean(again, options=_as_text(options))) == again


def _as_text(options: Options) -> Options:
    return Options(input="text", publication=options.publication, policy=options.policy)


def recleaned(article: Article, options: Options) -> str:
    """Return the text of the article that comes from cleaning an article's printed text."""
    return to_text(clean(to_text(article), options=_as_text(options)))


def visible_text(page: Page) -> str:
    """Return all text of a page that must be in its blocks."""
    if page.tree is None:
        return "\n".join(split_bullet(line.text)[0] for line in split_lines(_read(page, [])))
    return "".join(_texts(page.tree))


def _read(page: Page, gaps: Sequence[tuple[int, int]]) -> str:
    """Return a text input with its markup replaced, without some ranges."""
    changes = [(start, end, "") for start, end in gaps]
    changes += [
        mark
        for block in page.blocks
        for mark in block.markup
        if not any(start <= mark.start and mark.end <= end for start, end in gaps)
    ]
    pieces, here = [], 0
    for start, end, text in sorted(changes):
        if start >= here:
            pieces += [page.decoded.text[here:start], text]
            here = end
    return "".join([*pieces, page.decoded.text[here:]])


def _is_accounted_for(page: Page, article: Article) -> bool:
    """Return whether each letter of a text input is either in the body or in the ledger."""
    if page.input == "html":
        return True
    ledger = [(entry.start or 0, entry.end or 0) for entry in article.ledger]
    return _words(_read(page, ledger)) == _words(article.body)


def _words(text: str) -> str:
    return "".join(character for character in tidy(text) if character.isalnum())


def _texts(element: object) -> Iterator[str]:
    stack: list[object] = [element]
    while stack:
        node = stack.pop()
        if isinstance(node, str):
            yield node
            continue
        stack.append(node.tail or "")
        if node.tag not in SKIPPED_TAGS or is_shadow_root(node):
            stack.extend(reversed(list(node)))
            stack.append(node.text or "")


def _letters(text: str) -> str:
    """Return a text without white space and possible bullets."""
    return "".join(character for character in tidy(text) if character not in " -*•‣◦▪●·")


def _letters_of(page: Page) -> str:
    return _letters(" ".join(block.text for block in page.blocks))


def _is_complete(page: Page, article: Article) -> bool:
    whole = {entry.block for entry in article.ledger} | {block.block for block in article.blocks}
    dropped = [entry.block for entry in article.ledger]
    return whole == set(range(len(page.blocks))) and dropped == sorted(dropped)


def _is_subsequence(article: Article, page: Page) -> bool:
    remaining = iter(character for block in page.blocks for character in block.text if character != " ")
    body = "".join(block.text for block in article.blocks)
    return all(character in remaining for character in body if character != " ") and article.body == "".join(
        _with_marks(article)
    )


def _with_marks(article: Article) -> Iterator[str]:
    previous = None
    for block in article.blocks:
        is_item = block.category is Category.LIST
        if previous is not None:
            yield "\n" if is_item and previous is Category.LIST else "\n\n"
        yield "- " + block.text if is_item else block.text
        previous = block.category
