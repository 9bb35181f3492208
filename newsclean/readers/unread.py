"""Finds the article in places that no browser shows: `<noscript>`, templates in scripts, JSON-LD, state scripts.

Sites that build their pages in the browser leave the text there. The reader looks there only if the page's own blocks
have little prose, and takes one text: the longest, if it is much longer than that prose.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from typing import Any, AnyStr, NamedTuple

from newsclean.blocks import Block
from newsclean.lexicon.line_signals import is_sentence
from newsclean.readers.metadata.jsonld import unescape
from newsclean.readers.parse import parse
from newsclean.text.patterns import compile_later
from newsclean.text.scripts import may_be_east_asian

# Guesses; not measured one by one. Sizes are in characters.
MAX_SHOWN_PROSE = 1500  # prose of a page's blocks from which scripts are not searched; raising it costs time
MAX_HOLDER_PROSE = 500  # prose of a page's blocks from which `<noscript>` and templates hold a notice, not the article
MIN_PROSE, MIN_RATIO = 250, 2  # an article elsewhere has so much prose, and so many times that of the page's blocks
MIN_PARAGRAPH = 60  # of a block or string that counts as prose
MAX_LINK_DENSITY = 0.33  # of such a block
MAX_GROUP_MEAN = 800  # mean of the strings in a list that are paragraphs of one article; longer ones are articles
MAX_VALUES = 200_000  # values of a state script that are looked at; raising it finds texts further down
TITLED_WEIGHT = 4  # of a text that lies in the same object as the page's headline
_STYLE_RE = compile_later(r"<(style|script)\b[^<>]*>", re.IGNORECASE)
_STYLE_END_RES = {name: re.compile(rf"</{name}\s*>", re.IGNORECASE) for name in ("style", "script")}
_HTML_RE = compile_later(r"</?(?:p|br|div|h[1-6]|ul|li|blockquote|figure|span|strong|em|a|b|i)\b[^<>]*>", re.IGNORECASE)
"""A tag ends ahead of the next `<`: to look for its end behind each of many `<p` would take the square of the page."""
_HOLDER_RE = compile_later(rb"<(noscript|script)\b([^>]{0,2000})>", re.IGNORECASE)
_HOLDER_END_RES = {name: re.compile(rb"</" + name, re.IGNORECASE) for name in (b"noscript", b"script")}
_TEMPLATE_TYPE_RE = compile_later(rb"text/(?:template|html|ng-template|x-[\w-]*template)", re.IGNORECASE)
_STATE_RE = compile_later(
    rb"application/json|__(?:NEXT_DATA|NUXT|NUXT_DATA|INITIAL_STATE|PRELOADED_STATE|APOLLO_STATE|INITIAL_DATA)__"
)
_STRING_RE = compile_later(r'"(?:[^"\\]|\\.)*+"?')  # a string without an end is taken whole, and decoding refuses it


class UnreadText(NamedTuple):
    """An article's text as HTML, its prose in characters, and the place that it comes from, a class of its blocks."""

    markup: str
    size: float
    place: str


def add_unread(tree: Any, markup: bytes, blocks: Sequence[Block], stated: Mapping[str, Any], headline: str) -> bool:
    """Add to a page's tree the article that its blocks lack, and return whether there was one.

    `markup` is the page with its scripts, `stated` the JSON-LD object about the article. The text becomes an element
    `<article>` behind the h1; its class names the place.
    """
    shown = sum(
        len(block.text)
        for block in blocks
        if len(block.text) >= MIN_PARAGRAPH and block.link_density < MAX_LINK_DENSITY
    )
    body = stated.get("articleBody")
    found = [_text_of(unescape(body), "json-ld")] if isinstance(body, str) else []
    if shown < MAX_SHOWN_PROSE:
        places = _in_holders(markup, headline)
        found += (text for text in places if text.place == "state" or shown < MAX_HOLDER_PROSE)
    best = max(found, key=lambda text: text.size, default=None)
    if best is None or _prose_size(best.markup) < max(MIN_PROSE, MIN_RATIO * shown):
        return False
    return _insert(tree, best)


def _insert(tree: Any, text: UnreadText) -> bool:
    # a list of blocks without a body has none to insert into
    body = tree.find("body")
    fragment = parse(text.markup.encode("utf-8", "replace")).find("body")
    if body is None or fragment is None:
        return False
    fragment.tag = "article"
    fragment.attrib.clear()
    fragment.set("class", f"articleBody from-{text.place}")
    headline = next(body.iter("h1"), None)
    if headline is None:
        next(body.iter("main"), body).append(fragment)
    else:
        headline.addnext(fragment)
    return True


def _text_of(text: str, place: str) -> UnreadText:
    """Return a text in HTML; each line of plain text is a paragraph."""
    text = _without_styles(text)
    markup = text if _HTML_RE.search(text) else "".join(f"<p>{escape(line)}</p>" for line in text.splitlines() if line)
    return UnreadText(markup, _prose_size(markup), place)


