"""Hashes of everything but the page that an output depends on. A run compares them to skip what would not change."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib.metadata import version
from typing import Any

from newsclean.options import Options
from newsclean.render import RenderOptions
from newsclean.rules import load_library
from newsclean.version import __version__

LIBRARIES = ("chardet", "dateparser", "htmldate", "json-repair", "lxml", "trafilatura")
"""Libraries of which another version may make another article of a page."""


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """The versions, options and rules that determine the outputs of a run.

    options: the hash of the options, of how articles are written, and of the versions of `LIBRARIES`.
    identity: the hash of everything by which a page finds its publication.
    rules: the hash of each publication's rules, by its id.
    model: the versions of the models.
    """

    options: str
    identity: str
    rules: Mapping[str, str]
    model: str
    newsclean: str = __version__

    def rules_of(self, publication_id: str | None) -> str | None:
        """Return the hash of a publication's rules: "" for a page without one, None if the publication is gone."""
        return "" if publication_id is None else self.rules.get(publication_id)


def current_fingerprint(options: Options, rendering: RenderOptions) -> Fingerprint:
    """Return the fingerprint of this installation with these options.

    Raises `UsageError` for an unknown publication.
    """
    # heavy: the models are loaded only when a run starts
    from newsclean.classify.model import shipped_versions

    library = load_library(options.rules)
    if options.publication not in (None, "none"):
        library.get(str(options.publication))
    return Fingerprint(
        # the content of the rules counts, not the folder they are in
        options=hash_of(_plain(replace(options, rules=())), _plain(rendering), library_versions()),
        identity=hash_of([(key, _plain(identity)) for key, identity in library.identities()]),
        rules={key: library.rules_hash(key) for key, _ in library.identities()},
        model=shipped_versions(),
    )


def library_versions() -> tuple[str, ...]:
    """Return the installed versions of `LIBRARIES`."""
    return tuple(version(name) for name in LIBRARIES)


def hash_of(*values: object) -> str:
    """Return 32 hexadecimal digits for values that their `repr` describes fully."""
    return hashlib.sha256(repr(values).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _plain(value: Any) -> Any:
    """Return settings with every mapping in a fixed order: equal settings get one `repr`."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return [(f.name, _plain(getattr(value, f.name))) for f in dataclasses.fields(value)]
    if isinstance(value, Mapping):
        return sorted((str(key), _plain(content)) for key, content in value.items())
    return value
