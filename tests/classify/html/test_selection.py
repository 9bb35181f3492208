"""The selection of the article's blocks on an HTML page."""

import numpy as np

from newsclean import Options, clean
from newsclean.blocks import Category, Policy
from newsclean.classify.html.selection import select_blocks
from tests.classify.html.pages import PAGE, PARAGRAPH, table_of
from tests.support.invented_gold import page


def test_a_likely_list_item_may_repeat_a_paragraph_and_an_unlikely_one_may_not() -> None:
    page, table = table_of(PAGE.replace("<h1>", f"<ul class='points'><li>{PARAGRAPH}</li></ul><h1>"))
    copies = [index for index, block in enumerate(page.blocks) if block.text == PARAGRAPH]
    assert [page.blocks[index].tag for index in copies] == ["li", "p", "p"]
    for probability, kept in ((0.7, copies[:2]), (0.4, copies[1:2])):
        probabilities = np.full(len(page.blocks), 0.9)
        probabilities[copies[0]] = probability
        assert [index for index in copies if select_blocks(table, probabilities)[index]] == kept


def test_a_standfirst_becomes_a_field_unless_its_policy_is_keep() -> None:
    lead = "<h2 class='standfirst'>After a winter without boats the pier is full</h2>"
    markup = page(2)[0].replace("</h1>", f"</h1>{lead}")
    article = clean(markup)
    assert "After a winter" not in article.body
    assert article.standfirst == "After a winter without boats the pier is full"
    kept = clean(markup, options=Options(policy={Category.STANDFIRST: Policy.KEEP}))
    assert kept.body.startswith("After a winter without boats the pier is full")
