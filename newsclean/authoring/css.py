"""XPath to CSS, where CSS says exactly the same; where it does not, the XPath stays.

What CSS can say: steps down the tree by name, with conditions on attributes, on position among siblings of one name,
and `not`, `and`, `or` of those. Other axes, text, functions and counting over a whole result are XPath's alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product

_STEP_RE = re.compile(r"(//|/)((?:child::)?(?:[a-zA-Z][\w-]*|\*))")
_NAME = r"@(?P<name>[a-zA-Z_][\w-]*)"
_TEXT = r"(?:'(?P<single>[^']*)'|\"(?P<double>[^\"]*)\")"
_CONDITIONS = [
    (re.compile(rf"{_NAME}\s*=\s*{_TEXT}\Z"), '[{name}="{text}"]'),
    (re.compile(rf"{_TEXT}\s*=\s*{_NAME}\Z"), '[{name}="{text}"]'),
    (re.compile(rf"contains\(\s*{_NAME}\s*,\s*{_TEXT}\s*\)\Z"), '[{name}*="{text}"]'),
    (re.compile(rf"starts-with\(\s*{_NAME}\s*,\s*{_TEXT}\s*\)\Z"), '[{name}^="{text}"]'),
    (re.compile(rf"{_NAME}\Z"), "[{name}]"),
]
_BARE = _NAME.replace("name", "bare")
_WORD_RE = re.compile(
    rf"contains\(\s*concat\(\s*(['\"]) \1\s*,\s*(?:normalize-space\(\s*{_NAME}\s*\)|{_BARE})\s*,"
    rf"\s*(['\"]) \4\s*\)\s*,\s*{_TEXT}\s*\)\Z"
)
_POSITION_RE = re.compile(r"(?:position\(\)\s*=\s*)?(\d+)\Z|(last\(\))\Z")
_IDENTIFIER_RE = re.compile(r"-?[a-zA-Z_][\w-]*\Z", re.ASCII)
MAX_SELECTORS = 16
"""Of one path: more alternatives than this are better read as XPath."""


class NotCssError(ValueError):
    """A path that CSS cannot say."""


def to_css(path: str) -> list[str]:
    """Return the CSS selectors that together select what an XPath does. Raises `NotCssError` if there are none.

    >>> to_css("//div[@id='story']/p[contains(@class, 'lead')] | //h1")
    ['div#story > p[class*="lead"]', 'h1']
    """
    selectors = [css for part in split_at(path, "|") for css in _path(part.strip())]
    if len(selectors) > MAX_SELECTORS:
        raise NotCssError(path)
    return selectors


def _path(path: str) -> list[str]:
    alternatives: list[list[str]] = []
    here = 0
    while here < len(path):
        step = _STEP_RE.match(path, here)
        if step is None:
            raise NotCssError(path)
        name = step[2].removeprefix("child::").lower()
        if here == 0 and step[1] == "/" and name != "html":
            raise NotCssError(path)
        link = "" if here == 0 else " " if step[1] == "//" else " > "
        here = step.end()
        predicates = []
        while (found := re.compile(r"\s*\[").match(path, here)) is not None:
            end = closing(path, found.end() - 1)
            predicates.append(path[found.end() : end].strip())
            here = end + 1
        alternatives.append([link + step_css for step_css in _step(name, predicates)])
    if not alternatives:
        raise NotCssError(path)
    return ["".join(steps) for steps in product(*alternatives)]


def _step(name: str, predicates: list[str]) -> list[str]:
    choices: list[list[str]] = [[""]]
    for number, predicate in enumerate(predicates):
        position = _POSITION_RE.match(predicate)
        if position is None:
            choices.append(_condition(predicate))
        elif number == 0 and name != "*":
            # any other place counts among what the conditions before it have left
            choices.append([f":nth-of-type({position[1]})" if position[1] else ":last-of-type"])
        else:
            raise NotCssError(predicate)
    found = ["".join(parts) for parts in product(*choices)]
    return [name + conditions if name != "*" or not conditions else conditions for conditions in found]


def _condition(predicate: str) -> list[str]:
    """Return the alternatives of a predicate, each the conditions of one selector."""
    predicate = _without_brackets(predicate)
    either = split_at(predicate, " or ")
    if len(either) > 1:
        return [css for part in either for css in _condition(part)]
    both = split_at(predicate, " and ")
    if len(both) > 1:
        return ["".join(parts) for parts in product(*map(_condition, both))]
    if re.match(r"not\s*\(", predicate) and closing(predicate, predicate.index("(")) == len(predicate) - 1:
        inner = _condition(predicate[predicate.index("(") + 1 : -1])
        return ["".join(f":not({css})" for css in inner)] if all(_is_simple(css) for css in inner) else _fail(predicate)
    word = _WORD_RE.match(predicate)
    if word:
        return [_class(word["name"] or word["bare"], _text(word), predicate)]
    for pattern, form in _CONDITIONS:
        found = pattern.match(predicate)
        if found:
            return [_attribute(form, found, predicate)]
    return _fail(predicate)


def _attribute(form: str, found: re.Match[str], predicate: str) -> str:
    text = _text(found) if "text" in form else ""
    if "\n" in text or (("*=" in form or "^=" in form) and not text):
        raise NotCssError(predicate)
    name = found["name"].lower()
    if form.startswith('[{name}="') and name == "id" and _IDENTIFIER_RE.match(text):
        return f"#{text}"
    return form.format(name=name, text=text.replace("\\", "\\\\").replace('"', '\\"'))


def _class(name: str, word: str, predicate: str) -> str:
    inner = word.strip()
    if name != "class" or not inner or " " in inner or '"' in inner or len(word) == len(inner) + 1:
        raise NotCssError(predicate)
    if word == inner:
        return f'[class*="{inner}"]'
    return f".{inner}" if _IDENTIFIER_RE.match(inner) else f'[class~="{inner}"]'


def _text(found: re.Match[str]) -> str:
    groups = found.groupdict()
    return groups.get("single") if groups.get("single") is not None else groups.get("double") or ""  # type: ignore[return-value]


def _is_simple(css: str) -> bool:
    """Whether conditions are a single one, as `:not()` takes."""
    return css.count("[") + css.count(".") + css.count("#") + css.count(":") == 1 or (
        css.startswith("[") and css.endswith("]") and css.count("[") == 1
    )


def _without_brackets(text: str) -> str:
    text = text.strip()
    while text.startswith("(") and closing(text, 0) == len(text) - 1:
        text = text[1:-1].strip()
    return text


def _fail(predicate: str) -> list[str]:
    raise NotCssError(predicate)


def closing(text: str, opening: int) -> int:
    """Return where the bracket that opens at a place closes, minding quotes. Raises `NotCssError` if nowhere."""
    place = next((index for index, depth in _unquoted(text, opening) if depth == 0), None)
    if place is None:
        raise NotCssError(text)
    return place


def split_at(text: str, mark: str) -> list[str]:
    """Return the parts of an expression between marks that stand outside brackets and quotes."""
    parts, start = [], 0
    for index, depth in _unquoted(text):
        if depth == 0 and text.startswith(mark, index):
            parts.append(text[start:index])
            start = index + len(mark)
    return [*parts, text[start:]]


def _unquoted(text: str, start: int = 0) -> Iterator[tuple[int, int]]:
    """Yield each place outside quotes, from one on, and how many brackets are open behind its character."""
    depth, quote = 0, ""
    for index, character in enumerate(text[start:], start):
        if quote:
            quote = "" if character == quote else quote
        elif character in "'\"":
            quote = character
        else:
            depth += (character in "([") - (character in ")]")
            yield index, depth
