"""The one hook for code: a pack's `prepare(text) -> text`, asked before the blocks of its publications' pages are read.

Packs of TOML files alone are data. A pack that needs more, to take out what no line and no element holds, defines
`prepare` in the package that its entry point names. It sees the decoded page and must be a function of that alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache

from newsclean.errors import InternalError, RuleFileError
from newsclean.rules.files.library import Library


@cache
def _hook(module: str) -> Callable[[str], object] | None:
    from importlib import import_module

    try:
        hook = getattr(import_module(module), "prepare", None)
    except Exception as error:
        raise RuleFileError(f"pack {module}: cannot be imported ({type(error).__name__}: {error})") from error
    if hook is not None and not callable(hook):
        raise RuleFileError(f"pack {module}: `prepare` is no function")
    return hook


def prepare(text: str, library: Library, publication_id: str, name: str) -> str:
    """Return a page's text as the packs of its publication want it; `name` is the page, for messages.

    Raises `InternalError` when a pack's function fails on this page, `RuleFileError` when there is none to call.
    """
    for module in _modules(library, publication_id):
        hook = _hook(module)
        if hook is None:
            continue
        try:
            prepared = hook(text)
        except Exception as error:
            raise InternalError(f"{name}: prepare of pack {module} failed ({type(error).__name__}: {error})") from error
        if not isinstance(prepared, str):
            raise InternalError(f"{name}: prepare of pack {module} returned no text, but {type(prepared).__name__}")
        text = prepared
    return text


def _modules(library: Library, publication_id: str) -> Iterable[str]:
    """Return the packs that have a file of a publication, or of what it extends, lowest layer first."""
    layers = (entry.layer for entry in library.parts(publication_id))
    return dict.fromkeys(layer.module for layer in layers if layer is not None and layer.module)
