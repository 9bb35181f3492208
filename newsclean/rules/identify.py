"""Identifying the publication of a page.

The kinds of evidence, strongest first:

1. options: the caller names the publication
2. url: the address of the page, also inside that of an AMP cache or a web archive
3. canonical: the page's canonical link or og:url
4. site-name: og:site_name and similar metadata
5. publisher: the name or address of the publisher in JSON-LD
6. fingerprint: the markup of a content management system
7. signature: two lines of the text

Newspapers write about each other. So a page that names a site without rules is not identified by a signature, and a
fingerprint identifies it only as a member of a chain that has a pack.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from newsclean.blocks import Page
from newsclean.budget import Budget
from newsclean.metadata import PublicationMatch
from newsclean.options import Options
from newsclean.rules.files.library import Library, load_library
from newsclean.rules.identity_index import IdentityIndex
from newsclean.rules.selectors import select
from newsclean.rules.types import Publication
from newsclean.rules.urls import original_location


@cache
def identity_index_of(library: Library) -> IdentityIndex:
    """Return the identity index of a library."""
    return IdentityIndex(library)


def assign(page: Page, publication: Publication) -> Page:
    """Return a page that the caller knows to be the publication's."""
    return replace(page, publication=PublicationMatch(publication.id, publication.name, "options"))


def identify(page: Page, options: Options) -> tuple[Page, Publication | None]:
    """Return the page with its publication, and the rules of that publication if there are any.

    Raises `UsageError` if the options name an unknown publication, and `RuleFileError` for a file with an error.
    """
    if options.publication == "none":
        return page, None
    library = load_library(options.rules)
    if options.publication:
        publication = library.get(options.publication)
        return assign(page, publication), publication
    name = page.metadata.site_name or page.metadata.publisher
    budget = Budget(len(page.decoded.text))
    found = next(_evidence(page, name, identity_index_of(library), budget), None)
    page = replace(page, warnings=(*page.warnings, *budget.warnings))
    if found is None:
        return (replace(page, publication=PublicationMatch(None, name, "site-name")) if name else page), None
    publication = library.get(found[0])
    shown = name if name and library.is_pack(found[0]) else publication.name
    return replace(page, publication=PublicationMatch(publication.id, shown, *found[1:])), publication


def _evidence(page: Page, site: str | None, index: IdentityIndex, budget: Budget) -> Iterator[tuple[str, str, str]]:
    """Yield the id of each publication that has evidence, the kind of evidence and its text, the strongest first."""
    for kind, url in (("url", page.url), ("canonical", page.metadata.url)):
        host, path = original_location(url)
        found = index.by_host(host, path)
        if found:
            yield found[0], kind, f"{host} belongs to {found[1]}"
    for kind, name in (("site-name", page.metadata.site_name), ("publisher", page.metadata.publisher)):
        key = index.by_name(name) if name else None
        if name and key:
            yield key, kind, name
    for key, selector in index.fingerprints if page.tree is not None else ():
        if select(page, selector, budget=budget):
            yield key, "fingerprint", selector
    if not (site or page.url or page.metadata.url):
        signed = index.by_signature(dict.fromkeys(block.text for block in page.blocks))
        if signed:
            yield signed[0], "signature", " · ".join(signed[1][:2])
