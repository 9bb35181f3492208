"""Code: the lines of a node's blocks as the page shows them."""

from __future__ import annotations

from newsclean.render.tree.outline import Node


def code_of(node: Node) -> str:
    """Return the code in a node, line by line as on the page."""
    pieces = [block.text if block.verbatim is None else block.verbatim for block in node.blocks()]
    ended = [piece if piece.endswith("\n") else piece + "\n" for piece in pieces]
    return "".join(ended).removeprefix("\n").rstrip()
