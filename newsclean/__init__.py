r"""newsclean cleans scraped news pages: it separates the article from the boilerplate, and gives each block a reason.

>>> import newsclean
>>> article = newsclean.clean("Home\n\nFerry returns to the island\n\nThe ferry will sail again on Monday, "
...                           "the harbour office said, after a winter without a single crossing.\n\nRead more")
>>> article.headline
'Ferry returns to the island'
>>> [(entry.category.value, entry.text) for entry in article.ledger if entry.policy == "drop"]
[('navigation', 'Home'), ('related', 'Read more')]
"""

from newsclean.article import Article, LedgerEntry
from newsclean.assemble import restore
from newsclean.blocks import Block, Category, Label, Page, Policy
from newsclean.errors import (
    InternalError,
    LockedError,
    NewscleanError,
    NotTextError,
    PageError,
    RemovalError,
    RestoreError,
    RuleFileError,
    TooLargeError,
    UnreadableError,
    UsageError,
)
from newsclean.options import Options
from newsclean.pipeline import Failure, clean, clean_one, label
from newsclean.sources import Source
from newsclean.version import __version__

__all__ = [
    "Article",
    "Block",
    "Category",
    "Failure",
    "InternalError",
    "Label",
    "LedgerEntry",
    "LockedError",
    "NewscleanError",
    "NotTextError",
    "Options",
    "Page",
    "PageError",
    "Policy",
    "RemovalError",
    "RestoreError",
    "RuleFileError",
    "Source",
    "TooLargeError",
    "UnreadableError",
    "UsageError",
    "__version__",
    "clean",
    "clean_one",
    "label",
    "restore",
]
