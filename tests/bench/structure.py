"""Counts what Markdown keeps of a page's own markup: links, emphasis, heading levels, numbers, cells and code.

`python -m tests.bench.structure BENCH [--every N] [--peers]` cleans pages of a bench, looks up in each page's HTML what
its kept blocks have of these, and in the Markdown, with a CommonMark parser, which of them are there. Peers get the
same page without the elements whose blocks newsclean drops. `--missing KIND` prints what newsclean loses.
"""

from __future__ import annotations

import argparse
import copy
import gzip
import importlib
import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin

from lxml import etree, html
from markdown_it import MarkdownIt
from markdown_it.token import Token

from newsclean import NewscleanError, Options, Source
from newsclean.article import Article
from newsclean.assemble import assemble
from newsclean.blocks import Page
from newsclean.options import Policies
from newsclean.pipeline import label_blocks
from newsclean.readers import read
from newsclean.render import to_markdown
from newsclean.rules import identify

Found = Counter[tuple[str, ...]]
KINDS = ("links", "emphasis", "headings", "numbers", "cells", "code")
OPTIONS = Options(structure=True)
STRONG, EMPHASIS = ("b", "strong"), ("i", "em")
MAX_CELL_SHARE = 0.6  # share of the body's characters in one cell above which a table is layout
PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def squeezed(text: str) -> str:
    """Return a text without white space and invisible characters."""
    return "".join(re.sub("[\u00ad\u200b\u2060\ufeff]", "", text).split())


class Expectation:
    """What the kept blocks of a page show, from the page's own elements."""

    def __init__(self, page: Page, article: Article, policies: Policies) -> None:
        cut = set(policies.cuts_on(page))
        self.kept = {block.block for block in article.blocks}
        inside: dict[Any, list[int]] = {}
        for index, block in enumerate(page.blocks):
            if block.container is not None:
                inside.setdefault(block.container.element, []).append(index)
        # elements all of whose blocks are kept and whole; footnotes are written in another way
        notes = {block.block for block in article.blocks if any(frame.kind == "note" for frame in block.within)}
        self.whole = {e: ids for e, ids in inside.items() if set(ids) <= self.kept - cut - notes}
        self.texts = {e: squeezed(" ".join(page.blocks[i].text for i in ids)) for e, ids in self.whole.items()}
        self.first = {e: squeezed(page.blocks[ids[0]].text) for e, ids in self.whole.items()}
        self.containers = inside
        base = page.tree.find(".//base")
        url = page.url or page.metadata.url or ""
        self.base = urljoin(url, base.get("href") or "") if base is not None else url
        self.size = sum(len(block.text) for block in article.blocks)
        self.found = {kind: Counter(entries) for kind, entries in self._kinds()}

    def _kinds(self) -> Iterator[tuple[str, list[tuple[str, ...]]]]:
        yield "links", list(self._links())
        yield "emphasis", [("", text) for text in self._inline((*STRONG, *EMPHASIS))]
        yield "headings", [(e.tag[1], self.texts[e]) for e in self.whole if re.fullmatch("h[1-6]", e.tag)]
        yield "numbers", list(self._numbers())
        yield "cells", list(self._cells())
        yield "code", list(self._code())

    def _own(self, tags: tuple[str, ...]) -> Iterator[tuple[Any, str]]:
        """Yield the inline elements of the kept blocks with their text, if all of it is in one element's blocks."""
        for outer in self.whole:
            for element in outer.iter(*tags):
                here = element.getparent()
                while here not in self.containers:
                    here = here.getparent()
                text = squeezed("".join(element.itertext()))
                if element is not outer and here is outer and text and text in self.texts[outer]:
                    yield element, text

    def _links(self) -> Iterator[tuple[str, ...]]:
        for link, text in self._own(("a",)):
            href = re.sub(r"[\t\n\r]", "", link.get("href") or "").strip()
            if href and href[0] != "#" and not re.match(r"(?!https?:|mailto:|tel:|ftp:)[a-zA-Z][\w+.-]*:", href):
                yield _address(urljoin(self.base, href)), text

    def _inline(self, tags: tuple[str, ...]) -> Iterator[str]:
        return (text for _, text in self._own(tags))

    def _numbers(self) -> Iterator[tuple[str, ...]]:
        for item in self.whole:
            ordered = item.getparent()
            if item.tag == "li" and ordered is not None and ordered.tag == "ol":
                items = list(ordered.iterchildren("li"))
                if "reversed" in ordered.attrib or any(each.get("value") for each in items):
                    continue
                if next(item.iterancestors("td"), None) is None:  # a cell of a table has no lists in Markdown
                    yield str(int(ordered.get("start") or 1) + items.index(item)), self.first[item]

    def _cells(self) -> Iterator[tuple[str, ...]]:
        for cell, text in self.texts.items():
            table = next(cell.iterancestors("table"), None)
            if cell.tag not in ("td", "th") or table is None or next(table.iterdescendants("table"), None) is not None:
                continue
            cells = [squeezed("".join(each.itertext())) for each in table.iter("td", "th")]
            is_layout = len(cells) < 2 or max(map(len, cells)) > MAX_CELL_SHARE * self.size
            if is_layout or table.find(".//*[@rowspan]") is not None:
                continue
            before = cell.itersiblings("td", "th", preceding=True)
            yield str(sum(int(each.get("colspan") or 1) for each in before)), text

    def _code(self) -> Iterator[tuple[str, ...]]:
        for element in self.whole:
            if element.tag == "pre":
                code = etree.tostring(element, method="text", encoding="unicode", with_tail=False)
                if not element.xpath(".//br|.//div|.//table") and code.strip():
                    yield "", code.removeprefix("\n").rstrip()


