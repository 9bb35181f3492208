"""Runs of boilerplate, and the blocks that rules cut out."""

from __future__ import annotations

from newsclean.learn.runs import find_runs
from tests.support.piles import learned, left_of, story


def test_no_block_is_cut_out_across_the_article() -> None:
    top, bottom = (
        ["The valley this morning", "Weather and tides"],
        ["Printed beside the fish market", "Write to the desk"],
    )
    pages = [[*top, *story(n), *bottom] for n in range(6)]
    for run in find_runs(learned(pages)):
        assert run.opener is None or run.max_lines < 6


def test_a_headline_between_two_blocks_is_not_cut_out() -> None:
    pages = [["The valley this morning", *story(n), "Printed beside the fish market"] for n in range(6)]
    pages = [[lines[0], "Weather and tides", lines[1], "Share by pigeon", *lines[2:]] for lines in pages]
    found = learned(pages)
    for n in range(6):
        assert story(n)[0] in left_of(found, pages[n])
