"""What an article shows besides its text: marks, frames, images and embeds; made only on request.

The reader folds each block to plain text, which is all that most outputs need. This room walks the inline content of
the kept blocks a second time, so its cost grows with the article and not with the page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from newsclean.article import BodyBlock
from newsclean.blocks import Page, Span
from newsclean.options import Policies
from newsclean.structure.types import Structure

__all__ = ["Structure", "structure_of"]


def structure_of(
    page: Page, blocks: Sequence[BodyBlock], cuts: Mapping[int, Sequence[Span]], policies: Policies
) -> Structure:
    """Return the structure of a body, given its blocks and the spans that left them, by index in the page."""
    if page.input == "html":
        # start-up: lxml takes 40 ms to import, and a text dump does not need it
        from newsclean.structure.html import html_structure

        return html_structure(page, blocks, cuts, policies)
    # start-up: plain text needs no parser of Markdown
    from newsclean.structure.dumps import dump_structure

    return dump_structure(page, blocks)
