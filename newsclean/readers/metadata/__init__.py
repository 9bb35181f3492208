"""The facts that an HTML page states about its article, each with where it was found.

`collect` looks the page over once; then a module for each kind of field judges what it found, because no order of
sources is right for all fields: `headline`, `authors` (with `signed`, the bylines on the page), `dated`, `access`, and
`stated` for the rest. docs/metadata.md has the order for each field, and what it was measured to be worth.
"""

from __future__ import annotations

from collections.abc import Sequence

from newsclean.blocks import Block
from newsclean.metadata import Metadata
from newsclean.readers.metadata import dates as dated
from newsclean.readers.metadata import jsonld
from newsclean.readers.metadata.access import declared_access
from newsclean.readers.metadata.authors import choose_authors
from newsclean.readers.metadata.collect import PageMetadata, collect
from newsclean.readers.metadata.declared import Sourced, declared_fields
from newsclean.readers.metadata.headline import choose_headline, collect_titles, site_names
from newsclean.readers.metadata.page_bylines import headline_index


def read_metadata(page: PageMetadata, url: str | None, blocks: Sequence[Block]) -> Metadata:
    """Choose the facts about the article from all that a page states, and from its blocks.

    `url` is the address somebody outside the page knows; it is the article's if the page names no canonical one.
    """
    headline = choose_headline(collect_titles(page, url))
    anchor = headline_index(blocks, headline[0] if headline else None)
    signature = choose_authors(page, blocks, anchor, site_names(page, url))
    stated = declared_fields(page, url)
    address = url or stated.get("url", (None,))[0]
    found: dict[str, Sourced | None] = {
        **stated,
        "headline": headline,
        "authors": (signature.people, signature.source),
        "agencies": (signature.agencies, signature.source),
        "published": dated.published_date(page, blocks, anchor, address),
        "modified": dated.modified_date(page, blocks, anchor),
        "access": declared_access(page),
    }
    known = {name: fact for name, fact in found.items() if fact and fact[0]}
    return Metadata(
        **{name: value for name, (value, _) in known.items()},
        sources={name: source for name, (_, source) in known.items()},
    )


def declared_body(page: PageMetadata) -> str:
    """Return the longest article text in the page's JSON-LD, "" if it has none.

    It is evidence, not truth: often it is cut short, lacks paragraphs, or belongs to another article.
    """
    bodies = (item.get("articleBody") for item in page.items if jsonld.is_article(item))
    return max((jsonld.unescape(body) for body in bodies if isinstance(body, str)), key=len, default="")


__all__ = ["PageMetadata", "collect", "declared_body", "read_metadata"]
