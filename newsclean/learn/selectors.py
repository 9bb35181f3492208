"""CSS selectors of one element that will still fit after the site's next release."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from functools import lru_cache

# Guesses; not measured.
MAX_CLASSES = 6  # of one element that become selectors: utility frameworks give an element dozens
MAX_NAME_CHARS = 60  # of the longest usable id or class: longer ones are generated
_ARTICLE_TAGS = ("article", "main")
_REGION_TAGS = ("aside", "nav", "footer", "header", "figcaption")
_MEANING = ("itemprop", "role", "data-testid", "data-component", "data-qa")
"""Attributes that say what an element is for."""
_NAME_RE = re.compile(r"-?[A-Za-z_][\w-]*\Z")
_NUMBERED_RE = re.compile(r"\d{3}|[0-9a-f]{8,}|^(?:post|node|entry|article|story|id)[-_]?\d+", re.IGNORECASE)
"""Matches names that carry the number of a page."""
_GENERATED_RE = re.compile(
    r"-(?=[a-z]*\d)[a-z0-9]{5,}$|^(?:css|sc|jss|svelte|emotion|tw)-|^_|[A-Z][a-z]*[0-9]"
    r"|__(?=\w*\d)\w{5,}$|__(?=\w*[A-Z])\w{5}$"
)
"""Matches class names that build tools generate, such as `css-1x2y3z` and `Main_body__Ab3xY`."""


def selectors_of(tag: str, attributes: Mapping[str, str]) -> tuple[str, ...]:
    """Return the selectors of an element, the most lasting first: its meaning, its id, its classes.

    Ids and classes that will differ on the next page or in the next release are left out.

    >>> selectors_of("div", {"id": "post-1234", "class": "story css-1x2y3z", "role": "article"})
    ('div[role="article"]', 'div.story')
    """
    meanings = tuple(attributes.get(name, "").strip() for name in _MEANING)
    return _selectors_of(tag, attributes.get("id", "").strip(), meanings, attributes.get("class", ""))


@lru_cache(maxsize=16_384)
def _selectors_of(tag: str, identity: str, meanings: tuple[str, ...], classes: str) -> tuple[str, ...]:
    found = _candidates(tag, identity, meanings, classes) if _NAME_RE.match(tag) else ()
    return tuple(map(sys.intern, found))


def _candidates(tag: str, identity: str, meanings: tuple[str, ...], classes: str) -> Iterator[str]:
    if tag in _ARTICLE_TAGS:
        yield tag
    if _is_lasting(identity):
        yield f"{tag}#{identity}"
    for name, value in zip(_MEANING, meanings, strict=True):
        if value and '"' not in value and "\\" not in value and not re.search(r"\d{3}", value):
            yield f'{tag}[{name}="{value}"]'
    for name in [name for name in dict.fromkeys(classes.split()) if _is_lasting(name)][:MAX_CLASSES]:
        yield f"{tag}.{name}"
    if tag in _REGION_TAGS:
        yield tag


def _is_lasting(name: str) -> bool:
    return (
        bool(_NAME_RE.match(name))
        and len(name) <= MAX_NAME_CHARS
        and not _NUMBERED_RE.search(name)
        and not _GENERATED_RE.search(name)
    )