def _address(url: str) -> str:
    return unquote(url.strip()).replace(" ", "")


def found_in(markdown: str) -> dict[str, Found]:
    """Return what a Markdown text shows, by kind."""
    found: dict[str, Found] = {kind: Counter() for kind in KINDS}
    numbers: list[int | None] = []
    column = 0
    tokens = PARSER.parse(markdown)
    for index, token in enumerate(tokens):
        match token.type:
            case "ordered_list_open":
                numbers.append(int(token.attrGet("start") or 1) - 1)
            case "bullet_list_open":
                numbers.append(None)
            case "ordered_list_close" | "bullet_list_close":
                numbers.pop()
            case "list_item_open" if (number := numbers[-1]) is not None:
                numbers[-1] = number + 1
                text = next((squeezed(_text(each)) for each in tokens[index:] if each.type == "inline"), "")
                found["numbers"][str(number + 1), text] += 1
            case "tr_open":
                column = 0
            case "fence" | "code_block":
                found["code"]["", token.content.rstrip()] += 1
            case "inline":
                column += _add_inline(found, token, tokens[index - 1], column)
    return found


def _add_inline(found: dict[str, Found], token: Token, around: Token, column: int) -> int:
    """Add what an inline token shows; return 1 if it is a cell, else 0."""
    is_cell = around.type in ("td_open", "th_open")
    if around.type == "heading_open":
        found["headings"][around.tag[1], squeezed(_text(token))] += 1
    if is_cell:
        found["cells"][str(column), squeezed(_text(token))] += 1
    texts: list[tuple[str, list[str]]] = []
    for child in token.children or ():
        if child.type in ("link_open", "strong_open", "em_open"):
            texts.append((_address(str(child.attrGet("href"))) if child.tag == "a" else "", []))
        elif child.type in ("link_close", "strong_close", "em_close"):
            address, pieces = texts.pop()
            found["links" if child.tag == "a" else "emphasis"][address, squeezed("".join(pieces))] += 1
        elif child.type != "html_inline":
            for _, pieces in texts:
                pieces.append(child.content)
    return int(is_cell)


def _text(token: Token) -> str:
    return "".join(child.content for child in token.children or () if child.type != "html_inline")


