"""The arrays of a shipped model. Its file is compressed; the cache between runs has them as they are in memory."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from newsclean.cache import cached_table
from newsclean.classify.trees import Array


def stored_arrays(file: Path) -> dict[str, Array]:
    """Return the arrays of an `.npz` file that newsclean ships, by name.

    To unpack the file takes as long as a third of a page.
    """
    table = cached_table(file.stem, [Path(__file__), file], lambda: _unpacked(file))
    # a copy can be written to, which the kernels ask of their arrays
    return {name: np.frombuffer(content, kind).reshape(shape).copy() for name, (kind, shape, content) in table.items()}


def _unpacked(file: Path) -> dict[str, Any]:
    """Return the type, the shape and the bytes of each array."""
    with np.load(file, allow_pickle=False) as arrays:
        return {name: (arrays[name].dtype.str, arrays[name].shape, arrays[name].tobytes()) for name in arrays.files}
