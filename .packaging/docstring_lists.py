"""Shows the lists of parameters in newsclean's docstrings as lists, for mkdocstrings."""

from __future__ import annotations

import re
from typing import Any

from griffe import Extension, Object

ENTRY_RE = re.compile(r"^(\w+(?:, \w+)*): ", re.MULTILINE)


class DocstringLists(Extension):
    """Turns a line `name: meaning` into an item of a list."""

    def on_object(self, *, obj: Object, **_: Any) -> None:
        """Rewrite the docstring of one object."""
        if obj.docstring is not None:
            obj.docstring.value = ENTRY_RE.sub(r"\n- **\1**: ", obj.docstring.value)
