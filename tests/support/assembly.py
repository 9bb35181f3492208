"""Shortcuts from a labelled page to its article."""

from newsclean import Article, Category, Label, Options, Page, Source
from newsclean.assemble import assemble
from newsclean.readers import read


def assembled(page: Page, options: Options | None = None) -> Article:
    """Return the article of a page in which every block has a label, under the policies that `options` give it."""
    return assemble(page, (options or Options()).policies_for(page))


def labelled(text: str, *categories: Category) -> Article:
    """Return the article of a text whose blocks get these categories, in order."""
    page = read(Source.from_str(text), Options())
    labels = {index: Label(category, f"test:{category}") for index, category in enumerate(categories)}
    return assembled(page.with_labels(labels))
