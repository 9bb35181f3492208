"""One file with several articles as one source for each: exports of databases, feeds, and newsclean's own text output.

The pieces cover the file: the text above the first article belongs to the first, and the text below an article to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from newsclean.options import Options
from newsclean.readers.decode import decode
from newsclean.sources import Source
from newsclean.text.patterns import compile_later

_COUNTED_RE = compile_later(r"^[ \t]*(?:\d+ of \d+ DOCUMENTS|Document \d+ of \d+)[ \t]*\r?$", re.MULTILINE)
"""The line above each article in exports of LexisNexis and ProQuest."""
_NUMBER_RE = compile_later(r"^[ \t]*Document [A-Z]{2,8}0{2,}[0-9a-z]{10,24}[ \t]*(?:\r?\n|$)", re.MULTILINE)
"""The line below each article in exports of Factiva: "Document CASTOR0020251101elb10000a"."""
_FORM_FEED_RE = compile_later(r"^\f\r?\n", re.MULTILINE)
"""The line between articles in the text that newsclean writes. The pages of a PDF have no line end behind it."""
_ITEM_END_RE = compile_later(r"</(?:item|entry)>")
_FEED_RE = compile_later(r"<(?:rss|feed|rdf:RDF|channel)[ >]")


def split_source(source: Source, options: Options) -> Iterator[Source]:
    """Yield a source for each article of a file, named by its line. A file with one article comes unchanged.

    Raises `PageError` for bytes that are no text.
    """
    text = decode(source, options).text
    starts = [0, *_starts(text)]
    if len(starts) == 1:
        yield source
        return
    line = 1
    for start, end in pairwise([*starts, len(text)]):
        yield Source.from_str(text[start:end], name=f"{source.name}:{line}", url=source.url)
        line += text.count("\n", start, end)


def _starts(text: str) -> Iterator[int]:
    """Yield the positions at which the second and each further article of a text begins."""
    if _FEED_RE.search(text[:2000]):
        ends = [item.end() for item in _ITEM_END_RE.finditer(text)][:-1]
    elif counted := [line.start() for line in _COUNTED_RE.finditer(text)]:
        ends = counted[1:]
    else:
        lines = list(_NUMBER_RE.finditer(text)) or _FORM_FEED_RE.finditer(text)
        ends = [line.end() for line in lines]
    yield from (end for end in ends if text[end:].strip())
