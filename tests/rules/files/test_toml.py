"""Reading TOML with line numbers."""

from __future__ import annotations

from newsclean.rules.files.toml import key_lines


def test_key_lines_finds_every_table_and_key() -> None:
    text = 'a = 1\nb = """\nc = 2\n"""\nd = [\n  "e = 3", # f = 4\n]\n[t]\ng.h = {i = 5}\n'
    text += "[[r]]\nj = 6\n[[r]]\n[r.s]\nk = 7\n"
    assert key_lines(text) == {
        ("a",): 1, ("b",): 2, ("d",): 5, ("t",): 8, ("t", "g", "h"): 9, ("r",): 10, ("r", 0): 10, ("r", 0, "j"): 11,
        ("r", 1): 12, ("r", 1, "s"): 13, ("r", 1, "s", "k"): 14,
    }  # fmt: skip