def _without_styles(text: str) -> str:
    """Return a text in HTML without its styles and scripts."""
    pieces, here = [], 0
    for opening, end in _elements(text, _STYLE_RE, _STYLE_END_RES):
        pieces.append(text[here : opening.start()])
        here = end.end()
    return "".join(pieces) + text[here:]


def _prose_size(markup: str) -> int:
    """Return the characters of the sentences in a text, which may have tags."""
    pieces = (piece.strip() for piece in _HTML_RE.sub("\n", markup).splitlines())
    return sum(len(piece) for piece in pieces if _is_prose(piece))


def _is_prose(text: str) -> bool:
    return len(text) >= MIN_PARAGRAPH // 2 and (" " in text or may_be_east_asian(text))


def _in_holders(markup: bytes, headline: str) -> Iterator[UnreadText]:
    """Yield the texts in `<noscript>`, in scripts that are templates, and in scripts that hold the page's state."""
    for name, attributes, inside in _holders(markup):
        if name == b"noscript":
            yield _text_of(inside.decode("utf-8", "replace"), "noscript")
        elif _TEMPLATE_TYPE_RE.search(attributes):
            yield _text_of(inside.decode("utf-8", "replace"), "template")
        elif _STATE_RE.search(attributes) or _STATE_RE.search(inside):
            yield from _in_state(inside.decode("utf-8", "replace"), headline)


def _holders(markup: bytes) -> Iterator[tuple[bytes, bytes, bytes]]:
    """Yield the name, the attributes and the content of each `<noscript>` and `<script>` that has an end."""
    for opening, end in _elements(markup, _HOLDER_RE, _HOLDER_END_RES):
        yield opening[1].lower(), opening[2], markup[opening.end() : end.start()]


def _elements(
    text: AnyStr, opening_re: re.Pattern[AnyStr], end_res: Mapping[AnyStr, re.Pattern[AnyStr]]
) -> Iterator[tuple[re.Match[AnyStr], re.Match[AnyStr]]]:
    """Yield the opening and the end of each element that has an end; its name is the opening's first group."""
    here, open_names = 0, set(end_res)
    while open_names and (opening := opening_re.search(text, here)) is not None:
        here, name = opening.end(), opening[1].lower()
        end = end_res[name].search(text, here) if name in open_names else None
        if end is None:
            # no later one has an end either; looking again at each would take the square of the page
            open_names.discard(name)
            continue
        yield opening, end
        here = end.end()


def _in_state(script: str, headline: str) -> Iterator[UnreadText]:
    """Yield the texts in a state script: long strings, and lists of paragraphs."""
    groups: dict[tuple[str, ...], list[str]] = {}
    for path, text, is_titled in _strings_of(script, headline):
        weight = TITLED_WEIGHT if is_titled else 1
        if len(text) >= MIN_PROSE:
            single = _text_of(text, "state")
            yield single._replace(size=weight * single.size)
        if path and len(text) >= MIN_PARAGRAPH and is_sentence(_HTML_RE.sub("", text).rstrip(), MIN_PARAGRAPH):
            groups.setdefault((*path, "titled" if is_titled else ""), []).append(text)
    for path, texts in groups.items():
        if sum(map(len, texts)) <= MAX_GROUP_MEAN * len(texts):
            together = _text_of("\n".join(_as_paragraphs(texts)), "state")
            yield together._replace(size=(TITLED_WEIGHT if path[-1] else 1) * together.size)


def _as_paragraphs(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        yield text if text.lstrip().startswith("<") else f"<p>{text if _HTML_RE.search(text) else escape(text)}</p>"


def _strings_of(script: str, headline: str) -> Iterator[tuple[tuple[str, ...], str, bool]]:
    """Yield the strings of a script: the path to the innermost list around it, the text, whether the headline is near.

    A script that is no JSON gives its strings without paths.
    """
    start = script.find("{") if not script.lstrip().startswith("[") else script.find("[")
    try:
        value, _ = json.JSONDecoder(strict=False).raw_decode(script, max(0, start))
    except (ValueError, RecursionError):
        for found in _STRING_RE.finditer(script):
            if len(found[0]) >= MIN_PARAGRAPH:
                yield from ((("script",), text, False) for text in _decoded(found[0]))
        return
    pending: list[tuple[Any, tuple[str, ...], tuple[str, ...], bool]] = [(value, (), (), False)]
    seen = 0
    while pending and seen < MAX_VALUES:
        seen += 1
        here, path, listed, is_titled = pending.pop()
        if isinstance(here, str):
            yield listed, here, is_titled
        elif isinstance(here, dict):
            is_titled = is_titled or (headline != "" and headline in here.values())
            pending += [(item, (*path, key), listed, is_titled) for key, item in reversed(here.items())]
        elif isinstance(here, list):
            pending += [(item, path, path, is_titled) for item in reversed(here)]


def _decoded(literal: str) -> Iterator[str]:
    try:
        yield json.loads(literal, strict=False)
    except ValueError:
        return
