"""Rule files are regular files of bounded size."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from newsclean.errors import RuleFileError
from newsclean.rules.files.index import read_text
from newsclean.rules.files.publication import parse_publication


def test_named_pipe_is_no_rule_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "post.toml")
    with pytest.raises(RuleFileError, match=r"post\.toml: no regular file"):
        read_text(str(tmp_path / "post.toml"), "post.toml")


def test_link_to_a_device_is_no_rule_file(tmp_path: Path) -> None:
    (tmp_path / "post.toml").symlink_to("/dev/zero")
    with pytest.raises(RuleFileError, match=r"post\.toml: no regular file"):
        read_text(str(tmp_path / "post.toml"), "post.toml")


def test_large_file_is_no_rule_file(tmp_path: Path) -> None:
    (tmp_path / "post.toml").write_bytes(b"#" * (1 << 21))
    with pytest.raises(RuleFileError, match="larger than 256 KiB"):
        read_text(str(tmp_path / "post.toml"), "post.toml")


def test_number_of_thousands_of_digits_is_one_error() -> None:
    with pytest.raises(RuleFileError, match=r"post\.toml: not TOML"):
        parse_publication(f'id = "post"\nname = {"9" * 5_000}\n', "post.toml")
