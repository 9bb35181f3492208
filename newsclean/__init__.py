r"""newsclean cleans scraped news pages: it separates the article from the boilerplate, and gives each block a reason.

>>> import newsclean
>>> article = newsclean.clean("Home\n\nFerry returns to the island\n\nThe ferry will sail again on Monday, "
...                           "the harbour office said, after a winter without a single crossing.\n\nRead more")
>>> article.headline
'Ferry returns to the island'
>>> [(entry.category.value, entry.text) for entry in article.ledger if entry.policy == "drop"]
[('navigation', 'Home'), ('related', 'Read more')]
"""

from typing import TYPE_CHECKING, Any

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
from newsclean.rules.files.layers import standard_rules
from newsclean.sources import Source
from newsclean.version import __version__

if TYPE_CHECKING:
    from newsclean.batch.engines.many import aclean_many, clean_many

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
    "aclean_many",
    "clean",
    "clean_many",
    "clean_one",
    "label",
    "restore",
    "standard_rules",
]


def __getattr__(name: str) -> Any:
    """Return `clean_many` and its twin, which load what worker processes need."""
    if name not in ("clean_many", "aclean_many"):
        raise AttributeError(f"module 'newsclean' has no attribute {name!r}")
    # start-up: one page needs no workers
    from newsclean.batch.engines import many

    return getattr(many, name)
