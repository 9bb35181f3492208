"""Names of outputs, and the form in which the manifest holds names of any bytes."""

from __future__ import annotations

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsclean.batch.output_names import loaded, mirrored, short_name, stored


@pytest.mark.parametrize(
    ("path", "mirror", "short"),
    [
        ("a/b.html", "a/b.html", "a/b.json"),
        ("/srv/a/b.HTM.gz", "srv/a/b.HTM.gz", "srv/a/b.json"),
        ("../../a/../b.com", "a/b.com", "a/b.com.json"),
        ("a.gz", "a.gz", "a.gz.json"),
        (".html", ".html", ".html.json"),
        ("..", "page", "page.json"),
        (".newsclean-tmp/a.html", "a.html", "a.json"),
    ],
)
def test_names(path: str, mirror: str, short: str) -> None:
    assert mirrored(path) == mirror
    assert short_name(mirror, ".json") == short


@given(
    st.binary(min_size=1, max_size=8)
    | st.text(min_size=1, max_size=8).map(lambda text: text.encode("utf-8", "replace"))
)
def test_names_of_any_bytes_survive_the_manifest(data: bytes) -> None:
    name = os.fsdecode(data)
    held = stored(name)
    assert loaded(held) == name
    if isinstance(held, str):
        held.encode("utf-8")
