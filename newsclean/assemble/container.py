"""The container of a body: the name of the element that holds most of it."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from newsclean.assemble.body import Body
from newsclean.blocks import Container, Page
from newsclean.text.patterns import compile_later

HELD_SHARE = 0.6
"""The share of the body's characters that the container holds. Higher names a larger element. A guess; not measured."""
MAX_STEPS = 40
"""Elements around a block that are looked at, innermost first. A guess; not measured."""
MAX_CLASSES = 2
"""Classes in a name. Sites put the lasting ones first; more would tell apart pages of one layout. A guess."""
MAX_CHARS = 80
"""Characters of a name."""
_WORD_RE = compile_later(r"[A-Za-z_-]+")


def container_of(page: Page, body: Body) -> str | None:
    """Return the name of the innermost element that holds most of the body; None for a text input or an empty body.

    An element without id and class has the name of the next one around it before its own.
    """
    held: dict[Container, int] = {}
    around_them: dict[Container, int] = {}  # most blocks have the same parent
    for block in body.blocks:
        if inner := page.blocks[block.block].container:
            held[inner] = held.get(inner, 0) + len(block.text)
            if inner.parent is not None:
                around_them[inner.parent] = around_them.get(inner.parent, 0) + len(block.text)
    for outer, size in around_them.items():
        for container in islice(outer.lineage(), MAX_STEPS - 1):
            held[container] = held.get(container, 0) + size
    wanted = HELD_SHARE * sum(len(block.text) for block in body.blocks)
    around = [container for container, size in held.items() if size >= wanted]
    if not around:
        return None
    return " > ".join(reversed(_steps(max(around, key=lambda container: container.depth).lineage())))[:MAX_CHARS]


def _steps(lineage: Iterable[Container]) -> list[str]:
    """Return the names of elements from the innermost outwards, up to the first one with an id or a class."""
    steps = []
    for container in islice(lineage, MAX_STEPS):
        steps.append(step := _step(container))
        if step != container.tag:
            break
    return steps


def _step(container: Container) -> str:
    """Return tag, id and classes of an element, without names that have digits, as those of single pages have."""
    identity = container.attributes.get("id", "").strip()
    classes = container.attributes.get("class", "").split()
    name = container.tag + (f"#{identity}" if _WORD_RE.fullmatch(identity) else "")
    return ".".join((name, *list(filter(_WORD_RE.fullmatch, classes))[:MAX_CLASSES]))
