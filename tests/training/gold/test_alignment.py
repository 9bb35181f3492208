"""Labels of a gold's blocks on the blocks of newsclean."""

from newsclean.training.gold.alignment import aligned_labels

GOLD = [
    ("navigation", "Home"),
    ("headline", "Ferry sails again"),
    ("body", "It sailed. On Monday it sank."),
    ("share", "Share"),
]


def test_each_block_gets_the_label_of_its_text():
    texts = ["Home", "Ferry sails again", "It sailed.", "On Monday it sank.", "Share"]
    assert aligned_labels(GOLD, texts) == ["navigation", "headline", "body", "body", "share"]


def test_a_block_over_several_gold_blocks_gets_the_label_of_the_longest():
    assert aligned_labels(GOLD, ["Home Ferry sails again"]) == ["headline"]


def test_text_that_the_gold_does_not_have_has_no_label():
    assert aligned_labels(GOLD, ["Weather: rain", "—", "Share"]) == [None, None, "share"]
