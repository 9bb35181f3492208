"""The page of a test is inside the folder of the pages."""

from __future__ import annotations

from pathlib import Path

import pytest

from newsclean.authoring.check import check_files

RULES = """id = "post"
name = "Post"

[[drop]]
id = "letter"
category = "newsletter"
line = ["Sign up"]

[[test]]
page = "{page}"
drops = ["Sign up"]
"""


@pytest.mark.parametrize("page", ["../secret.txt", "/etc/hostname", "link.txt"])
def test_page_outside_its_folder_is_not_read(tmp_path: Path, page: str) -> None:
    (tmp_path / "secret.txt").write_text("Sign up\n")
    folder = tmp_path / "rules"
    folder.mkdir()
    (folder / "link.txt").symlink_to("../secret.txt")
    (folder / "post.toml").write_text(RULES.format(page=page))
    problems = check_files([folder / "post.toml"]).problems
    assert len(problems) == 1
    assert f"{page}: is outside the folder of the pages" in problems[0]
