"""The metadata that an HTML page declares about its article, each field with its source.

`collect` passes over the page once. Then a module for each kind of field chooses among the findings, because no order
of sources suits all fields: `headline`, `authors` (with `page_bylines`), `dates`, `access`, and `declared` for the
rest. docs/metadata.md has the order of sources for each field, with measurements.
"""

from __future__ import annotations

from collections.abc import Sequence

from newsclean.blocks import Block
from newsclean.metadata import Metadata
from newsclean.readers.metadata import jsonld
from newsclean.readers.metadata.access import declared_access
from newsclean.readers.metadata.authors import choose_authors
from newsclean.readers.metadata.collect import PageMetadata, collect
from newsclean.readers.metadata.dates import Dates
from newsclean.readers.metadata.declared import Sourced, declared_fields
from newsclean.readers.metadata.headline import Titles, choose_headline, collect_titles, site_names, title_key
from newsclean.readers.metadata.page_bylines import headline_index


def read_metadata(page: PageMetadata, url: str | None, blocks: Sequence[Block]) -> Metadata:
    """Return the metadata of the article, chosen from all that its page declares and from its blocks.

    `url` is the caller's URL of the page. It becomes the article's if the page names no canonical one.
    """
    titles = collect_titles(page, url)
    headline = choose_headline(titles)
    _note_headlines(page, titles, headline)
    anchor = headline_index(blocks, headline[0] if headline else None)
    credit = choose_authors(page, blocks, anchor, site_names(page, url))
    declared = declared_fields(page, url)
    address = url or declared.get("url", (None,))[0]
    dates = Dates(page, blocks, anchor, address)
    found: dict[str, Sourced | None] = {
        **declared,
        "headline": headline,
        "authors": (credit.people, credit.source),
        "agencies": (credit.agencies, credit.source),
        "published": dates.published(),
        "modified": dates.modified,
        "access": declared_access(page, blocks),
    }
    known = {name: sourced for name, sourced in found.items() if sourced and sourced[0]}
    return Metadata(
        **{name: value for name, (value, _) in known.items()},
        sources={name: source for name, (_, source) in known.items()},
    )


def _note_headlines(page: PageMetadata, titles: Titles, headline: tuple[str, str] | None) -> None:
    """Note the stated titles that are not the headline, nor begin or end like it."""
    key = title_key(headline[0]) if headline else ""
    for source in ("json-ld", "opengraph"):
        other = title_key(titles.stated.get(source, ""))
        if headline and other and other not in key and key not in other:
            page.contradict("headline", headline, (titles.stated[source], source))


def declared_body(page: PageMetadata) -> str:
    """Return the longest article text in the page's JSON-LD, "" if it has none.

    It is evidence, not truth: often it is cut short, lacks paragraphs, or belongs to another article.
    """
    bodies = (item.get("articleBody") for item in page.items if jsonld.is_article(item))
    return max((jsonld.unescape(body) for body in bodies if isinstance(body, str)), key=len, default="")


def declares_article(page: PageMetadata) -> bool:
    """Return whether the page says in JSON-LD or in `og:type` that it is an article."""
    return bool(page.article) or "article" in (page.first("og:type") or "").lower()


__all__ = ["PageMetadata", "collect", "declared_body", "declares_article", "read_metadata"]
