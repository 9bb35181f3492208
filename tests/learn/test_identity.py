"""Ids of publications."""

from __future__ import annotations

from newsclean.learn.identity import slug


def test_ids_come_from_names_and_domains() -> None:
    assert slug("The Tidewater Record") == "the-tidewater-record"
    assert slug("harbourpost.example") == "harbourpost"
    assert slug("Правда") == slug("правда.рф") == slug("xn--80aafi6cg.xn--p1ai") == "xn--80aafi6cg"
