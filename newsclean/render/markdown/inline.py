"""Inline Markdown: a block's text with its marks.

Emphasis in Markdown depends on the characters beside its signs: `a**"b"**c` shows the asterisks. An entity for the
letter beside a sign (`&#97;**"b"**`) makes every emphasis work without a change of the text.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from newsclean.marks import Mark
from newsclean.render.markdown.escape import (
    destination,
    entity,
    escape,
    escape_line_start,
    is_punctuation,
    is_space,
    title_of,
)
from newsclean.render.tree.outline import Span, spans_of
from newsclean.render.tree.quotation import quotation_marks
from newsclean.text.patterns import compile_later

_SIGNS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"strong": ("**", "__"), "emphasis": ("*", "_"), "deleted": ("~~",)}
)
"""The signs of a mark; a later one is used beside the same sign."""
_TAGS: Mapping[str, str] = MappingProxyType({"sub": "sub", "sup": "sup", "inserted": "ins"})
"""Marks that Markdown writes as HTML, as GitHub does."""
_BACKTICKS_RE = compile_later("`+")
_TEX_TABLE = str.maketrans(
    {"<": r"\lt ", ">": r"\gt ", "`": "'", "*": r"\ast ", "$": None, "|": r"\vert ", "[": r"\lbrack ", "]": r"\rbrack "}
)


@dataclass(slots=True)
class LinkStyle:
    """How links are written: `inline`, as references (`definitions` collects their targets), or not at all."""

    has_links: bool = True
    is_inline: bool = True
    definitions: dict[tuple[str, str], int] = field(default_factory=dict)

    def target(self, mark: Mark) -> str:
        """Return what follows the text of a link."""
        if self.is_inline:
            return f"({destination(mark.value)}{title_of(mark.title)})"
        return f"[{self.definitions.setdefault((mark.value, mark.title), len(self.definitions) + 1)}]"

    def definition_lines(self) -> str:
        """Return the targets of all references, a line each."""
        pairs = self.definitions.items()
        return "\n".join(f"[{number}]: {destination(url)}{title_of(title)}" for (url, title), number in pairs)


@dataclass(slots=True)
class _Token:
    """A piece of output. `sign` is the sign of emphasis that it is; `is_text`: it is escaped text."""

    text: str
    sign: str = ""
    opens: bool = False
    is_text: bool = False


@dataclass(slots=True)
class InlineWriter:
    """Writes blocks. `line_end` is what a line break becomes; in a table or a heading it cannot be a line end."""

    links: LinkStyle
    language: str
    line_end: str = "\\\n"
    in_cell: bool = False
    _source: str = ""
    _tokens: list[_Token] = field(default_factory=list)
    _open: list[tuple[str, int]] = field(default_factory=list)

    def write(self, text: str, marks: Sequence[Mark]) -> str:
        """Return the Markdown of a text with marks."""
        if not marks:
            return self._line_starts(self._escaped(text))
        self._source, self._tokens, self._open = text, [], []
        self._children(spans_of(text, marks))
        _settle(self._tokens)
        # without the links back, a note ends in a space
        return self._line_starts("".join(token.text for token in self._tokens).strip())

    def _line_starts(self, text: str) -> str:
        return text if self.in_cell else "\n".join(map(escape_line_start, text.split("\n")))

    def _escaped(self, text: str) -> str:
        escaped = escape(text)
        return escaped.replace("|", r"\|") if self.in_cell else escaped

    def _text(self, text: str) -> None:
        escaped = self._escaped(text)
        before = self._tokens[-1].text if self._tokens else ""
        # text beside a sign or a note must not become a part of it
        if escaped[0] == "~" or (escaped[0] in ":(" and before.startswith("[^")):
            escaped = "\\" + escaped
        if escaped[-1] == "~" and escaped[-2:-1] != "\\":
            escaped = escaped[:-1] + r"\~"
        self._tokens.append(_Token(escaped, is_text=True))

    def _raw(self, text: str) -> None:
        self._tokens.append(_Token(text))

    def _children(self, span: Span) -> None:
        for child in span.children:
            if isinstance(child, str):
                self._text(child)
            else:
                self._span(child)

    def _span(self, span: Span) -> None:
        mark = span.mark
        match span.kind:
            case "strong" | "emphasis" | "deleted":
                self._emphasis(span)
            case "sub" | "sup" | "inserted":
                tag = _TAGS[span.kind]
                self._enclosed(span, f"<{tag}>", f"</{tag}>")
            case "code":
                self._raw(self.code(self._source[span.start : span.end]))
            case "break":
                self._raw(self.line_end)
            case "link" if mark is not None and self.links.has_links:
                self._bracket()
                target = self.links.target(mark)
                self._enclosed(span, "", "]" + (target.replace("|", r"\|") if self.in_cell else target))
            case "note" if mark is not None:
                self._bracket(f"[^{mark.value}]")
            case "math" if mark is not None:
                self._math(mark)
            case "quotation":
                opening, closing = quotation_marks(self.language)
                self._text(opening)
                self._children(span)
                self._text(closing)
            case "backlink":
                pass
            case _:
                self._children(span)

    def _math(self, mark: Mark) -> None:
        sign = "$$" if mark.title == "block" else "$"
        # math that is no text of the page has only one of the spaces around it
        is_glued = mark.start == mark.end and self._source[mark.end : mark.end + 1].isalnum()
        self._raw(sign + mark.value.translate(_TEX_TABLE).strip() + sign + " " * is_glued)

    def _enclosed(self, span: Span, opening: str, closing: str) -> None:
        if opening:
            self._raw(opening)
        self._children(span)
        self._raw(closing)

    def _bracket(self, text: str = "[") -> None:
        """Add a bracket that makes no image with an exclamation mark before it."""
        last = self._tokens[-1] if self._tokens else None
        if last is not None and last.is_text and last.text.endswith("!"):
            last.text = last.text[:-1] + r"\!"
        self._raw(text)

    def _emphasis(self, span: Span) -> None:
        """Add emphasis with a sign that touches no sign of its kind; the text alone if there is none."""
        taken = {sign[0] for sign, end in self._open if end == span.end}
        if self._tokens and self._tokens[-1].sign:
            taken.add(self._tokens[-1].sign[0])
        sign = next((sign for sign in _SIGNS[span.kind] if sign[0] not in taken), "")
        if not sign or self._source[span.start].isspace() or self._source[span.end - 1].isspace():
            self._children(span)
            return
        self._tokens.append(_Token(sign, sign, opens=True))
        self._open.append((sign, span.end))
        self._children(span)
        self._open.pop()
        self._tokens.append(_Token(sign, sign))

    def code(self, text: str) -> str:
        """Return a text as code."""
        longest = max(map(len, _BACKTICKS_RE.findall(text)), default=0)
        fence = "`" * (longest + 1)
        pad = " " if text[0] == "`" or text[-1] == "`" else ""
        code = f"{fence}{pad}{text}{pad}{fence}"
        return code.replace("|", r"\|") if self.in_cell else code


def _settle(tokens: Sequence[_Token]) -> None:
    """Turn letters beside signs of emphasis into entities where Markdown would not read the signs as signs."""
    for index, token in enumerate(tokens):
        if not token.sign:
            continue
        before = tokens[index - 1] if index else None
        after = tokens[index + 1] if index + 1 < len(tokens) else None
        outer, inner = (before, after) if token.opens else (after, before)
        if outer is None or not outer.is_text:
            continue
        character = outer.text[-1] if token.opens else outer.text[0]
        if is_space(character) or (is_punctuation(character) and (character.isascii() or _is_letterless(character))):
            continue
        inside = (inner.text[0] if token.opens else inner.text[-1]) if inner is not None and inner.text else ""
        if token.sign[0] != "_" and not is_punctuation(inside):
            continue
        outer.text = outer.text[:-1] + entity(character) if token.opens else entity(character) + outer.text[1:]


def _is_letterless(character: str) -> bool:
    """Return whether all readers of Markdown take a character for punctuation; some do not for symbols."""
    return unicodedata.category(character)[0] == "P"
