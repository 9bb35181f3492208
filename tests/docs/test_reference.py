"""Generated pages are up to date."""

import pytest

from tests.support.documents import DOCS
from tests.support.reference import PAGES


@pytest.mark.parametrize("name", PAGES)
def test_generated_page_is_up_to_date(name: str) -> None:
    assert (DOCS / name).read_text(encoding="utf-8") == PAGES[name](), "run python -m tests.support.reference"
