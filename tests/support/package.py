"""The modules of newsclean and their imports, read with `ast` alone: no module is imported."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "newsclean"


@dataclass(frozen=True)
class Module:
    """One module of the package: its dotted name, its path, and its parsed source."""

    name: str
    path: Path

    @cached_property
    def text(self) -> str:
        """The source."""
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        """The parsed source."""
        return ast.parse(self.text)

    @property
    def label(self) -> str:
        """The path below the package, which messages and allow-lists use."""
        return str(self.path.relative_to(PACKAGE))

    @property
    def lines(self) -> int:
        """The number of lines."""
        return len(self.text.splitlines())

    def imports(self) -> set[str]:
        """Return the dotted names of all modules that the source imports, in functions and for types too."""
        names = set()
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                names.update(alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                for alias in node.names:
                    inner = f"{node.module}.{alias.name}"
                    names.add(inner if inner in modules() else node.module)
        return names

    def packages(self) -> set[str]:
        """Return the names of the top-level packages that the source imports."""
        return {name.partition(".")[0] for name in self.imports()}

    def functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        """Yield every function and method."""
        yield from (node for node in ast.walk(self.tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))

    def function_imports(self) -> int:
        """Return the number of import statements inside functions."""
        found = {
            node
            for function in self.functions()
            for node in ast.walk(function)
            if isinstance(node, ast.Import | ast.ImportFrom)
        }
        return len(found)


@cache
def modules() -> dict[str, Module]:
    """Return all modules of the package by name."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        found[name] = Module(name, path)
    return found


def length_of(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return the lines of a function; those of a command's signature, which lists its options, do not count."""
    end = function.end_lineno or function.lineno
    is_command = any("command(" in ast.unparse(decorator) for decorator in function.decorator_list)
    return end - (function.body[0].lineno if is_command else function.lineno) + 1


def modules_by_folder() -> Counter[str]:
    """Return the number of modules in each folder, without `__init__.py`."""
    paths = (module.path for module in modules().values() if module.path.name != "__init__.py")
    return Counter(str(path.parent.relative_to(ROOT)) for path in paths)


def circles() -> list[tuple[str, ...]]:
    """Return each group of modules that import one another, directly or through others."""
    arrows = {name: module.imports() & modules().keys() - {name} for name, module in modules().items()}
    reachable = {name: _reachable(name, arrows) for name in arrows}
    groups = {tuple(sorted(other for other in reachable[name] if name in reachable[other])) for name in arrows}
    return sorted(group for group in groups if len(group) > 1)


def _reachable(name: str, arrows: dict[str, set[str]]) -> set[str]:
    found: set[str] = set()
    pending = [name]
    while pending:
        for other in arrows[pending.pop()]:
            if other not in found:
                found.add(other)
                pending.append(other)
    return found
