"""The layers that publication files come from, lowest first; a later one wins key by key.

1. built-in: `newsclean/publications`
2. installed packs: Python packages that name themselves in the entry point group `newsclean.publications`
3. the user's: `newsclean` in the platform's folder for configuration
4. the project's: `.newsclean` in the working directory or the nearest folder above it that has one
5. those named by the caller: `--rules PATH`

The library itself uses the first two, which come with the installation. `standard_rules` finds the others, for
`Options.rules`, so that the same call gives the same article wherever it is made.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

from newsclean.errors import RuleFileError, UsageError
from newsclean.rules.files import cache as store

GROUP = "newsclean.publications"
PROJECT_FOLDER = ".newsclean"
BUILT_IN = "built-in"


@dataclass(frozen=True, slots=True)
class Layer:
    """A folder of publication files, or one file; messages call its files by `name`."""

    name: str
    path: str


def all_layers(rules: Iterable[str]) -> tuple[Layer, ...]:
    """Return all layers, lowest first; `rules` are the folders and files above the installed ones."""
    return (built_in_layer(), *installed_packs(), *(Layer(_shown(path), path) for path in rules))


def built_in_layer() -> Layer:
    """Return the layer that comes with newsclean."""
    return Layer(BUILT_IN, str(Path(__file__).parents[2] / "publications"))


def standard_rules(named: Iterable[Path | str] = ()) -> tuple[str, ...]:
    """Return the user's, the project's and the named layers, as far as they are there, for `Options.rules`.

    Raises `UsageError` for a named one that is not.
    """
    found = [path for path in (user_folder(), project_folder()) if path is not None and path.is_dir()]
    for path in named:
        if not Path(path).exists():
            raise UsageError(f"--rules {path}: no such file or folder")
    return tuple(str(Path(path).absolute()) for path in (*found, *named))


def user_folder() -> Path:
    """Return the folder for the user's publication files, which need not be there."""
    from platformdirs import user_config_path

    return user_config_path("newsclean", appauthor=False)


def project_folder() -> Path | None:
    """Return the `.newsclean` of the working directory, or of the nearest folder above it."""
    here = Path.cwd()
    return next((found for folder in (here, *here.parents) if (found := folder / PROJECT_FOLDER).is_dir()), None)


@cache
def installed_packs() -> tuple[Layer, ...]:
    """Return the installed packs, by name. Raises `RuleFileError` for one whose package is not there."""
    # reading what is installed takes longer than cleaning a page; it changes when something is installed
    places = [path for path in sys.path if path]
    note = "packs-" + hashlib.sha256("\0".join(places).encode("utf-8", "surrogateescape")).hexdigest()[:24]
    key = [_changed(path) for path in places]
    known = store.load(note)
    if known is not None and known[0].get("key") == key:
        return tuple(Layer(**pack) for pack in known[0]["packs"])
    packs = _find_packs()
    store.save(note, {"key": key, "packs": [asdict(pack) for pack in packs]})
    return packs


def _find_packs() -> tuple[Layer, ...]:
    from importlib.metadata import entry_points
    from importlib.util import find_spec

    packs = []
    for point in sorted(entry_points(group=GROUP), key=lambda point: (point.name, point.value)):
        # `find_spec` imports the packages around a module, which would run a pack's code
        package, *inner = point.module.split(".")
        spec = find_spec(package)
        folders = [Path(folder, *inner) for folder in (spec and spec.submodule_search_locations) or ()]
        folder = next((folder for folder in folders if folder.is_dir()), None)
        if folder is None:
            raise RuleFileError(f"pack {point.name}: {point.value!r} is no installed package")
        packs.append(Layer(point.name, str(folder)))
    return tuple(packs)


def _changed(path: str) -> int:
    try:
        return Path(path).stat().st_mtime_ns
    except OSError:
        return 0


def _shown(path: str) -> str:
    """Return a path as short as it can be said: relative to the working directory if it is below it."""
    relative = os.path.relpath(path)
    return path if relative.startswith("..") else relative
