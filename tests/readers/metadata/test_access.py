"""Access: declarations in JSON-LD and meta tags."""

from __future__ import annotations

import pytest

from newsclean.metadata import Access
from tests.readers.metadata.pages import PROSE, article, page, read_fields


@pytest.mark.parametrize(
    ("head", "access"),
    [
        (article(isAccessibleForFree=True), Access("free")),
        (article(isAccessibleForFree="False"), Access("metered")),
        ('<meta property="article:content_tier" content="locked">', Access("metered")),
        ('<meta property="article:content_tier" content="free">', Access("free")),
        (
            article(isAccessibleForFree=False, hasPart={"@type": "WebPageElement", "cssSelector": ".paid"}),
            Access("truncated"),
        ),
        (article(isAccessibleForFree=False, wordCount=600), Access("truncated", 0.09)),
        (article(isAccessibleForFree=False, wordCount="60"), Access("metered")),
        (article(isAccessibleForFree=True, wordCount=600), Access("free")),
        ("", None),
    ],
)
def test_access_is_declared_by_the_page(head, access):
    assert read_fields(page(head=head)).access == access


def test_paid_part_on_the_page_is_not_missing():
    head = article(isAccessibleForFree=False, hasPart=[{"@type": "WebPageElement", "cssSelector": ".paid"}])
    assert read_fields(page(head=head, end=f'<div class="x paid">{PROSE}</div>')).access == Access("metered")