def kept_of(wanted: Found, found: Found, kind: str) -> int:
    """Return how many of the wanted entries were found.

    Emphasis may be inside longer emphasis, and a cell may have other blocks besides.
    """
    if kind not in ("emphasis", "cells"):
        return sum((wanted & found).values())
    shown: dict[str, str] = {}
    for place, text in found:
        place = "" if kind == "emphasis" else place  # noqa: PLW2901 - the address of a link inside
        shown[place] = shown.get(place, "") + "\0" + text
    return sum(count for (place, text), count in wanted.items() if text in shown.get(place, ""))


def without_dropped(page: Page, expectation: Expectation) -> str:
    """Return the HTML of the smallest element with all kept blocks, without elements that have only dropped blocks."""
    tree = copy.deepcopy(page.tree)
    twins = dict(zip(page.tree.iter(), tree.iter(), strict=True))
    kept = {twins[e] for e, ids in expectation.containers.items() if set(ids) & expectation.kept}
    around = {each for e in kept for each in (e, *e.iterancestors())}
    for element in expectation.containers:
        twin = twins[element]
        parent = twin.getparent()
        if parent is not None and twin not in around and not any(each in around for each in twin.iterdescendants()):
            parent.remove(twin)
    return html.tostring(tree, encoding="unicode")


def peers() -> dict[str, Callable[[str, str], str]]:
    """Return the converters that are installed, by name; each turns HTML and its address into Markdown."""
    known: dict[str, Callable[[Any, str, str], str]] = {
        "trafilatura": _trafilatura,
        "html2text": _html2text,
        "markdownify": lambda module, page, _: str(module.markdownify(page, heading_style="ATX")),
        "pypandoc": lambda module, page, _: str(module.convert_text(page, "gfm", "html", extra_args=["--wrap=none"])),
    }
    found: dict[str, Callable[[str, str], str]] = {}
    for name, convert in known.items():
        try:
            module = importlib.import_module(name)
        except ImportError:
            continue
        found[name] = lambda page, url, module=module, convert=convert: convert(module, page, url)
    return found


def _trafilatura(module: Any, page: str, url: str) -> str:
    kept = {"include_links": True, "include_images": True, "include_formatting": True, "include_tables": True}
    return module.extract(page, url=url, output_format="markdown", favor_recall=True, **kept) or ""


def _html2text(module: Any, page: str, url: str) -> str:
    writer = module.HTML2Text(baseurl=url)
    writer.body_width = 0
    return str(writer.handle(page))


def main() -> None:
    """Print the shares that newsclean and its peers keep."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bench", type=Path)
    parser.add_argument("--every", type=int, default=8)
    parser.add_argument("--peers", action="store_true")
    parser.add_argument("--missing", help="print what newsclean loses of a kind")
    arguments = parser.parse_args()
    wanted: Counter[str] = Counter()
    kept: Counter[tuple[str, str]] = Counter()
    others = peers() if arguments.peers else {}
    for path in sorted(arguments.bench.rglob("*.html.gz"))[:: arguments.every]:
        try:
            page, publication = identify(read(Source(path.name, gzip.decompress(path.read_bytes())), OPTIONS), OPTIONS)
            page, policies = label_blocks(page, publication, OPTIONS)
        except NewscleanError:
            continue
        article = assemble(page, policies, structure=True)
        expectation = Expectation(page, article, policies)
        outputs = {"newsclean": to_markdown(article)}
        if others and article.blocks:
            same = without_dropped(page, expectation)
            outputs |= {name: convert(same, expectation.base) for name, convert in others.items()}
        for name, markdown in outputs.items():
            found = found_in(markdown)
            for kind, entries in expectation.found.items():
                kept[name, kind] += kept_of(entries, found[kind], kind)
                if name == "newsclean" and kind == arguments.missing and (lost := entries - found[kind]):
                    print(path.name, sorted(lost)[:5])
        for kind, entries in expectation.found.items():
            wanted[kind] += sum(entries.values())
    for name in ("newsclean", *others):
        shares = (f"{kind} {kept[name, kind] / max(1, count):.4f} of {count:,}" for kind, count in wanted.items())
        print(f"{name}: {'; '.join(shares)}")


if __name__ == "__main__":
    main()
