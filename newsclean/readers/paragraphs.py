"""Cuts a run of inline text into paragraphs at the line ends that the page shows, and rejoins drop caps."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from newsclean.blocks import Block
from newsclean.lexicon.line_signals import is_sentence
from newsclean.text.normalise import tidy

BREAK = "\0"  # a line end that the page shows; no text has this character, because `parse` replaces it
RUN_IN_HEADING_TAG = "h4"  # of a line in bold type above its paragraph
MIN_LINE_SIZE = 40
"""Characters of two sentences between which a single line end parts paragraphs; East Asian letters count twice. Lower
values cut addresses, recipes and verse into lines. A guess; not measured."""
MIN_HEADED_SIZE, MAX_HEADING_SIZE = 60, 100  # characters below a run-in heading at least, and of one at most (guesses)
_OPENERS = "\"'“„‚‘«»「『¿¡([— –-"
_ONE_LETTER_WORDS = frozenset("aioyeuàâéèêëåöзвскуояаиіéó")  # of all languages; elsewhere a lone capital is a drop cap


class Piece(NamedTuple):
    """A paragraph of a run; `is_heading` if it is a line in bold type above its text."""

    text: str
    is_heading: bool = False


def split_at_breaks(run: str, bold_breaks: Collection[int] = (), *, in_pre: bool = False) -> list[Piece]:
    """Return the paragraphs of a run of inline text, without empty ones.

    A blank line parts paragraphs, a single line end only sentences, or a heading in bold type from its text.
    `bold_breaks` numbers the line ends that come after a line in bold type. `in_pre`: line ends in the source count,
    and single ones part nothing.
    """
    if in_pre:
        run = run.replace("\n", BREAK)
    if BREAK not in run:
        text = tidy(run)
        return [Piece(text)] if text else []
    pieces: list[Piece] = []
    lines: list[str] = []
    for number, line in enumerate(map(tidy, run.split(BREAK))):
        if not line:
            _end_paragraph(pieces, lines)
            continue
        if lines and not in_pre:
            if len(lines) == 1 and number - 1 in bold_breaks and _is_heading(lines[0], line):
                pieces.append(Piece(lines.pop(), is_heading=True))
            elif _are_paragraphs(lines[-1], line):
                _end_paragraph(pieces, lines)
        lines.append(line)
    _end_paragraph(pieces, lines)
    return pieces


def _end_paragraph(pieces: list[Piece], lines: list[str]) -> None:
    if lines:
        pieces.append(Piece(" ".join(lines)))
        lines.clear()


def _is_heading(line: str, below: str) -> bool:
    ends_open = line[-1:] in ",;:–—-" or is_sentence(line, 1)
    return len(line) <= MAX_HEADING_SIZE and not ends_open and is_sentence(below, MIN_HEADED_SIZE)


def _are_paragraphs(above: str, below: str) -> bool:
    """Return whether two lines are sentences, and the second begins like one."""
    starts = below.lstrip(_OPENERS)[:1]
    return is_sentence(above, MIN_LINE_SIZE) and not starts.islower() and is_sentence(below, MIN_LINE_SIZE)


def is_drop_cap(letter: str, rest: str) -> bool:
    """Return whether a text is a capital, perhaps behind a quotation mark, that the rest of a word follows."""
    capital = letter.lstrip(_OPENERS)
    return len(letter) <= 2 and len(capital) == 1 and capital.isupper() and rest[:1].islower()


def rejoin_drop_caps(blocks: list[Block]) -> list[Block]:
    """Return the blocks with the drop caps that are apart from their words rejoined.

    A drop cap is a block of its own, or a letter and a space at a block's start.
    """
    apart = {
        i for i, block in enumerate(blocks[:-1]) if len(block.text) <= 2 and is_drop_cap(block.text, blocks[i + 1].text)
    }
    spaced = [i for i, block in enumerate(blocks) if " " in block.text[1:3] and _is_spaced(block.text)]
    if not apart and not spaced:
        return blocks
    words = f" {' '.join(block.text for block in blocks).casefold()} "
    joined = list(blocks)
    for index in spaced:
        letter, _, rest = joined[index].text.partition(" ")
        text = join_drop_cap(letter, rest, words)
        if " " not in text[: len(letter) + 1]:
            joined[index] = joined[index]._replace(text=text)
    for index in apart:
        below = joined[index + 1]
        joined[index + 1] = below._replace(text=join_drop_cap(joined[index].text, below.text, words, is_apart=True))
    return [block for index, block in enumerate(joined) if index not in apart]


def _is_spaced(text: str) -> bool:
    """Return whether a text begins with a drop cap and a space. A letter that is a word keeps its space."""
    letter, _, rest = text.partition(" ")
    return is_drop_cap(letter, rest) and _capital(letter) not in _ONE_LETTER_WORDS


def _capital(letter: str) -> str:
    return letter.lstrip(_OPENERS).casefold()


def join_drop_cap(letter: str, rest: str, words: str, *, is_apart: bool = False) -> str:
    """Return a drop cap and the text behind it as one text, with a space if the letter is a word ("A town").

    `words` are the page's. A letter joins if the word that it makes shows elsewhere among them. A letter that is
    `is_apart` from its text, as a block or line, and no word itself needs no such evidence; one that is a word and not
    apart never joins.
    """
    first = rest.partition(" ")[0].casefold()
    capital = _capital(letter)
    if capital in _ONE_LETTER_WORDS:
        joins = is_apart and f" {capital}{first} " in words and words.count(f" {first} ") < 2
    else:
        joins = is_apart or f" {capital}{first} " in words
    return letter + rest if joins else f"{letter} {rest}"
