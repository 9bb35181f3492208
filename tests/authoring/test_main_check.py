"""`rules check --pages` reports a main container that holds far less than the classifier keeps."""

from __future__ import annotations

from pathlib import Path

import pytest

from newsclean.authoring.main_check import check_mains

RULES = """id = "post"
name = "The Pier Post"
domains = ["pier.example"]

[html]
main = "div.story"

[[test]]
text = "One."
keeps = ["One."]
"""
TEXT = (
    "The harbour office said on Monday that crossing number {} of the winter had been cancelled, because the swell in "
    "the bay was too high for the old ferry and the new one was still waiting for its papers from the ministry."
)


@pytest.mark.parametrize(("inside", "lines"), [(8, 0), (2, 1)])
def test_a_main_that_holds_a_part_of_the_article_is_reported(tmp_path: Path, inside: int, lines: int) -> None:
    file = tmp_path / "post.toml"
    file.write_text(RULES)
    prose = [f"<p>{TEXT.format(number)}</p>" for number in range(8)]
    head = '<head><title>Ferries stay in</title><link rel="canonical" href="https://pier.example/ferries"></head>'
    shown = f"<div class=story>{''.join(prose[:inside])}</div><div class=slides>{''.join(prose[inside:])}</div>"
    pages = tmp_path / "pages"
    pages.mkdir()
    (pages / "a.html").write_text(f"<html>{head}<body><article><h1>Ferries stay in</h1>{shown}</article></body></html>")
    (pages / "notes.txt").write_text("No page.")
    found = list(check_mains([file], (), pages))
    assert len(found) == lines
    assert all("post.toml: main holds" in line and line.endswith("a.html") for line in found)


def test_a_file_with_an_error_has_no_mains(tmp_path: Path) -> None:
    (tmp_path / "post.toml").write_text("id = 7")
    assert list(check_mains([tmp_path / "post.toml"], (), tmp_path)) == []
