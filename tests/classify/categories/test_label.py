"""Guesses and sure labels of the classifier of categories."""

from __future__ import annotations

import numpy as np
import pytest

from newsclean import Options, Source
from newsclean.blocks import Category, Guess
from newsclean.classify.categories.label import label_of
from newsclean.classify.categories.model import CategoryModel, best_dropped, model_file, shipped_categories
from newsclean.pipeline import label
from tests.classify.html.pages import PARAGRAPH

PAGE = f"""<!doctype html><html lang="en"><head><title>Ferry returns</title></head><body>
<article><h1>Ferry returns</h1>
<figure><img src="a.jpg" alt=""><figcaption>The ferry at the harbour wall</figcaption></figure>
<p>{PARAGRAPH}</p><p>{PARAGRAPH} And so it did.</p><p>The crew of nine was paid for the whole winter, he said.</p>
<div class="newsletter-signup"><h3>Get our newsletter</h3>
<p>Sign up for our weekly newsletter, straight to your inbox.</p><input type="email"><button>Sign up</button></div>
</article>
<div class="share-buttons"><a href="https://www.facebook.com/sharer.php?u=x">Share on Facebook</a></div>
<section id="comments" class="comments"><h3>3 comments</h3>
<div class="comment"><p>Old Salt says: I was on it.</p></div></section></body></html>"""


def test_blocks_of_a_page_get_their_categories_with_a_confidence():
    page = label(Source("page", PAGE.encode()), options=Options(input="html"))
    found = {block.text: own for block, own in zip(page.blocks, page.labels, strict=True) if own is not None}
    assert found["The ferry at the harbour wall"].category is Category.CAPTION
    assert found["Share on Facebook"].category is Category.SHARE
    assert found["Old Salt says: I was on it."].category is Category.COMMENTS
    newsletter = found["Sign up for our weekly newsletter, straight to your inbox."]
    assert newsletter.category is Category.NEWSLETTER
    assert newsletter.reason.startswith("category:")
    assert len(page.guesses) == len(page.blocks)


def test_a_weak_guess_is_other_and_names_the_guess():
    assert label_of(Guess(Category.SHARE, 0.12)) == (Category.OTHER, "category:share?0.12")
    assert label_of(Guess(Category.SHARE, 0.9)) == (Category.SHARE, "category:0.90")


def test_menus_and_footers_compete_as_one():
    categories = (Category.BODY, Category.SHARE, Category.NAVIGATION, Category.FOOTER)
    best, share = best_dropped(np.array([[0.5, 0.2, 0.14, 0.16], [0.0, 0.7, 0.2, 0.1]]), categories)
    assert [categories[place] for place in best] == [Category.FOOTER, Category.SHARE]
    assert share.tolist() == pytest.approx([0.6, 0.7])


def test_a_model_has_the_same_bytes_after_loading():
    # another numpy may pack the shipped arrays otherwise
    data = CategoryModel.of_bytes(model_file("html").read_bytes()).to_bytes()
    assert CategoryModel.of_bytes(data).to_bytes() == data
    assert shipped_categories("html").version.startswith("html-categories-")
