"""The configuration: defaults of options from files and the environment, and where each comes from.

Lowest first: the user's file, the project's file, variables as `NEWSCLEAN_KEEP`. The command line is above all.
`--config FILE` replaces both files.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from newsclean.errors import UsageError, did_you_mean
from newsclean.rules.files.layers import user_folder

FILE_NAME = "newsclean.toml"
PROJECT_FILES = (FILE_NAME, ".newsclean/config.toml", "pyproject.toml")
"""The files of a project, of which the first one in the nearest folder holds its configuration."""
PREFIX = "NEWSCLEAN_"
NAMES = (
    "format input encoding publication rules keep drop field max-removed removal second-opinion fields blocks "
    "headline front-matter csv-safe no-ledger links images link-style html-field text-field url-field carry "
    "allow-private agency-authors contradictions quiet jobs timeout max-size max-memory fail-over drift-over "
    "metrics wait learn engine address "
    "log-file log-format min-pages min-share config"
).split()
"""The options that a configuration may set. Those that belong to one run, as --out, are not among them."""
VERBS = ("clean", "explain", "review", "batch", "status", "learn", "serve", "rules")
"""The tables of a configuration, each for one verb; `rules` is for all verbs of that name."""
PATHS = ("rules", "log-file", "metrics")
"""Options whose values are paths: in a file, they start at the file's folder."""


class Setting(NamedTuple):
    """A value of an option, and the file or variable that it comes from. verb: of a table, or None for all verbs."""

    name: str
    value: Any
    origin: str
    verb: str | None = None


def configured(command: Any, named: str | None) -> dict[str, Setting]:
    """Return the settings that a verb takes, by the names of its parameters; `named` is the value of `--config`.

    Raises `UsageError`.
    """
    found: dict[str, Setting] = {}
    settings = sorted(settings_of(named), key=lambda setting: setting.verb is not None)
    from_files = [setting for setting in settings if not setting.origin.startswith(PREFIX)]
    from_environment = [setting for setting in settings if setting.origin.startswith(PREFIX)]
    verb = "rules" if command.name in ("list", "show", "check", "test", "new", "doctor") else command.name
    for setting in (*from_files, *from_environment):
        if setting.verb not in (None, verb) or setting.name == "config":
            continue
        parameter = next((one for one in command.params if f"--{setting.name}" in one.opts), None)
        if parameter is not None and parameter.name is not None:
            found[parameter.name] = _fitting(setting, parameter)
    return found


def named_file(arguments: Sequence[str]) -> str | None:
    """Return the value of `--config` on a command line, or of its variable, or None."""
    for here, word in enumerate(arguments):
        if word == "--":
            break
        if word.startswith("--config="):
            return word.partition("=")[2]
        if word == "--config" and here + 1 < len(arguments):
            return arguments[here + 1]
    return os.environ.get(f"{PREFIX}CONFIG") or None


def settings_of(named: str | None) -> list[Setting]:
    """Return all settings, lowest first, given the value of `--config`. Raises `UsageError`."""
    found = [setting for file in config_files(named) for setting in _read(file)]
    for name in NAMES:
        variable = PREFIX + name.upper().replace("-", "_")
        value = os.environ.get(variable)
        if value and name != "config":
            found.append(Setting(name, value, variable))
    return found


def config_files(named: str | None = None) -> list[Path]:
    """Return the files of the configuration, lowest first. Raises `UsageError` for a named one that is missing."""
    if named == "none":
        return []
    if named is not None:
        if not Path(named).is_file():
            raise UsageError(f"--config {named}: no such file")
        return [Path(named)]
    candidates = (folder / name for folder in _upward() for name in PROJECT_FILES)
    project = next(filter(_is_project, candidates), None)
    user = user_file()
    return [file for file in (user, project) if file is not None and file.is_file()]


def user_file() -> Path:
    """Return the path of the user's configuration."""
    return user_folder() / FILE_NAME


def _upward() -> Iterator[Path]:
    try:
        here = Path.cwd()
    except OSError:
        # a folder that was deleted has no folders above it
        return
    yield from (here, *here.parents)


def _is_project(file: Path) -> bool:
    if file.name != "pyproject.toml":
        return file.is_file()
    try:
        return b"[tool.newsclean" in file.read_bytes()
    except OSError:
        return False


def _read(file: Path) -> Iterator[Setting]:
    """Yield the settings of a file. Raises `UsageError` for a file that cannot be read, and for an unknown key."""
    # start-up: most runs have no configuration
    import tomllib

    try:
        data: dict[str, Any] = tomllib.loads(file.read_text("utf-8-sig"))
    except (OSError, ValueError) as error:
        raise UsageError(f"{file}: {getattr(error, 'strerror', None) or error}") from None
    if file.name == "pyproject.toml":
        data = data.get("tool", {}).get("newsclean", {})
    for key, value in data.items():
        if isinstance(value, dict):
            if key not in VERBS:
                raise UsageError(f"{file}: unknown table [{key}]{did_you_mean(key, VERBS)}")
            yield from (_setting(file, name, one, key) for name, one in value.items())
        else:
            yield _setting(file, key, value, None)


def _setting(file: Path, key: str, value: Any, verb: str | None) -> Setting:
    name = key.replace("_", "-")
    if name not in NAMES or name == "config":
        where = f"[{verb}] {key}" if verb else key
        raise UsageError(f"{file}: {where}: no option that a configuration sets{did_you_mean(name, NAMES)}")
    values = value if isinstance(value, list) else [value]
    if not all(isinstance(one, str | int | float) for one in values):
        raise UsageError(f"{file}: {key}: expected text, a number, true or false, or a list of texts")
    if name in PATHS:
        values = [str(file.parent / str(one)) for one in values]
    return Setting(name, values if isinstance(value, list) else values[0], str(file), verb)


def _fitting(setting: Setting, parameter: Any) -> Setting:
    """Return a setting with its value as the parameter takes it: a list, or one text."""
    value = setting.value
    if parameter.multiple:
        value = value if isinstance(value, list) else str(value).split(",")
    elif isinstance(value, list):
        value = ",".join(map(str, value))
    return Setting(setting.name, value, setting.origin, setting.verb)


def with_origin(error: Any, context: Any, found: Mapping[str, Setting]) -> Exception:
    """Return the error of a value, which names the file or variable if the value comes from one."""
    name = error.param.name if error.param is not None else None
    source = context.get_parameter_source(name) if name in found else None
    if name is None or source is None or source.name == "COMMANDLINE":
        return error  # type: ignore[no-any-return]
    setting = found[name]
    return UsageError(f"{setting.origin}: {setting.name}: {error.message}")
