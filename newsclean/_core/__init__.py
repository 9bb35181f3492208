"""The compiled core: kernels in Cython for the steps that take most of a page's time.

Each kernel returns bit for bit what the Python code beside its caller returns, and that code stays: it runs where no
compiler built the kernels, and the tests compare the two. A kernel imports nothing from newsclean; its caller passes in
the tables that it needs. `NEWSCLEAN_PURE=1` in the environment turns the kernels off, both at build and at run time.
"""

from __future__ import annotations

import os
from functools import cache
from importlib import import_module
from types import ModuleType

KERNELS = ("names", "phrases", "text", "tokens", "trees", "walk", "words")


@cache
def kernel(name: str) -> ModuleType | None:
    """Return a compiled kernel, or None where it was not built or `NEWSCLEAN_PURE` is set."""
    if os.environ.get("NEWSCLEAN_PURE"):
        return None
    try:
        return import_module(f"newsclean._core.{name}")
    except ImportError:  # not built, or built for another Python or processor
        return None


def is_compiled() -> bool:
    """Return whether this process uses all compiled kernels."""
    return all(kernel(name) is not None for name in KERNELS)
