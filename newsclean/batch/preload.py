"""Imported once, in the process that workers are forked from: what cleaning a page loads is then there for all."""

from __future__ import annotations

import gc
from contextlib import suppress

from newsclean.pipeline import clean

_WORDS = "The ferry will sail again on Monday, the harbour office said after the last storm of the winter."
with suppress(Exception):
    # the last is no UTF-8: finding the encoding loads as much as everything else
    for _page in (_WORDS, f"<html><body><article><p>{_WORDS}</p></article></body></html>", f"{_WORDS} Café."):
        clean(_page.encode("cp1252"))
# what is there for all is never garbage, and looking it over again takes a twentieth of a worker's time
gc.collect()
gc.freeze()
