"""Fixes of drifted rules: a new generation with the container that now holds a publication's articles."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from newsclean.authoring.scaffold import SeenPage, main_of, paragraphs_of
from newsclean.blocks import Page
from newsclean.options import Options
from newsclean.pipeline import label_blocks
from newsclean.readers import read
from newsclean.sources import Source

LEAST_SHARE = 0.8
"""The share of the pages on which a new container must match. Lower proposes one for mixed layouts. A guess."""


class Drifted(Protocol):
    """A publication with pages that miss its main container, and pages that do not."""

    id: str
    missed: list[Source]
    found: list[Source]


@dataclass(frozen=True, slots=True)
class Fix:
    """A new main container.

    publication: the id. main: its selector. paragraphs: selectors of the elements in it that hold the text.
    agreement: mean F1, in characters, between the container and what the classifier keeps.
    pages: the pages it was made from.
    """

    publication: str
    main: str
    paragraphs: tuple[str, ...]
    agreement: float
    pages: tuple[Source, ...]

    def __str__(self) -> str:
        """Return the proposal in words."""
        number = len(self.pages)
        return f"{self.main} holds the articles of {number} page{'' if number == 1 else 's'} (F1 {self.agreement:.2f})"

    def generation(self, known: Iterable[str]) -> dict[str, object]:
        """Return the table of the generation. `known` are the ids of the generations that the publication has."""
        number = 2
        while f"layout-{number}" in set(known):
            number += 1
        # inside the new container the classifier decides: no person has looked at it yet
        html = {"main": [self.main], "paragraphs": list(self.paragraphs), "inside": "classify"}
        html = {key: value for key, value in html.items() if value}
        return {"id": f"layout-{number}", "probe": [self.main], "html": html}


def find_fixes(publications: Iterable[Drifted], options: Options) -> dict[str, Fix]:
    """Return the fixes that can be proposed, by publication."""
    found = ((one.id, find_fix(one, options)) for one in publications)
    return {key: fix for key, fix in found if fix is not None}


def find_fix(publication: Drifted, options: Options) -> Fix | None:
    """Return a new container for the pages that miss the old one; None if there are none, or no container fits.

    The new selector matches nothing on pages that have the old container, so these keep their rules.
    """
    seen = [_classified(source, options) for source in publication.missed]
    seen = [one for one in seen if one.kept]
    if not seen:
        return None
    main, agreement = main_of(seen, LEAST_SHARE, _pages(publication.found, options))
    if main is None:
        return None
    return Fix(publication.id, main, tuple(paragraphs_of(seen, main)), agreement, tuple(publication.missed))


def _classified(source: Source, options: Options) -> SeenPage:
    """Return a page and what the classifier alone keeps of it."""
    page, policies = label_blocks(read(source, options), None, options)
    return SeenPage(page, frozenset(policies.kept_on(page)))


def _pages(sources: Sequence[Source], options: Options) -> list[Page]:
    return [read(source, options) for source in sources]
