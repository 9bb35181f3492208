"""Measuring on gold."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from newsclean.training.evaluate import evaluate, score_page
from newsclean.training.gold.pages import read_gold


def test_an_empty_body_scores_nothing(gold: Path):
    pages = list(read_gold(gold))
    report = evaluate(pages[:2], lambda _: ("", None), "nothing")
    assert report.measures()["f1"] == 0.0
    assert report.measures()["without"] == 1.0
    assert score_page(pages[0], pages[0].body).is_exact


def test_optional_paragraphs_count_neither_way(gold: Path):
    page = replace(next(read_gold(gold)), optional=("The harbour office wrote this with a machine.",))
    assert score_page(page, page.body).is_exact
    assert score_page(page, f"{page.body}\n\nThe harbour office wrote this with a machine.").is_exact
    assert not score_page(page, f"{page.body}\n\nThe harbour office wrote this by hand.").is_exact
