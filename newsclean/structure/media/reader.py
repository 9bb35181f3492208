"""The images and embeds of an article, in their place between its blocks.

Labels decide: an image belongs to the article if the nearest element around it that has text has text of the article,
or a caption. An image beside nothing but dropped text goes with it. A caption that is dropped takes its image along.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Any

from lxml import etree

from newsclean.article import BodyBlock
from newsclean.blocks import Category, Container, Label, Page, Policy
from newsclean.marks import Embed, Frame, Image
from newsclean.options import Policies
from newsclean.structure.addresses import Addresses
from newsclean.structure.frames import FrameReader
from newsclean.structure.media.embeds import EMBED_TAGS, Embedded, embed_of, is_post
from newsclean.structure.media.images import address_of, alt_of, is_chrome, noscript_images, size_of

_MEDIA_TAGS = frozenset(("img", "amp-img", *EMBED_TAGS))
MAX_MEDIA = 2000  # images and embeds of an article (a guess)
MARGIN = 50  # blocks before and behind the article that may be beside its images (a guess)
_CAPTIONS = (Category.CAPTION, Category.PHOTO_CREDIT)
_BESIDE = (*_CAPTIONS, Category.HEADLINE, Category.STANDFIRST)
"""Fields whose text is beside the images of an article."""


@dataclass(slots=True)
class Passed:
    """Where the walk of one container passed elements by, and where the container's kept blocks begin.

    offsets: the number of printed characters before each element. starts: those before each block of the body, with
    the block's index in the body.
    """

    offsets: Mapping[Any, int]
    starts: Sequence[tuple[int, int]]

    def block_after(self, element: Any) -> int | None:
        """Return the index of the body's block that an element comes before."""
        offset = self.offsets.get(element)
        if offset is None or not self.starts:
            return None
        return next((index for start, index in self.starts if start >= offset), self.starts[-1][1] + 1)


@dataclass(slots=True)
class MediaReader:
    """Reads the images and embeds of one page."""

    page: Page
    policies: Policies
    addresses: Addresses
    frames: FrameReader
    passed: Mapping[Any, Passed]
    _around: dict[Any, tuple[Container, bool]] = field(default_factory=dict)
    _noscript: Mapping[str, str] | None = None

    def read(self, blocks: Sequence[BodyBlock]) -> tuple[tuple[Image, ...], tuple[Embed, ...]]:
        """Return the images and embeds of a body with these blocks."""
        kept = {block.block: number for number, block in enumerate(blocks)}
        beside = [index for index, label in enumerate(self.page.labels) if index in kept or self._is_beside(label)]
        if not beside or next(self.page.tree.iter(*_MEDIA_TAGS), None) is None:
            return (), ()
        self._mark_containers(beside)
        images: dict[str, Image] = {}
        embeds: dict[str, Embed] = {}
        for element, before, following in self._media(kept, beside):
            place = self._block_after(element, before)
            if element.tag in EMBED_TAGS:
                found = embed_of(element, self.addresses)
                if found is not None and found.url not in embeds and self._belongs(element, is_post=is_post(element)):
                    embeds[found.url] = self._embed(found, element, place)
            elif (image := self._image(element, place, following)) is not None:
                images.setdefault(image.url, image)
            if len(images) + len(embeds) >= MAX_MEDIA:
                break
        return _in_order(images), _in_order(embeds)

    def _mark_containers(self, beside: Sequence[int]) -> None:
        """Note for each element with text near the article whether any of the text belongs to the article."""
        around = self._around
        belonging = set(beside)
        before: tuple[Container | None, bool] = None, False
        for index in range(max(0, beside[0] - MARGIN), min(len(self.page.blocks), beside[-1] + MARGIN)):
            block = self.page.blocks[index]
            belongs = index in belonging
            if block.container is None or before == (block.container, belongs):
                continue
            before = block.container, belongs
            here: Container | None = block.container
            while here is not None and ((known := around.get(here.element)) is None or known[1] < belongs):
                around[here.element] = here, belongs
                here = here.parent

    def _is_beside(self, label: Label | None) -> bool:
        return label is not None and label.category in _BESIDE and self.policies[label.category] is not Policy.DROP

    def _media(self, kept: Mapping[int, int], beside: Sequence[int]) -> Iterator[tuple[Any, int, int]]:
        """Yield each media element between the first and the last block of the article.

        With each come the number of the body's blocks, and of the page's blocks, that begin before it.
        """
        starts: dict[Any, list[int]] = {}
        tags = set(_MEDIA_TAGS)
        for index, block in enumerate(self.page.blocks):
            if block.container is not None:
                starts.setdefault(block.container.element, []).append(index)
                tags.add(block.container.tag)
        before = following = 0
        for element in self.page.tree.iter(*tags):
            if element.tag in _MEDIA_TAGS and beside and beside[0] < following + 1 <= beside[-1] + 1:
                yield element, before, following
            for index in starts.get(element, ()):
                following = max(following, index + 1)
                before += index in kept

    def _block_after(self, element: Any, before: int) -> int:
        """Return the index of the body's block that an element comes before; `before` if its container says nothing."""
        here = element
        while (outer := here.getparent()) is not None:
            passed = self.passed.get(outer)
            if passed is not None and (place := passed.block_after(here)) is not None:
                return place
            here = outer
        return before

    def _belongs(self, element: Any, *, is_post: bool = False) -> bool:
        """Return whether the nearest element with text around an element has text of the article."""
        here = element.getparent() if is_post else element
        while here is not None and here not in self._around:
            here = here.getparent()
        return here is not None and self._around[here][1]

    def _image(self, element: Any, before: int, following: int) -> Image | None:
        captions = list(self._captions(following))
        if any(self.policies[category] is Policy.DROP for category, _ in captions):
            return None
        if is_chrome(element) or not self._belongs(element):
            return None
        url = address_of(element, self.addresses) or self._noscript_address(element)
        if not url:
            return None
        caption, credit = (" ".join(text for category, text in captions if category is kind) for kind in _CAPTIONS)
        return Image(before, url, alt_of(element), caption, credit, *size_of(element), self._within(element))

    def _captions(self, following: int) -> Iterator[tuple[Category, str]]:
        """Yield the captions and credits that come right behind an image, with their text."""
        pairs = zip(self.page.labels[following:], self.page.blocks[following:], strict=True)
        for label, block in takewhile(lambda pair: pair[0] is not None and pair[0].category in _CAPTIONS, pairs):
            if label is not None:
                yield label.category, block.text

    def _noscript_address(self, element: Any) -> str:
        """Return the address that a lazy image has for browsers without scripts, "" for none."""
        if self._noscript is None:
            self._noscript = noscript_images(self.page.decoded.text)
        for lazy, shown in self._noscript.items():
            if all(value in lazy for value in element.attrib.values()):
                return address_of(etree.fromstring(shown, etree.HTMLParser()).find(".//img"), self.addresses)
        return ""

    def _embed(self, found: Embedded, element: Any, before: int) -> Embed:
        """Return an embed in its place. The text of a post that the body has is not said twice."""
        known = self._around.get(element)
        text = "" if known is not None and known[1] else found.text
        return Embed(before, found.kind, found.provider, found.url, text, self._within(element))

    def _within(self, element: Any) -> tuple[Frame, ...]:
        here = element.getparent()
        while here is not None and here not in self._around:
            here = here.getparent()
        return () if here is None else self.frames.context(self._around[here][0]).frames


def _in_order(found: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(sorted(found.values(), key=lambda item: item.before))
