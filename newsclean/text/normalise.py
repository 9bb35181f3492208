"""Normalises the text of blocks. Both readers use this, so that the same words give the same block."""

from __future__ import annotations

from newsclean.text.patterns import compile_later

_INVISIBLE_RE = compile_later(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u200b\u2060\ud800-\udfff\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
"""Characters that a page does not print: controls, and places where a word may break. Joiners are spelling."""
ORNAMENT_RE = compile_later(r"[-=_*~#|:+\s]{3,}$|(?:```|~~~)\w*$")  # a line that only separates or underlines
END_RE = compile_later(r"(?:[■◼◾◆●█□]|#{3}|# # #|[-–—]{1,2} ?30 ?[-–—]{1,2}|-?ENDS-?|\[ENDS\]|\(ENDS\)|\*ENDS\*)$")
"""A line that marks the end of a wire's report."""
INITIALS_RE = compile_later(r"(?:[a-z]{2,4}/){1,5}[a-z]{2,4}$")  # of the desk below a report of AFP: "hm/ab/cd"
MAX_END_MARK = 30  # characters of a mark of an article's end; initials of six people have fewer
BULLETS = "-*•‣◦▪●·"
_BULLET_RE = compile_later(rf"[{BULLETS}]\s+(?=\S)")


def tidy(text: str) -> str:
    """Return a text with white space folded to single spaces, its ends stripped, and invisible ones dropped."""
    text = text.strip()
    # the space is the only printable white space
    if text.isprintable() and "  " not in text:
        return text
    folded = " ".join(text.split())
    return folded if folded.isprintable() else " ".join(_INVISIBLE_RE.sub("", folded).split())


def is_end_mark(text: str) -> bool:
    """Return whether a line is nothing but a mark of an article's end, or the initials of the desk below it."""
    return bool(END_RE.match(text) or INITIALS_RE.match(text))


def drop_invisible(text: str) -> str:
    """Return a text without the control characters that `tidy` drops."""
    return text if text.isprintable() else _INVISIBLE_RE.sub("", text)


def escape_surrogates(text: str) -> str:
    r"""Return a text that UTF-8 can encode: a lone surrogate, as in a file name that is not UTF-8, becomes its escape.

    >>> escape_surrogates("page\udcff.html")
    'page\\udcff.html'
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "backslashreplace").decode()
    return text


def split_bullet(text: str) -> tuple[str, bool]:
    """Return a tidied text without its list bullet, and whether it had one.

    >>> split_bullet("• Bread and salt"), split_bullet("-5 degrees at night")
    (('Bread and salt', True), ('-5 degrees at night', False))
    """
    bullet = _BULLET_RE.match(text) if text[:1] in BULLETS else None
    return (text[bullet.end() :], True) if bullet else (text, False)


def is_blank(character: str) -> bool:
    """Return whether a character is white space, or a control character that `tidy` drops."""
    return character.isspace() or _INVISIBLE_RE.match(character) is not None


def align(text: str, original: str) -> list[tuple[int, int]]:
    """Return the start and end of each character of a tidied text in the original text.

    >>> align("a b", "  a   b")
    [(2, 3), (3, 4), (6, 7)]
    """
    places = []
    here = 0
    for character in text:
        while original[here] != character and not (character == " " and original[here].isspace()):
            here += 1
        places.append((here, here + 1))
        here += 1
    return places
