"""The address of an image: the largest version that its element names and that is no placeholder."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from newsclean.structure.addresses import Addresses
from newsclean.text.normalise import tidy
from newsclean.text.patterns import compile_later

MIN_SIZE = 48
"""Pixels. An image that is smaller in both directions is an icon. A guess; not measured."""
MAX_PIXEL = 2  # pixels of a side up to which an image only counts visits
MAX_SRCSET_CHARS = 20_000  # characters of a `srcset` that are read (a guess)
MAX_PAIRS = 300  # lazy images with a `<noscript>` of a page (a guess)
_SET_NAMES = ("srcset", "data-srcset", "data-lazy-srcset", "data-src-set")
_LAZY_NAMES = (
    "data-src data-original data-lazy-src data-lazy data-original-src data-hi-res-src data-full-src data-full "
    "data-large-file data-orig-file data-image data-url data-img-src data-echo data-fallback-src"
).split()
_CANDIDATE_RE = compile_later(r"([^\s,]\S*[^\s,])(?:\s+([\d.]{1,12})([wxh]))?\s*(?:,|$)")
_PLACEHOLDER_RE = compile_later(
    r"(?:^|[/_.-])(?:place-?holder|blank|spacer|pixel|1x1|transparent|lazy-?load\w*|lazy|loading|loader|grey|gray|empty|"
    r"dummy|clear|trans)(?![a-z])[^/]*$",
    re.IGNORECASE,
)
_FILE_RE = compile_later(r"\.(?:jpe?g|png|webp|gif|avif)(?:$|[?#])", re.IGNORECASE)
_CHROME_RE = compile_later(
    r"(?<![a-z])(?:icon|logo|avatar|sprite|emoji|smiley|wp-smiley|gravatar|badge|btn|button|share|social|tracking)"
    r"(?![a-z])",
    re.IGNORECASE,
)
"""Classes and file names of images that are no part of an article."""
_LAZY_PAIR_RE = compile_later(rb"(<img\b[^>]{0,5000}>)\s*<noscript[^>]{0,200}>\s*(<img\b[^>]{0,5000}>)", re.IGNORECASE)


def address_of(image: Any, addresses: Addresses) -> str:
    """Return the absolute address of an `<img>`, "" if it names only placeholders."""
    sized = [*_sized(image)]
    # libxml2 puts an image inside the source before it
    picture = next(image.iterancestors("picture"), None)
    if picture is not None:
        sized += [entry for source in picture.iter("source") for entry in _sized(source)]
    # of equal sizes the first counts: pages name the formats that most browsers can show last
    found = [address for _, address in sorted(sized, key=lambda entry: -entry[0])]
    found += [image.get(name) for name in _LAZY_NAMES if image.get(name)]
    found.append(image.get("src") or "")
    link = image.getparent() if picture is None else picture.getparent()
    if link is not None and link.tag == "a" and _FILE_RE.search(link.get("href") or ""):
        found.insert(0, link.get("href"))
    known = (address for each in found if not _PLACEHOLDER_RE.search(each) and (address := addresses.media(each)))
    return next(known, "")


def is_chrome(image: Any) -> bool:
    """Return whether an image is an icon, a logo or a counter of visits."""
    width, height = size_of(image)
    if (width is not None and width <= MAX_PIXEL) or (height is not None and height <= MAX_PIXEL):
        return True
    if width is not None and height is not None and width < MIN_SIZE and height < MIN_SIZE:
        return True
    around = (each for each in (image, image.getparent()) if each is not None)
    name = (image.get("src") or "").rpartition("/")[2].partition("?")[0]
    return any(_CHROME_RE.search(each.get("class") or "") for each in around) or bool(_CHROME_RE.search(name))


def size_of(image: Any) -> tuple[int | None, int | None]:
    """Return the width and the height that an element states, in pixels; None for what it does not state."""
    return _pixels(image.get("width")), _pixels(image.get("height"))


def alt_of(image: Any) -> str:
    """Return the text that stands for an image."""
    return tidy(image.get("alt") or "")


def noscript_images(markup: str) -> Mapping[str, str]:
    """Return the tag of the `<img>` inside the `<noscript>` behind each lazy image, by the lazy image's tag."""
    pairs = _LAZY_PAIR_RE.findall(markup.encode("utf-8", "replace"))
    return {lazy.decode(): shown.decode() for lazy, shown in pairs[:MAX_PAIRS]}


def _sized(element: Any) -> Iterator[tuple[float, str]]:
    """Yield the addresses in an element's `srcset`, with their sizes: widths in pixels, or densities."""
    for name in _SET_NAMES:
        text = element.get(name)
        for address, size, unit in _CANDIDATE_RE.findall((text or "")[:MAX_SRCSET_CHARS]):
            try:
                yield (float(size) if size else 1.0) * (1 if unit == "w" else 0.001), address
            except ValueError:
                continue


def _pixels(text: str | None) -> int | None:
    found = re.match(r"\s*(\d{1,5})(?:\.\d+)?\s*(?:px)?\s*$", text or "")
    return int(found[1]) if found else None
