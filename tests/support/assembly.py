"""A shortcut from a labelled page to its article."""

from newsclean import Article, Options, Page
from newsclean.assemble import assemble


def assembled(page: Page, options: Options | None = None) -> Article:
    """Return the article of a page in which every block has a label, under the policies that `options` give it."""
    return assemble(page, (options or Options()).policies_for(page))
