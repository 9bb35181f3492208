"""The cache between runs: damaged or foreign data is ignored."""

from __future__ import annotations

import os

import pytest

from newsclean.rules.files.cache import load_cached, save_cached


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"newsclean": "0"}', b"\xff", b"[" * 100_000])
def test_a_damaged_cache_is_ignored(content: bytes) -> None:
    from platformdirs import user_cache_path

    save_cached("some", {"a": 1})
    found = load_cached("some")
    assert found is not None
    assert found[0]["a"] == 1
    path = user_cache_path("newsclean", appauthor=False) / "some.json"
    path.write_bytes(content)
    assert load_cached("some") == ({}, 0)


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="needs modes")
def test_a_cache_that_others_can_write_is_ignored() -> None:
    from platformdirs import user_cache_path

    save_cached("some", {"a": 1})
    (user_cache_path("newsclean", appauthor=False) / "some.json").chmod(0o666)
    assert load_cached("some") == ({}, 0)
