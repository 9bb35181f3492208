r"""newsclean cleans scraped news pages: it separates the article from the boilerplate, and gives each block a reason.

>>> import newsclean
>>> article = newsclean.clean("Home\n\nFerry returns to the island\n\nThe ferry will sail again on Monday, "
...                           "the harbour office said, after a winter without a single crossing.\n\nRead more")
>>> article.headline
'Ferry returns to the island'
>>> [(entry.category.value, entry.text) for entry in article.ledger if entry.policy == "drop"]
[('navigation', 'Home'), ('related', 'Read more')]
"""

from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from newsclean.version import __version__

if TYPE_CHECKING:
    from newsclean.article import Article, LedgerEntry
    from newsclean.assemble import restore
    from newsclean.batch.engines.many import aclean_many, clean_many
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

_ROOMS = MappingProxyType(
    {
        "article": ("Article", "LedgerEntry"),
        "assemble": ("restore",),
        "batch.engines.many": ("aclean_many", "clean_many"),
        "blocks": ("Block", "Category", "Label", "Page", "Policy"),
        "errors": tuple(name for name in __all__ if name.endswith("Error")),
        "options": ("Options",),
        "pipeline": ("Failure", "clean", "clean_one", "label"),
        "rules.files.layers": ("standard_rules",),
        "sources": ("Source",),
    }
)
"""The module of each public name. It is imported when the name is first used, so that each command loads its own."""


def __getattr__(name: str) -> Any:
    """Return a public name from its module."""
    room = next((room for room, names in _ROOMS.items() if name in names), None)
    if room is None:
        raise AttributeError(f"module 'newsclean' has no attribute {name!r}")
    return getattr(import_module(f"newsclean.{room}"), name)
