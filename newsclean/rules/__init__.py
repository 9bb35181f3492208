"""The rules of single publications, as data.

`files` reads publication files into a library, `identify` finds the publication of a page, and `apply` labels the
blocks of that page.
"""

from newsclean.rules.apply import apply_repetition, apply_rules
from newsclean.rules.files.layers import standard_rules
from newsclean.rules.files.library import Library, load_library
from newsclean.rules.identify import identify
from newsclean.rules.types import Publication, Rule

__all__ = [
    "Library",
    "Publication",
    "Rule",
    "apply_repetition",
    "apply_rules",
    "identify",
    "load_library",
    "standard_rules",
]
