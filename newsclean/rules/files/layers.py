"""The layers of publication files, lowest first; a later layer wins key by key.

1. built-in: `newsclean/publications`
2. installed packs: Python packages with an entry point in the group `newsclean.publications`
3. the user's folder: `newsclean` in the platform's configuration folder
4. the project's folder: `.newsclean` in the working directory, or in the nearest folder above that has one; the files
   are in `.newsclean/rules` by custom
5. files and folders that the caller names: `--rules PATH`

The library uses the first two, which come with the installation, so that a call gives the same article wherever it
runs. `standard_rules` finds the others for `Options.rules`.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterable
from functools import cache
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from platformdirs import user_config_path

from newsclean.cache import load_cached, save_cached
from newsclean.errors import RuleFileError, UsageError

GROUP = "newsclean.publications"
PROJECT_FOLDER = ".newsclean"
BUILT_IN = "built-in"


class Layer(NamedTuple):
    """A folder of publication files, or one file; messages call its files by `name`."""

    name: str
    path: str


def all_layers(rules: Iterable[str]) -> tuple[Layer, ...]:
    """Return all layers, lowest first; `rules` are the folders and files above the installed ones."""
    return (built_in_layer(), *installed_packs(), *(Layer(_short_path(path), path) for path in rules))


def built_in_layer() -> Layer:
    """Return the layer that comes with newsclean."""
    return Layer(BUILT_IN, str(Path(__file__).parents[2] / "publications"))


def user_folder() -> Path:
    """Return the user's folder, which may be missing."""
    return user_config_path("newsclean", appauthor=False)


def standard_rules(named: Iterable[Path | str] = ()) -> tuple[str, ...]:
    """Return the user's and the project's layers if they exist, and the named ones, for `Options.rules`.

    Raises `UsageError` for a named path that does not exist.
    """
    projects = (folder / PROJECT_FOLDER for folder in (Path.cwd(), *Path.cwd().parents))
    found = [*filter(Path.is_dir, [user_folder()]), *islice(filter(Path.is_dir, projects), 1)]
    for path in named:
        if not Path(path).exists():
            raise UsageError(f"--rules {path}: no such file or folder")
    return tuple(str(Path(path).absolute()) for path in (*found, *named))


@cache
def installed_packs() -> tuple[Layer, ...]:
    """Return the installed packs by name. Raises `RuleFileError` for a pack whose package is missing.

    To read the entry points takes longer than to clean a page. The cache holds until an installer changes a folder of
    `sys.path`.
    """
    folders = [path for path in sys.path if path]
    name = "packs-" + hashlib.sha256("\0".join(folders).encode("utf-8", "surrogateescape")).hexdigest()[:24]
    key = [_modified_at(path) for path in folders]
    known, _ = load_cached(name)
    if known.get("key") == key:
        return tuple(Layer(*pack) for pack in known["packs"])
    packs = _find_packs()
    save_cached(name, {"key": key, "packs": [tuple(pack) for pack in packs]})
    return packs


def _find_packs() -> tuple[Layer, ...]:
    # start-up: the cache mostly answers
    from importlib import metadata, util

    packs = []
    for point in sorted(metadata.entry_points(group=GROUP), key=lambda point: (point.name, point.value)):
        # for a submodule, `find_spec` would import its package and so run code of the pack
        package, *inner = point.module.split(".")
        spec = util.find_spec(package)
        folders = [Path(folder, *inner) for folder in (spec and spec.submodule_search_locations) or ()]
        folder = next((folder for folder in folders if folder.is_dir()), None)
        if folder is None:
            raise RuleFileError(f"pack {point.name}: {point.value!r} is no installed package")
        packs.append(Layer(point.name, str(folder)))
    return tuple(packs)


def _modified_at(path: str) -> int:
    try:
        return Path(path).stat().st_mtime_ns
    except OSError:
        return 0


def _short_path(path: str) -> str:
    """Return a path relative to the working directory if it is inside it."""
    relative = os.path.relpath(path)
    return path if relative.startswith("..") else relative
