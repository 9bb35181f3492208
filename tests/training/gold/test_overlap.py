"""How much of a text the gold has: F1, and the coverage of blocks."""

from __future__ import annotations

from newsclean.training.gold.overlap import coverage, page_f1
from tests.support.invented_gold import SENTENCES


def test_f1_counts_runs_of_four_words():
    assert page_f1("a b c d e", "a b c d e") == (1.0, 1.0, 1.0)
    assert page_f1("a b c d e", "")[2] == 0.0
    assert page_f1("港の事務所", "港の事務所")[2] == 1.0


def test_blocks_of_the_gold_are_covered():
    texts = ["Menu", SENTENCES[0], "Subhead", SENTENCES[1], SENTENCES[1], "Read more of this on our front page"]
    body = f"{SENTENCES[0]}\n\nSubhead\n\n{SENTENCES[1]}"
    assert [share >= 0.5 for share in coverage(texts, body)] == [False, True, True, True, False, False]


def test_a_table_of_contents_is_no_heading_of_the_article():
    heads = [f"How the {name} came to stand on the pier" for name in ("crane", "office", "lamp")]
    parts = [part for head, sentence in zip(heads, SENTENCES, strict=False) for part in (head, sentence)]
    for contents in (heads, [" ".join(heads)]):
        found = coverage([*contents, *parts, *heads], "\n\n".join(parts))
        assert [share >= 0.5 for share in found] == [False] * len(contents) + [True] * 6 + [False] * 3
