"""Math as TeX: the TeX that a page carries beside its MathML, or the MathML itself translated."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

MAX_TEX_CHARS = 5000  # characters of a formula; a longer one is left out (a guess)
MAX_NESTING = 40  # levels of MathML that are translated; deeper ones become text (a guess)
_WRAPPED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "mfrac": ("\\frac{", "}{", "}"),
        "msup": ("{", "}^{", "}"),
        "msub": ("{", "}_{", "}"),
        "msubsup": ("{", "}_{", "}^{", "}"),
        "munder": ("{", "}_{", "}"),
        "mover": ("{", "}^{", "}"),
        "munderover": ("{", "}_{", "}^{", "}"),
        "mroot": ("{", "}^{1/", "}"),
    }
)
"""The TeX around and between the children of an element."""
_OPERATORS = str.maketrans(
    {
        "×": "\\times ",
        "·": "\\cdot ",
        "÷": "\\div ",
        "±": "\\pm ",
        "≤": "\\le ",
        "≥": "\\ge ",
        "≠": "\\ne ",
        "≈": "\\approx ",
        "→": "\\to ",
        "∞": "\\infty ",
        "∑": "\\sum ",
        "∫": "\\int ",
        "∏": "\\prod ",
        "√": "\\surd ",
        "−": "-",
        "\u2061": "",
        "\u2062": "",
        "{": "\\{",
        "}": "\\}",
        "%": "\\%",
        "$": "\\$",
        "#": "\\#",
        "&": "\\&",
        "_": "\\_",
        "\\": "\\backslash ",
    }
)


def tex_of(math: Any) -> str:
    """Return the TeX of a `<math>` element, "" if it has none or too much of it."""
    found = _stated_tex(math) or _translated(math, 0)
    tex = " ".join(found.split())
    return tex if len(tex) <= MAX_TEX_CHARS else ""


def is_display(math: Any) -> bool:
    """Return whether a formula has a line of its own."""
    return bool(math.get("display") == "block" or math.get("mode") == "display")


def _stated_tex(math: Any) -> str:
    for note in math.iter("annotation"):
        if "tex" in (note.get("encoding") or "").lower():
            return str(note.text or "")
    return str(math.get("alttext") or "")


def _translated(element: Any, depth: int) -> str:
    """Return MathML as TeX. An element without a translation becomes its children."""
    tag = element.tag if isinstance(element.tag, str) else ""
    if tag in ("annotation", "annotation-xml"):
        return ""
    if depth > MAX_NESTING or not len(element):
        text = "".join(element.itertext()).strip()
        return f"\\text{{{text}}}" if tag == "mtext" and text else text.translate(_OPERATORS)
    children = [_translated(child, depth + 1) for child in element]
    if tag == "msqrt":
        return f"\\sqrt{{{''.join(children)}}}"
    around = _WRAPPED.get(tag)
    if around is None or len(around) != len(children) + 1:
        return "".join(children)
    return "".join(piece for pair in zip(around, [*children, ""], strict=True) for piece in pair)
