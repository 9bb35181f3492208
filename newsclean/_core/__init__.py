"""The compiled core: kernels in Cython for the steps that take most of a page's time.

Each kernel returns bit for bit what the Python code beside its caller returns, and that code stays: it runs where no
compiler built the kernels, and the tests compare the two. A kernel imports nothing from newsclean; its caller passes in
the tables that it needs. `NEWSCLEAN_PURE=1` in the environment turns the kernels off, both at build and at run time.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from types import MappingProxyType, ModuleType

KERNELS: Mapping[str, int] = MappingProxyType(
    {"containers": 1, "names": 1, "phrases": 2, "tags": 1, "text": 2, "tokens": 3, "trees": 2, "walk": 2, "words": 2}
)
"""The contract of each kernel. Where a kernel's functions take or return something new, its number rises here and in
`CONTRACT` of its source: a kernel that an older checkout built is then not used."""


@cache
def kernel(name: str) -> ModuleType | None:
    """Return a compiled kernel, or None where none of its contract was built or `NEWSCLEAN_PURE` is set."""
    if os.environ.get("NEWSCLEAN_PURE"):
        return None
    try:
        module = import_module(f"newsclean._core.{name}")
    except ImportError:  # not built, or built for another Python or processor
        return None
    return module if getattr(module, "CONTRACT", 1) == KERNELS[name] else None


def is_compiled() -> bool:
    """Return whether this process uses all compiled kernels."""
    return all(kernel(name) is not None for name in KERNELS)
