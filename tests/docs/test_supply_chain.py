"""The lists of packages: the licences in the documents, and the constraints of the day."""

from __future__ import annotations

import re
import tomllib

import pytest

from tests.conftest import ROOT
from tests.support.licences import EXTRAS, PAGE

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
PACKAGES = [*PROJECT["dependencies"], *(text for extra in EXTRAS for text in PROJECT["optional-dependencies"][extra])]
NAMES = sorted({re.split(r"[<>=\[]", text)[0].strip().lower().replace("_", "-") for text in PACKAGES})


@pytest.mark.parametrize("name", NAMES)
def test_every_package_has_a_licence_and_a_version_of_the_day(name: str) -> None:
    rows = re.findall(rf"^\| {re.escape(name)} \| (\S+) \| (.+?) \| newsclean", PAGE.read_text("utf-8"), re.MULTILINE)
    assert len(rows) == 1
    version, licence = rows[0]
    assert licence != "not stated"
    constraints = (ROOT / ".ci" / "constraints.txt").read_text("utf-8")
    assert re.search(rf"^{re.escape(name)}==", constraints, re.MULTILINE), (name, version)


def test_no_package_has_a_licence_that_binds_newsclean() -> None:
    rows = [line for line in PAGE.read_text("utf-8").splitlines() if line.startswith("| ")]
    assert [line for line in rows if re.search(r"GPL|SSPL|BUSL|Commons", line) and "MPL" not in line] == []
