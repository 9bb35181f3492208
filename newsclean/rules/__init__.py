"""Rules: what we know of single publications, as data.

`schema` says what a file may hold, `loader` finds the files, `identify` the one for a page, `matcher` applies it.
"""

from newsclean.rules.identify import identify
from newsclean.rules.loader import Library, built_in
from newsclean.rules.matcher import apply_rules
from newsclean.rules.schema import Publication

__all__ = ["Library", "Publication", "apply_rules", "built_in", "identify"]
