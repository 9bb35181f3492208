"""Which publication a page comes from, and how we know.

The evidence, strongest first: what the caller says; the page's address; the canonical link; the name of the site; the
publisher in JSON-LD; signatures in the text. A page that names another site is never judged by signatures: papers
write about each other.
"""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlsplit

from newsclean.blocks import Page, PublicationMatch
from newsclean.options import Options
from newsclean.rules.loader import Library, built_in
from newsclean.rules.schema import Publication

MAX_SIGNATURE_CHARS = 100
"""A line that is a signature is short: a mast-head, an appeal's opener. In longer ones the name is just mentioned."""


def identify(page: Page, options: Options) -> tuple[Page, Publication | None]:
    """Return the page with its publication, and that publication's rules if we have any.

    Raises `UsageError` when the options name a publication we do not have.
    """
    if options.publication == "none":
        return page, None
    library = built_in()
    if options.publication:
        return _found(page, library.get(options.publication), "options")
    for evidence, publication in (
        ("url", library.for_host(host_of(page.url))),
        ("canonical", library.for_host(host_of(page.metadata.url))),
        ("site-name", library.for_name(page.metadata.site_name or "")),
        ("publisher", library.for_name(page.metadata.publisher or "")),
    ):
        if publication:
            return _found(page, publication, evidence)
    named = page.metadata.site_name or page.metadata.publisher
    if named:
        return replace(page, publication=PublicationMatch(None, named, "site-name")), None
    if page.url or page.metadata.url:
        return page, None
    signed = _signed(page, library)
    return _found(page, signed, "signature") if signed else (page, None)


def host_of(url: str | None) -> str:
    """Return the host of an address in lower case, without port; "" if it has none."""
    try:
        return (urlsplit(url or "").hostname or "").lower()
    except ValueError:
        return ""


def _found(page: Page, publication: Publication, evidence: str) -> tuple[Page, Publication]:
    return replace(page, publication=PublicationMatch(publication.id, publication.name, evidence)), publication


def _signed(page: Page, library: Library) -> Publication | None:
    """Return the publication whose signatures stand on two different short lines of the page."""
    short = {block.text for block in page.blocks if len(block.text) <= MAX_SIGNATURE_CHARS}
    for publication in library.publications:
        if sum(any(signature in line for signature in publication.signatures) for line in short) >= 2:
            return publication
    return None
