"""Giving a text input back byte for byte, from nothing but its article.

The ledger has the exact text of whatever was set aside, with offsets. What is missing between its entries is the body's
share of the input: mostly the body's own characters, and the white space, line ends and bullets that the body does not
have as they stood. `Restoration.pieces` lists that share in order, as stretches of the body and literal text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsclean.blocks import Block, Decoded, Page, Span
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


def record(page: Page, body: str, starts: Mapping[int, int], ledger: Iterable[LedgerEntry]) -> Restoration:
    """Return what is needed to restore a page of text.

    `starts` says for each block of the body, by its index in the page, where in the body it starts.
    """
    # an empty piece ends the one before it, which must not run on across a ledger entry
    pieces: list[Piece] = []
    here = 0
    entries = iter(ledger)
    entry = next(entries, None)
    for index, block in enumerate(page.blocks):
        start, end = block.start or 0, block.end or 0
        if index in starts:
            _add(pieces, page.decoded.text[here:start])
            here, offset = start, starts[index]
            while entry and entry.block == index:
                offset = _add_aligned(pieces, page.decoded.text[here : entry.start], body, offset)
                here, entry = entry.end or 0, next(entries, None)
                pieces.append("")
            _add_aligned(pieces, page.decoded.text[here:end], body, offset)
        else:
            _add(pieces, page.decoded.text[here:start])
            entry = next(entries, None)
        here = end
        pieces.append("")
    _add(pieces, page.decoded.text[here:])
    return Restoration(tuple(piece for piece in pieces if piece), page.decoded.undecodable, page.decoded.exact)


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


def locate(page: Page, block: Block, span: Span) -> tuple[int | None, int | None]:
    """Return the offsets in the decoded input of a span of a block; None, None for HTML."""
    if block.start is None:
        return None, None
    original = page.decoded.text[block.start : block.end]
    positions = []
    here = 0
    for character in block.text:
        here = next(
            i
            for i in range(here, len(original))
            if original[i] == character or (character == " " and original[i].isspace())
        )
        positions.append(block.start + here)
        here += 1
    return positions[span.start], positions[span.end - 1] + 1
