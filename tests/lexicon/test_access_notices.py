"""Paywall notices state the visible share of a text."""

from __future__ import annotations

import pytest

from newsclean.lexicon.access_notices import access_from_notice
from newsclean.metadata import Access


@pytest.mark.parametrize(
    ("notice", "visible"),
    [("Il vous reste 60% de cet article à lire.", 0.4), ("Noch 75 % des Artikels", 0.25), ("この記事は 残り40%", 0.6)],
)
def test_notice_states_the_visible_share(notice, visible):
    assert access_from_notice(notice) == Access("truncated", visible, notice)


def test_other_text_states_no_access():
    assert access_from_notice("The ferry has 40 % more seats.") is None
