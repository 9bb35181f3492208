"""The layers of rules of a run, as messages name them."""

from __future__ import annotations

from pathlib import Path

from newsclean.rules.files.index import index_layer
from newsclean.rules.files.layers import BUILT_IN, PROJECT_FOLDER, Layer, all_layers, installed_packs, user_folder


def rule_layers(rules: tuple[str, ...]) -> list[tuple[str, int]]:
    """Return each layer of rules with its number of publication files, lowest first.

    Raises `RuleFileError` for a file with an error.
    """
    return [(_called(layer), sum(not entry.is_pack for entry in index_layer(layer))) for layer in all_layers(rules)]


def rules_line(rules: tuple[str, ...]) -> str:
    """Return the layers of rules in a few words, as in "rules: 290 built-in, 2 project's (/srv/.newsclean)"."""
    return "rules: " + ", ".join(f"{count:,} {name}" for name, count in rule_layers(rules))


def _called(layer: Layer) -> str:
    if layer.name == BUILT_IN:
        return layer.name
    if layer in installed_packs():
        return f"from the pack {layer.name}"
    if Path(layer.path) == user_folder():
        return f"user's ({layer.path})"
    return f"project's ({layer.path})" if PROJECT_FOLDER in Path(layer.path).parts else f"from {layer.path}"
