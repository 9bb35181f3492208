"""The index of a layer: it reads changed files only."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from newsclean import RuleFileError
from newsclean.rules import load_library
from newsclean.rules.files.index import index_layer, layer_files
from newsclean.rules.files.layers import Layer
from tests.support.publications import HEAD, POST, library_from_texts, write


def test_the_id_is_the_file_name() -> None:
    with pytest.raises(RuleFileError, match="is not the file's name"):
        library_from_texts([(HEAD, "other.toml")])


def make_files_old(folder: Path) -> None:
    """Set the times of all files to a day long ago."""
    for path in folder.rglob("*.toml"):
        os.utime(path, ns=(1_700_000_000_000_000_000, 1_700_000_000_000_000_000))


def test_unchanged_files_are_not_read_again(folder: Path) -> None:
    layer = Layer("low", str(folder / "low"))
    make_files_old(folder)
    assert [entry.is_new for entry in index_layer(layer)] == [True]
    make_cache_newer()
    known = index_layer(layer)
    assert [(entry.is_new, entry.id, entry.identity["domains"]) for entry in known] == [(False, "post", "post.example")]
    write(folder / "low" / "post.toml", POST.replace("post.example", "past.example"))
    make_files_old(folder)
    assert [entry.identity["domains"] for entry in index_layer(layer)] == ["past.example"]
    write(folder / "low" / "more" / "other.toml", POST.replace('"post"', '"other"'))
    assert [entry.id for entry in index_layer(layer)] == ["other", "post"]
    (folder / "low" / "post.toml").unlink()
    assert [entry.id for entry in index_layer(layer)] == ["other"]


def make_cache_newer() -> None:
    """Set the time of cached indexes to a minute later; the index trusts no cache as young as the files."""
    from platformdirs import user_cache_path

    for path in user_cache_path("newsclean", appauthor=False).glob("index-*.table"):
        later = path.stat().st_mtime_ns + 60_000_000_000
        os.utime(path, ns=(later, later))


def test_recently_modified_files_are_read_again(folder: Path) -> None:
    layer = Layer("low", str(folder / "low"))
    assert [entry.is_new for entry in index_layer(layer)] == [True]
    assert [entry.is_new for entry in index_layer(layer)] == [True]


def test_the_index_works_without_a_cache_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder / "low" / "post.toml"))
    assert [entry.id for entry in index_layer(Layer("low", str(folder / "low")))] == ["post"]


def test_two_files_of_a_layer_cannot_share_an_id(folder: Path) -> None:
    write(folder / "low" / "sub" / "post.toml", POST)
    with pytest.raises(RuleFileError, match=r"low/sub/post.toml: id: .*low/post.toml has the id 'post' too"):
        load_library((str(folder / "low"),))


def test_hidden_files_are_ignored(folder: Path) -> None:
    write(folder / "low" / ".cache" / "x.toml", "not TOML")
    write(folder / "low" / "_packs" / "chain.toml", 'id = "chain"\nname = "Chain"\n')
    names = [relative for relative, *_ in layer_files(Layer("low", str(folder / "low")))]
    assert sorted(names) == ["_packs/chain.toml", "post.toml"]
