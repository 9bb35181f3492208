"""Restoring a text input byte for byte from its article alone.

The ledger has the exact text and the offsets of everything outside the body. The rest of the input is the body's share:
mostly the characters of the body, with the white space, line ends and bullets that the body does not keep.
`Restoration.pieces` spells that share in order, as ranges of the body and as literal text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from newsclean.article import Article, LedgerEntry, Piece, Restoration
from newsclean.assemble.body import Body
from newsclean.blocks import Block, Decoded, Page
from newsclean.errors import RestoreError
from newsclean.readers.decode import encode
from newsclean.text.patterns import compile_later

_FOLDED_RE = compile_later(r"(\s{2,}|[^\S ])")
"""White space that a body has as one blank. Between two of these, input and body mostly have the same characters."""


def restore(article: Article) -> bytes:
    """Return the text input of an article, byte for byte.

    Raises `RestoreError` if the input was HTML, or if the parts of the article do not fit together.
    """
    restoration = article.restoration
    if restoration is None:
        raise RestoreError("the article was made from HTML; only text inputs can be restored")
    try:
        text = "".join(_interleave(article.body, restoration.pieces, article.ledger))
        return encode(Decoded(text, article.encoding, restoration.undecodable, restoration.exact))
    except (LookupError, UnicodeError) as error:
        raise RestoreError(f"the article does not fit its encoding: {error}") from error
    except (TypeError, ValueError) as error:
        raise RestoreError(f"the parts of the article do not fit together: {error}") from error


def _interleave(body: str, pieces: Iterable[Piece], ledger: Iterable[LedgerEntry]) -> Iterator[str]:
    """Yield the input's text: each ledger entry at its offset, and pieces in the gaps."""
    length = 0
    gaps = _spelled(pieces, body)
    for entry in ledger:
        if entry.start is None:
            raise RestoreError("a ledger entry has no offset")
        while length < entry.start:
            text = next(gaps, None)
            if text is None:
                raise RestoreError(f"the article has no text for offset {length}")
            length += len(text)
            yield text
        if length > entry.start:
            raise RestoreError(f"the ledger entry at offset {entry.start} overlaps the text before it")
        length += len(entry.text)
        yield entry.text
    yield from gaps


def _spelled(pieces: Iterable[Piece], body: str) -> Iterator[str]:
    """Yield the text of each piece. The body's come in its order, so a stranger's article names none of them twice."""
    here = 0
    for piece in pieces:
        if isinstance(piece, str):
            yield piece
            continue
        start, end = piece
        if not here <= start <= end <= len(body):
            raise RestoreError(f"the article's body has no piece from {start} to {end} at this place")
        here = end
        yield body[start:end]


def restoration_of(page: Page, body: Body, ledger: Iterable[LedgerEntry]) -> Restoration:
    """Return all that `restore` needs for a text input besides the body and the ledger."""
    # an empty piece ends the piece before it, which must not continue across a ledger entry
    pieces: list[Piece] = []
    text, here = page.decoded.text, 0
    entries = iter(ledger)
    entry = next(entries, None)
    for index, block in enumerate(page.blocks):
        start, end = block.start or 0, block.end or 0
        _add(pieces, text[here:start])
        if entry and entry.block == index and (entry.start, entry.end) == (start, end):
            # the ledger has the whole block
            entry, here = next(entries, None), end
            pieces.append("")
            continue
        # a block outside the body is spelled as literal text
        shown = (body.text, body.offsets[index]) if index in body.offsets else ("", 0)
        speller = _Speller(pieces, block, text, *shown)
        while entry and entry.block == index:
            speller.spell_to(entry.start or 0)
            speller.skip_to(entry.end or 0)
            entry = next(entries, None)
        speller.spell_to(end)
        here = end
        pieces.append("")
    _add(pieces, text[here:])
    return Restoration(tuple(_joined(pieces)), page.decoded.undecodable, page.decoded.exact)


def _joined(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Yield the pieces with adjacent literals joined, without the empty ones that keep two of them apart."""
    literals: list[str] = []
    for piece in pieces:
        if isinstance(piece, str) and piece:
            literals.append(piece)
            continue
        if literals:
            yield "".join(literals)
            literals = []
        if piece:
            yield piece
    if literals:
        yield "".join(literals)


class _Speller:
    """Appends the pieces that spell a block as the input has it, from the body where the body has it too."""

    def __init__(self, pieces: list[Piece], block: Block, text: str, body: str, offset: int) -> None:
        self._pieces, self._text, self._body = pieces, text, body
        self._here, self._offset = block.start or 0, offset
        self._marks = iter(block.markup)
        self._mark = next(self._marks, None)

    def spell_to(self, end: int) -> None:
        """Append the pieces for the input up to an offset."""
        while self._mark is not None and self._mark.end <= end:
            self._align_to(self._mark.start)
            _add(self._pieces, self._text[self._here : self._mark.end])
            self._pass_mark()
        self._align_to(end)

    def skip_to(self, end: int) -> None:
        """Skip the input up to an offset, because the ledger has it."""
        while self._mark is not None and self._mark.end <= end:
            if self._mark.start == self._here and self._mark.end == end:
                self._pass_mark()
            else:
                self._mark = next(self._marks, None)
        self._here = end
        self._pieces.append("")

    def _pass_mark(self) -> None:
        """Move behind a piece of markup in the input, and behind its replacement in the body."""
        if self._mark is not None:
            self._here = self._mark.end
            self._offset += len(self._mark.text) * self._body.startswith(self._mark.text, self._offset)
        self._mark = next(self._marks, None)

    def _align_to(self, end: int) -> None:
        self._offset = _add_aligned(self._pieces, self._text[self._here : end], self._body, self._offset)
        self._here = end


def _add(pieces: list[Piece], text: str) -> None:
    """Append literal text."""
    if text:
        pieces.append(text)


def _add_aligned(pieces: list[Piece], original: str, body: str, offset: int) -> int:
    """Append pieces that spell `original` from the body at `offset`; return the offset behind the characters used."""
    if body.startswith(original, offset):
        if original:
            pieces.append((offset, offset + len(original)))
        return offset + len(original)
    for part in _FOLDED_RE.split(original):
        if part and body.startswith(part, offset):
            offset = _add_range(pieces, offset, len(part))
            continue
        for character in part:
            at = body[offset : offset + 1]
            if at == character:
                offset = _add_range(pieces, offset, 1)
            else:
                _add(pieces, character)
                offset += at == " " and character.isspace()
    return offset


def _add_range(pieces: list[Piece], offset: int, size: int) -> int:
    """Append a range of the body, or lengthen the range before it; return the offset behind it."""
    last = pieces[-1] if pieces else ""
    if isinstance(last, tuple) and last[1] == offset:
        pieces[-1] = (last[0], offset + size)
    else:
        pieces.append((offset, offset + size))
    return offset + size


def input_offsets(block: Block, text: str) -> list[tuple[int, int]]:
    """Return the range in the decoded input of each character of a text block."""
    if block.start is None:
        raise AssertionError("only blocks of a text input have offsets")
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
