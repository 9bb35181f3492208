"""The cache between runs: damaged or foreign data is ignored."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from newsclean.cache import cached_table, load_cached, save_cached


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"newsclean": "0"}', b"\xff", b"[" * 100_000])
def test_a_damaged_cache_is_ignored(content: bytes) -> None:
    from platformdirs import user_cache_path

    save_cached("some", {"a": 1})
    found = load_cached("some")
    assert found is not None
    assert found[0]["a"] == 1
    path = user_cache_path("newsclean", appauthor=False) / "some.table"
    path.write_bytes(content)
    assert load_cached("some") == ({}, 0)


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="needs modes")
def test_a_cache_that_others_can_write_is_ignored() -> None:
    from platformdirs import user_cache_path

    save_cached("some", {"a": 1})
    (user_cache_path("newsclean", appauthor=False) / "some.table").chmod(0o666)
    assert load_cached("some") == ({}, 0)


def test_a_cache_of_which_one_byte_has_changed_is_ignored() -> None:
    from platformdirs import user_cache_path

    save_cached("some", {"a": 1})
    path = user_cache_path("newsclean", appauthor=False) / "some.table"
    content = path.read_bytes()
    path.write_bytes(content[:-2] + bytes([content[-2] ^ 1]) + content[-1:])
    assert load_cached("some") == ({}, 0)


def test_a_table_is_made_again_only_after_a_change_of_its_sources(tmp_path: Path) -> None:
    source = tmp_path / "words.toml"
    source.write_text("ferry")
    made = []

    def make() -> dict[str, tuple[str, ...]]:
        made.append(source.read_text())
        return {"words": tuple(made[-1].split())}

    assert [cached_table("some", [source], make) for _ in range(3)] == [{"words": ("ferry",)}] * 3
    source.write_text("ferry harbour")
    assert cached_table("some", [source], make) == {"words": ("ferry", "harbour")}
    assert made == ["ferry", "ferry harbour"]
