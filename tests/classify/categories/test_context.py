"""The second stage's inputs and the facts that texts repeat."""

from __future__ import annotations

import numpy as np
import pytest

from newsclean.classify.categories.context import context_inputs
from newsclean.classify.categories.kinds import KINDS
from newsclean.classify.categories.tokens import text_tokens
from newsclean.classify.categories.view import View, stated_tokens
from newsclean.metadata import Metadata


def test_a_line_sees_the_kinds_of_words_beside_it():
    words, kinds = text_tokens(["Monthly", "10", "Donate", "The ferry sails"])
    view = View((), np.full((4, 1), 9.0), words, kinds, None, None, np.zeros(4, dtype=np.int64))
    first, is_kept = np.full((4, 2), 0.5, dtype=np.float32), np.array([True, False])
    inputs = context_inputs(view, first, is_kept, np.zeros((4, 0)))
    # after the block's own probabilities, and four means of those of its neighbours
    own, before, after = (inputs[:, 10 + place * len(KINDS) :][:, KINDS.index("donation")] for place in range(3))
    assert own.tolist() == [0, 0, 1, 0]
    assert before.tolist() == [0, 0, 0, 1]
    assert after.tolist() == [1, 1, 0, 0]


@pytest.mark.parametrize(
    ("text", "tokens"), [("Ana Ruiz", 2), ("By Ana Ruiz", 2), ("The ferry sails", 0), ("The ferry at the pier", 1)]
)
def test_texts_that_repeat_what_the_page_declares_have_tokens(text: str, tokens: int):
    metadata = Metadata(authors=("Ana Ruiz",), image={"caption": "The ferry at the pier in March"})
    found = stated_tokens(["", text], metadata)
    assert found.owner.tolist() == [1] * tokens
