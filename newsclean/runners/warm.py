"""Imported once, in the process that workers are forked from: what cleaning a page loads is then there for all."""

from __future__ import annotations

from contextlib import suppress

from newsclean.pipeline import clean

_WORDS = "The ferry will sail again on Monday, the harbour office said after the last storm of the winter."
with suppress(Exception):
    for _page in (_WORDS, f"<html><body><article><p>{_WORDS}</p></article></body></html>"):
        clean(_page.encode())
