"""Sheets for labelling pages by hand."""

from newsclean.training.gold.sheets import cut, sheet

LINKS = b"<ul><li><a>One</a><li><a>Two</a><li><a>Three</a><li><a>Four</a></ul>"
PAGE = b"<body>" + LINKS + b"<p class='lead'>Ferry<br><br>Sails <b>again</b></p></body>"


def test_a_page_is_cut_at_block_elements_and_double_breaks():
    assert [block.text for block in cut(PAGE)] == ["One", "Two", "Three", "Four", "Ferry", "Sails again"]


def test_a_sheet_numbers_blocks_and_folds_links():
    assert sheet(cut(PAGE), "Page").splitlines() == [
        "Page",
        "[0-3] LINKS () One · Two · Three · Four",
        "[4] p (lead) Ferry",
        "[5] p (lead) Sails again",
    ]
