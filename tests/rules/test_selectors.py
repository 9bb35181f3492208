"""Selectors on large and deep pages: correct, and never too slow."""

from __future__ import annotations

import time

import pytest

from newsclean import Options
from newsclean.blocks import Page
from newsclean.budget import Budget
from newsclean.readers import read
from newsclean.rules.selectors import select
from newsclean.sources import Source


def page_of(markup: str) -> Page:
    return read(Source.from_str(f"<html><body>{markup}"), Options())


WIDE = page_of("<div class=a><p class=b>x</p></div>" * 4_000)


DEEP = page_of("<div>" * 200 + "<p>x</p>" * 4_000 + "</div>" * 200)


HOSTILE = [
    "div p",
    "div div div div p",
    "div ~ div ~ div",
    "div + div + div",
    "div:nth-child(3)",
    "div:nth-last-of-type(2):nth-child(odd)",
    ":not(div) p",
    "p:has(~ p)",
    "*" + " *" * 300,
    "*" + " ~ *" * 300,
    "//*[count(preceding::*) > 5]",
    "//*[count(//*) > 3]",
    "//div/following::p",
    "//div/following-sibling::div/following-sibling::div",
    "//div//div//div//p",
    "//div[following::div[following::div]]",
    "//*[.//*[.//*[.//*[.//*]]]]",
    "//p[ancestor::div[ancestor::div[ancestor::div[ancestor::div]]]]",
    "(//p)[last()]/following::*",
]


@pytest.mark.parametrize("selector", HOSTILE, ids=lambda selector: selector[:40])
@pytest.mark.parametrize("page", [WIDE, DEEP], ids=["wide", "deep"])
def test_no_selector_hangs_a_page(page: Page, selector: str) -> None:
    began = time.process_time()
    budget = Budget(len(page.decoded.text))
    found = select(page, selector, budget=budget)
    assert time.process_time() - began < 4
    assert not (found and budget.warnings)


def test_selectors_match_on_large_pages() -> None:
    assert len(select(WIDE, "body div.a > p.b")) == 4_000
    assert len(select(WIDE, "div ~ div")) == 3_999
    assert len(select(DEEP, "div div p")) == 4_000
    assert len(select(DEEP, "//div[@class]")) == 0
