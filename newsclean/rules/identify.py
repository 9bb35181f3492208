"""Which publication a page comes from, and how we know.

The evidence, strongest first:

1. options: what the caller says
2. url: the address the page was fetched from, also inside that of an AMP cache or a web archive
3. canonical: the page's canonical link, its og:url
4. site-name: og:site_name and the like
5. publisher: JSON-LD's publisher, by its name or its address
6. fingerprint: the marks of a CMS in the page's markup
7. signature: two lines of the text

A page that names another site is never judged by 7, and by 6 only as one of a chain that we have a pack for: papers
write about each other.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from newsclean.blocks import Page
from newsclean.metadata import PublicationMatch
from newsclean.options import Options
from newsclean.rules.files.library import Library, load_library
from newsclean.rules.identity_index import IdentityIndex
from newsclean.rules.selectors import select
from newsclean.rules.types import Publication
from newsclean.rules.urls import original_location

Evidence = tuple[str, str, str]
"""The id of a publication, the kind of evidence, the evidence itself."""


@cache
def identity_index_of(library: Library) -> IdentityIndex:
    """Return what a library's publications are told by."""
    return IdentityIndex(library)


def identify(page: Page, options: Options) -> tuple[Page, Publication | None]:
    """Return the page with its publication, and that publication's rules if we have any.

    Raises `UsageError` when the options name a publication we do not have, `RuleFileError` for a wrong file.
    """
    if options.publication == "none":
        return page, None
    library = load_library(options.rules)
    if options.publication:
        publication = library.get(options.publication)
        return replace(page, publication=PublicationMatch(publication.id, publication.name, "options")), publication
    lookup = identity_index_of(library)
    found = next(_known(page, lookup), None) or _fingerprinted(page, lookup)
    name = page.metadata.site_name or page.metadata.publisher
    if found is None and not name and not page.url and not page.metadata.url:
        found = _signed(page, lookup)
    if found is None:
        return (replace(page, publication=PublicationMatch(None, name, "site-name")) if name else page), None
    publication = library.get(found[0])
    shown = name if name and library.is_pack(found[0]) else publication.name
    return replace(page, publication=PublicationMatch(publication.id, shown, *found[1:])), publication


def _known(page: Page, lookup: IdentityIndex) -> Iterator[Evidence]:
    """Yield the publications that the page's address, and what it says of itself, lead to."""
    for kind, url in (("url", page.url), ("canonical", page.metadata.url)):
        host, path = original_location(url)
        found = lookup.by_host(host, path)
        if found:
            yield found[0], kind, f"{host} belongs to {found[1]}"
    for kind, name in (("site-name", page.metadata.site_name), ("publisher", page.metadata.publisher)):
        key = lookup.by_name(name) if name else None
        if name and key:
            yield key, kind, name


def _fingerprinted(page: Page, lookup: IdentityIndex) -> Evidence | None:
    if page.tree is None:
        return None
    for key, selector in lookup.fingerprints():
        if select(page, selector):
            return key, "fingerprint", selector
    return None


def _signed(page: Page, lookup: IdentityIndex) -> Evidence | None:
    found = lookup.by_signature(dict.fromkeys(block.text for block in page.blocks))
    return (found[0], "signature", " · ".join(found[1][:2])) if found else None
