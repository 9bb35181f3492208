"""Rules: what we know of single publications, as data.

`form` and `schema` say what a file may hold, `layers` where files are, `loader` puts them together, `identify` finds
the one for a page, `matcher` applies it.
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
