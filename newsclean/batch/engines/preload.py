"""Loads everything that cleaning needs, once, in the process that workers are forked from."""

from __future__ import annotations

import gc
from contextlib import suppress

from newsclean.pipeline import clean

_TEXT = "The ferry will sail again on Monday, the harbour office said after the last storm of the winter."
with suppress(Exception):
    # the last page is not UTF-8: detecting an encoding loads as much as all the rest
    for _page in (_TEXT, f"<html><body><article><p>{_TEXT}</p></article></body></html>", f"{_TEXT} Café."):
        clean(_page.encode("cp1252"))
# the collector need not visit what all workers share; visiting it takes a twentieth of a worker's time
gc.collect()
gc.freeze()
