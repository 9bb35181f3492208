"""Labelling sheets: pages cut into numbered blocks for people to label.

The cut is the sheets' own, not that of newsclean's reader, so that labels outlive changes of the reader. Labels name
blocks by number, so this cut never changes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

import lxml.html

INLINE = frozenset(
    (
        "a abbr b bdi bdo big br cite code data del dfn em font i img ins kbd mark nobr picture q rb rp rt ruby s samp "
        "small source span strike strong sub sup time tt u var wbr label"
    ).split()
)
SKIPPED = frozenset(
    "script style noscript template svg iframe head audio video canvas object select option math".split()
)
"""Tags that stand inside a line, and tags that are not read."""
# Of a sheet; guesses.
MAX_LINK_CHARS, MIN_LINK_SHARE = 70, 0.6  # characters of a short link, and share of its characters inside links
MIN_FOLDED = 4  # short links in a row that share a line of the sheet
WHOLE_CHARS, HEAD_CHARS, TAIL_CHARS = 330, 210, 100  # of a text that is shown whole, and of the ends of a longer one
_BREAK = "\0"
_CHARSET_RE = re.compile(rb"charset=[\"']?\s*([A-Za-z0-9_-]+)")
_HINT_RE = re.compile(r"[a-z]{3,}")


class SheetBlock(NamedTuple):
    """A block of the annotators' cut: its text, tag, class words, and the share of characters inside links."""

    text: str
    tag: str
    hint: str
    link_share: float


def cut(data: bytes) -> list[SheetBlock]:
    """Return the blocks of a page: runs of inline text below a block-level element, cut at double line breaks."""
    markup = re.sub(r"^\s*<\?xml[^>]*\?>", "", _decoded(data)).replace(_BREAK, "")
    parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=True)
    tree = lxml.html.document_fromstring(markup.encode("utf-8", "replace"), parser=parser)
    body = tree.find("body")
    cutter = _Cutter()
    cutter.walk(tree if body is None else body)
    return cutter.blocks


def _decoded(data: bytes) -> str:
    declared = _CHARSET_RE.search(data[:4000])
    for encoding in ([declared[1].decode()] if declared else []) + ["utf-8", "gb18030", "cp1252"]:
        try:
            return data.decode("gb18030" if encoding.lower() in ("gbk", "gb2312") else encoding)
        except (LookupError, UnicodeDecodeError):
            continue
    return data.decode("utf-8", "replace")


class _Cutter:
    def __init__(self) -> None:
        self.blocks: list[SheetBlock] = []
        self.run: list[str] = []
        self.linked = 0
        self.open: list[Any] = []

    def walk(self, root: Any) -> None:
        """Walk the tree below an element, and end the last block."""
        todo: list[tuple[Any, bool, bool]] = [(root, False, False)]
        while todo:
            element, in_link, is_done = todo.pop()
            tag = element.tag
            if is_done:
                if tag not in INLINE:
                    self.flush()
                    self.open.pop()
                self.add(element.tail, in_link)
            elif not isinstance(tag, str) or tag in SKIPPED:
                self.add(element.tail, in_link)
            elif tag == "br":
                self.run.append(_BREAK)
                self.add(element.tail, in_link)
            else:
                if tag not in INLINE:
                    self.flush()
                    self.open.append(element)
                inside = in_link or tag == "a"
                self.add(element.text, inside)
                todo.append((element, in_link, True))
                todo += [(child, inside, False) for child in reversed(element)]
        self.flush()

    def add(self, text: str | None, in_link: bool) -> None:
        if text:
            self.run.append(text)
            self.linked += len(" ".join(text.split())) if in_link else 0

    def flush(self) -> None:
        run, linked = "".join(self.run), self.linked
        self.run, self.linked = [], 0
        names = " ".join((e.get("class") or "") + " " + (e.get("id") or "") for e in self.open[-3:]).lower()
        for piece in re.split(r"\x00\s*\x00+", run):
            text = " ".join(piece.replace(_BREAK, " ").split())
            if text:
                hint = " ".join(dict.fromkeys(_HINT_RE.findall(names)))[:60]
                tag = self.open[-1].tag if self.open else "body"
                self.blocks.append(SheetBlock(text, tag, hint, min(1.0, linked / len(text))))


def sheet(blocks: Sequence[SheetBlock], title: str) -> str:
    """Return the labelling sheet of a page: a numbered line for each block, one line for a run of short links."""
    lines, here = [title], 0
    while here < len(blocks):
        end = here
        while end < len(blocks) and _is_short_link(blocks[end]):
            end += 1
        block = blocks[here]
        if end - here >= MIN_FOLDED:
            links = " · ".join(link.text[:34] for link in blocks[here:end])
            lines.append(f"[{here}-{end - 1}] LINKS ({block.hint[:40]}) {_shortened(links)}")
            here = end
            continue
        mark = "/link" if block.link_share > MIN_LINK_SHARE else ""
        lines.append(f"[{here}] {block.tag}{mark} ({block.hint[:44]}) {_shortened(block.text)}")
        here += 1
    return "\n".join(lines) + "\n"


def _is_short_link(block: SheetBlock) -> bool:
    return block.link_share > MIN_LINK_SHARE and len(block.text) < MAX_LINK_CHARS


def _shortened(text: str) -> str:
    return text if len(text) <= WHOLE_CHARS else f"{text[:HEAD_CHARS]} … {text[-TAIL_CHARS:]}"
