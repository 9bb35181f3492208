"""The laws of the design, as checks on one page; the tests and the gate call `broken_laws`.

To clean a cleaned article changes nothing, in six forms: as printed, without the last line end, with Windows line ends,
with two empty lines between paragraphs, the body of the JSON alone, and Markdown.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from newsclean import Options, Source, clean, label, restore
from newsclean.article import Article
from newsclean.assemble import assemble
from newsclean.blocks import Category, Page
from newsclean.readers.elements import SKIPPED_TAGS, is_shadow_root
from newsclean.readers.markup import has_markup
from newsclean.readers.text_lines import split_lines
from newsclean.render import to_json, to_markdown, to_text
from newsclean.render.json import from_json
from newsclean.text.normalise import split_bullet, tidy

PRINTED, MARKDOWN = "printed", "Markdown"
PLAIN = (PRINTED, "without the last line end", "Windows line ends", "two empty lines", "the body of the JSON")
"""The forms that are plain text."""


def broken_laws(source: Source, options: Options | None = None, *, forms: Collection[str] | None = None) -> list[str]:
    """Clean a page and return the laws that the result breaks. `forms` are the forms to clean again, None for all."""
    options = options or Options()
    page = label(source, options=options)
    article = assemble(page, options.policies_for(page))
    settled = list(_settled(article, options, forms))
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
            *((f"cleaning an article again changes nothing: {form}", holds) for form, holds in settled),
        )
        if not holds
    ]


def _settled(article: Article, options: Options, forms: Collection[str] | None) -> Iterator[tuple[str, bool]]:
    """Yield each form of an article, and whether cleaning it gives the same headline and body.

    A page may show markup as text. A text loses that markup when newsclean reads it, so the law then holds from the
    second cleaning on.
    """
    again = _as_text(options)
    for form, given, expected in forms_of(article):
        if forms is not None and form not in forms:
            continue
        found = to_text(clean(given, options=again))
        holds = found == expected
        if not holds and has_markup(to_text(article)):
            holds = to_text(clean(found, options=again)) == found
        yield form, holds


def forms_of(article: Article) -> Iterator[tuple[str, str, str]]:
    """Yield the name of each form of an article, the article in this form, and the text that cleaning it must give."""
    printed = to_text(article)
    if not printed:
        return
    shapes = (
        printed,
        printed.removesuffix("\n"),
        printed.replace("\n", "\r\n"),
        printed.replace("\n\n", "\n\n\n"),
    )
    yield from ((form, text, printed) for form, text in zip(PLAIN, shapes, strict=False))
    yield PLAIN[-1], article.body, f"{article.body}\n"
    if not (has_markup(printed) or "\\" in printed):
        # the reader of Markdown strips markup that the text itself shows
        yield MARKDOWN, to_markdown(article), printed


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
    """Return a text without white space, possible bullets and the marks of quoted mail."""
    return "".join(character for character in tidy(text) if character not in " >-*•‣◦▪●·")


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
