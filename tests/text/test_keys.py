"""Keys of texts in a corpus."""

from __future__ import annotations

import re

import newsclean
from newsclean.text.keys import distance, paragraph_hashes, simhash
from tests.support.golden import PAGES

ARTICLE = newsclean.clean(PAGES / "harbour-post.html")
OTHER = newsclean.clean(PAGES / "correction.html")


def test_a_near_copy_has_a_near_simhash() -> None:
    copy = ARTICLE.body.replace("Monday", "Tuesday") + "\n\nReporting by the Harbour Post."
    assert distance(simhash(copy), ARTICLE.simhash) <= 12
    assert distance(OTHER.simhash, ARTICLE.simhash) >= 20
    assert simhash("") == simhash("…") == "0" * 16


def test_a_paragraph_keeps_its_hash_in_another_article() -> None:
    hashes = ARTICLE.paragraph_hashes
    assert len(hashes) == len(re.split(r"\n\n", ARTICLE.body))
    moved = paragraph_hashes("Another start.\n\n" + ARTICLE.body.split("\n\n")[2].upper())
    assert moved[1] == hashes[2]
    assert hashes[0] not in moved


def test_keys_are_fields_on_request() -> None:
    assert not {"simhash", "paragraph_hashes"} & ARTICLE.to_dict().keys()
    keys = ARTICLE.to_dict(fields=["content_hash", "simhash", "paragraph_hashes"])
    assert keys["simhash"] == ARTICLE.simhash
    assert keys["paragraph_hashes"] == list(ARTICLE.paragraph_hashes)
