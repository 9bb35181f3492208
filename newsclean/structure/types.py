"""The type of a body's structure."""

from __future__ import annotations

from typing import NamedTuple

from newsclean.article import BodyBlock
from newsclean.marks import Embed, Image


class Structure(NamedTuple):
    """The blocks of the body with all that they show, and the images and embeds between them."""

    blocks: tuple[BodyBlock, ...]
    images: tuple[Image, ...] = ()
    embeds: tuple[Embed, ...] = ()
