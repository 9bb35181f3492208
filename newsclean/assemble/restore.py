"""Giving a text input back byte for byte, from nothing but its article.

The ledger has the exact text of whatever was set aside, with offsets. What is missing between its entries is the body's
share of the input: mostly the body's own characters, and the white space, line ends and bullets that the body does not
have as they stood. `Restoration.pieces` lists that share in order, as stretches of the body and literal text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsclean.blocks import Block, Decoded, Page
from newsclean.errors import RestoreError

if TYPE_CHECKING:
    from newsclean.article import Article, LedgerEntry

Piece = tuple[int, int] | str
"""A stretch of the body (start, end), or literal text."""


@dataclass(frozen=True, slots=True)
class Restoration:
    """What `restore` needs beyond the body and the ledger.

    `pieces` fill the gaps between ledger entries, in order. `undecodable` and `exact` are as in `Decoded`.
    """

    pieces: tuple[Piece, ...] = ()
    undecodable: tuple[tuple[int, bytes], ...] = ()
    exact: bytes | None = None


def restore(article: Article) -> bytes:
    """Return the text input that an article was made from, byte for byte (unpacked, if it came gzipped).

    Raises `RestoreError` if the article was made from HTML, or its parts do not fit together.
    """
    from newsclean.readers.decode import encode

    kept = article.restoration
    if kept is None:
        raise RestoreError("the article was made from HTML; only text inputs can be restored")
    text = "".join(_interleave(article.body, kept.pieces, article.ledger))
    try:
        return encode(Decoded(text, article.encoding, kept.undecodable, kept.exact))
    except (LookupError, UnicodeEncodeError) as error:
        raise RestoreError(f"the article does not fit its encoding: {error}") from error


def _interleave(body: str, pieces: Iterable[Piece], ledger: Iterable[LedgerEntry]) -> Iterator[str]:
    """Yield the input's text: each ledger entry at its offset, pieces in the gaps between."""
    length = 0
    gaps = iter(pieces)
    for entry in ledger:
        if entry.start is None:
            raise RestoreError("a ledger entry has no offset")
        while length < entry.start:
            text = next((_text_of(piece, body) for piece in gaps), None)
            if text is None:
                raise RestoreError(f"nothing is left to stand at offset {length}")
            length += len(text)
            yield text
        if length > entry.start:
            raise RestoreError(f"the ledger entry at offset {entry.start} overlaps what stands before it")
        length += len(entry.text)
        yield entry.text
    yield from (_text_of(piece, body) for piece in gaps)


def _text_of(piece: Piece, body: str) -> str:
    return piece if isinstance(piece, str) else body[piece[0] : piece[1]]


def make_restoration(page: Page, body: str, starts: Mapping[int, int], ledger: Iterable[LedgerEntry]) -> Restoration:
    """Return what is needed to restore a page of text.

    `starts` says for each block of the body, by its index in the page, where in the body it starts.
    """
    # an empty piece ends the one before it, which must not run on across a ledger entry
    pieces: list[Piece] = []
    text, here = page.decoded.text, 0
    entries = iter(ledger)
    entry = next(entries, None)
    for index, block in enumerate(page.blocks):
        start, end = block.start or 0, block.end or 0
        _add(pieces, text[here:start])
        here = start
        if index in starts:
            spelling = _Spelling(pieces, block, text, body, starts[index])
            while entry and entry.block == index:
                spelling.go_to(entry.start or 0)
                spelling.skip(entry.end or 0)
                entry = next(entries, None)
            spelling.go_to(end)
        else:
            while entry and entry.block == index:
                _add(pieces, text[here : entry.start])
                pieces.append("")
                here, entry = entry.end or 0, next(entries, None)
            _add(pieces, text[here:end])
        here = end
        pieces.append("")
    _add(pieces, text[here:])
    return Restoration(tuple(piece for piece in pieces if piece), page.decoded.undecodable, page.decoded.exact)


class _Spelling:
    """Spells a block of the body as it stands in the input."""

    def __init__(self, pieces: list[Piece], block: Block, text: str, body: str, offset: int) -> None:
        self._pieces, self._text, self._body = pieces, text, body
        self._here, self._offset = block.start or 0, offset
        self._marks = iter(block.markup)
        self._mark = next(self._marks, None)

    def go_to(self, end: int) -> None:
        """Append the pieces for the input up to an offset."""
        while self._mark is not None and self._mark.end <= end:
            self._align(self._mark.start)
            _add(self._pieces, self._text[self._here : self._mark.end])
            self._pass()
        self._align(end)

    def skip(self, end: int) -> None:
        """Leave out the input up to an offset: the ledger has it."""
        while self._mark is not None and self._mark.end <= end:
            if self._mark.start == self._here and self._mark.end == end:
                self._pass()
            else:
                self._mark = next(self._marks, None)
        self._here = end
        self._pieces.append("")

    def _pass(self) -> None:
        """Go behind a stretch of markup, in the input and, by what it reads as, in the body."""
        if self._mark is not None:
            self._here = self._mark.end
            self._offset += len(self._mark.text) * self._body.startswith(self._mark.text, self._offset)
        self._mark = next(self._marks, None)

    def _align(self, end: int) -> None:
        self._offset = _add_aligned(self._pieces, self._text[self._here : end], self._body, self._offset)
        self._here = end


def _add(pieces: list[Piece], text: str) -> None:
    """Append literal text, to the piece before where that is literal too."""
    if text and pieces and isinstance(pieces[-1], str) and pieces[-1]:
        pieces[-1] += text
    elif text:
        pieces.append(text)


def _add_aligned(pieces: list[Piece], original: str, body: str, offset: int) -> int:
    """Append pieces that spell `original`, using the body from `offset` on; return where in the body they end."""
    if body.startswith(original, offset):
        if original:
            pieces.append((offset, offset + len(original)))
        return offset + len(original)
    for character in original:
        at = body[offset : offset + 1]
        if at == character:
            last = pieces[-1] if pieces else ""
            if isinstance(last, tuple) and last[1] == offset:
                pieces[-1] = (last[0], offset + 1)
            else:
                pieces.append((offset, offset + 1))
            offset += 1
        else:
            _add(pieces, character)
            offset += at == " " and character.isspace()
    return offset


def input_offsets(block: Block, text: str) -> list[tuple[int, int]]:
    """Return where in the decoded input each character of a text block stands."""
    if block.start is None:
        raise AssertionError("only blocks of text have places")
    marks = {mark.start: mark for mark in block.markup}
    found: list[tuple[int, int]] = []
    here = block.start
    while len(found) < len(block.text):
        mark = marks.get(here)
        if mark is not None:
            found += [(mark.start, mark.end)] * len(mark.text)
            here = mark.end
            continue
        character = block.text[len(found)]
        if text[here] == character or (character == " " and text[here].isspace()):
            found.append((here, here + 1))
        here += 1
    return found
