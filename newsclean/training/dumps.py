"""Text dumps of HTML pages, as scrapers make them: what the text models train on and are measured on.

`STYLES` maps each style to the function that dumps a gold page. The styles of the article's container find it by the
gold body. inscriptis, resiliparse and html2text come with the extra `train`.
"""

from __future__ import annotations

import re
import textwrap
import warnings
from collections import Counter
from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from typing import Any
from zlib import crc32

import lxml.html
from bs4 import BeautifulSoup

from newsclean.classify.html.fallback import trafilatura_text
from newsclean.errors import import_extra
from newsclean.options import Options
from newsclean.readers.decode import decode
from newsclean.sources import Source
from newsclean.training.gold.overlap import words_of
from newsclean.training.gold.pages import GoldPage

CONTAINER_SHARE = 0.95
"""Share of the gold's words on the page that the container must have. Raising it widens containers. A guess."""
_tool = partial(import_extra, feature="a text dump", extra="train")
_SKIPPED = frozenset("script style template noscript svg head iframe".split())
_PARAGRAPHS = frozenset(
    "p h1 h2 h3 h4 h5 h6 blockquote pre figure figcaption article section main div header footer aside ul ol dl table "
    "form nav hr".split()
)
_LINES = frozenset("li br tr dt dd button option label select fieldset legend caption".split())
_CONTAINERS = frozenset("article main div section body html".split())


@lru_cache(maxsize=2)
def markup_of(gold: GoldPage) -> str:
    """Return a page's decoded markup."""
    return decode(Source(gold.id, gold.data, gold.url), Options()).text


def soup(gold: GoldPage) -> str:
    """Return the page as BeautifulSoup's `get_text` gives it, with a line for each text node."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tree = BeautifulSoup(markup_of(gold), "lxml")
    for element in tree(["script", "style"]):
        element.decompose()
    lines = (" ".join(line.split()) for line in tree.get_text("\n").splitlines())
    return "\n".join(filter(None, lines)) + "\n"


def inscriptis(gold: GoldPage) -> str:
    """Return the page as inscriptis lays it out."""
    css = _tool("inscriptis.css_profiles").CSS_PROFILES["strict"]
    return _tidied(
        _tool("inscriptis").get_text(markup_of(gold), _tool("inscriptis.model.config").ParserConfig(css=css))
    )


def resiliparse(gold: GoldPage) -> str:
    """Return the whole page as resiliparse prints it."""
    tree = _tool("resiliparse.parse.html").HTMLTree.parse(markup_of(gold))
    extract = _tool("resiliparse.extract.html2text").extract_plain_text
    return _tidied(extract(tree, main_content=False, alt_texts=False, links=False))


def container(gold: GoldPage) -> str:
    """Return the article's container, with an empty line between blocks and a line for each list item."""
    return _blocks(_container(gold))


def markdown(gold: GoldPage) -> str:
    """Return the whole page as html2text writes Markdown. Half of the pages have no link addresses."""
    return _markdown(gold, markup_of(gold))


def container_markdown(gold: GoldPage) -> str:
    """Return the container as html2text writes Markdown."""
    return _markdown(gold, lxml.html.tostring(_container(gold), encoding="unicode"))


def extracted(gold: GoldPage) -> str:
    """Return trafilatura's extraction: text that another tool has cleaned."""
    return trafilatura_text(markup_of(gold)).strip() + "\n"


def body(gold: GoldPage) -> str:
    """Return the gold body, with an empty line between paragraphs."""
    return "\n\n".join(line.strip() for line in gold.body.splitlines() if line.strip()) + "\n"


STYLES: Mapping[str, Callable[[GoldPage], str]] = {
    "bs": soup,
    "insc": inscriptis,
    "resi": resiliparse,
    "md": markdown,
    "cont": container,
    "wrap": lambda gold: wrap(container(gold), gold.id),
    "dense": lambda gold: condense(container(gold)),
    "cont-md": container_markdown,
    "traf": extracted,
    "gold": body,
}


def wrap(text: str, key: str) -> str:
    """Return a text hard-wrapped at 72 to 80 columns; the key decides at how many."""
    width = 72 + crc32(key.encode()) % 9
    parts = (textwrap.wrap(line, width, break_on_hyphens=False) or [""] for line in text.splitlines())
    return "\n".join(part for paragraph in parts for part in paragraph) + "\n"


def condense(text: str) -> str:
    """Return a text without empty lines and with Windows line ends."""
    return "\r\n".join(filter(None, text.splitlines())) + "\r\n"


def _tidied(text: str) -> str:
    lines = [" ".join(line.split()) for line in text.splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n"


def _markdown(gold: GoldPage, markup: str) -> str:
    writer = _tool("html2text").HTML2Text(bodywidth=0)
    writer.ignore_links = writer.ignore_images = crc32(gold.id.encode()) % 2 == 0
    text: str = writer.handle(markup)
    return text.strip() + "\n"


def _tree(gold: GoldPage) -> Any:
    markup = re.sub(r"^\s*<\?xml[^>]*\?>", "", markup_of(gold))
    return lxml.html.fromstring(markup.encode("utf-8", "replace"), parser=lxml.html.HTMLParser(encoding="utf-8"))


@lru_cache(maxsize=2)
def _container(gold: GoldPage) -> Any:
    """Return the smallest element that holds the gold article, or the article element around it if there is one."""
    root = _tree(gold)
    wanted = Counter(words_of(gold.body.lower()))
    here = root.find(".//body") if root.find(".//body") is not None else root
    need = CONTAINER_SHARE * min(wanted.total(), _hits(here, wanted) / CONTAINER_SHARE)
    while (inner := next((e for e in here if _is_text(e) and _hits(e, wanted) >= need), None)) is not None:
        here = inner
    while here.tag not in _CONTAINERS and here.getparent() is not None:
        here = here.getparent()
    return next((e for e in (here, *here.iterancestors()) if e.tag in ("article", "main")), here)


def _is_text(element: Any) -> bool:
    return isinstance(element.tag, str) and element.tag not in _SKIPPED


def _hits(element: Any, wanted: Counter[str]) -> int:
    return (Counter(words_of(_blocks(element).lower())) & wanted).total()


def _blocks(element: Any) -> str:
    """Return an element's text, with an empty line around blocks and a line end around list items and buttons."""
    out: list[str] = []
    stack: list[Any] = [element]
    while stack:
        node = stack.pop()
        if isinstance(node, str):
            out.append(node)
        elif _is_text(node):
            around = "\n\n" if node.tag in _PARAGRAPHS else "\n" if node.tag in _LINES else ""
            stack.append(around)
            for child in reversed(node):
                stack += [re.sub(r"\s+", " ", child.tail or ""), child]
            stack += [re.sub(r"\s+", " ", node.text or ""), around]
    return _tidied("".join(out))
