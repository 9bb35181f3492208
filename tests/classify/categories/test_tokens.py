"""Tokens: hashes of words and names."""

from __future__ import annotations

import pytest

from newsclean.classify.categories.kinds import KINDS
from newsclean.classify.categories.tokens import HEAD_WORDS, TAIL_WORDS, name_tokens, text_tokens
from newsclean.classify.html.containers import container_tree
from tests.classify.html.pages import page_of


def of_text(text: str) -> set[int]:
    return set(text_tokens([text])[0].tokens.tolist())


@pytest.mark.parametrize(
    ("one", "other"),
    [("Share:", "share"), ("7 comments", "3 comments"), ("May 2024", "May 1999"), ("“Ferry”", "ferry")],
)
def test_case_marks_and_figures_make_no_difference(one: str, other: str):
    assert of_text(one) == of_text(other)


def test_a_long_text_has_the_words_of_its_ends_alone():
    words = [f"w{chr(97 + number // 26)}{chr(97 + number % 26)}" for number in range(300)]
    assert len(of_text(" ".join(words))) == 2 * (HEAD_WORDS + TAIL_WORDS) - 1 + 2


def test_words_of_one_kind_share_a_token_and_a_column():
    texts = ["Jetzt spenden", "Donate", "Faire un don", "Weather"]
    _, kinds = text_tokens(texts)
    assert kinds[:, KINDS.index("donation")].tolist() == [1, 1, 1, 0]
    assert of_text("spenden") & of_text("donations")


def test_chinese_is_taken_in_pairs_of_letters():
    assert of_text("订阅我们") & of_text("订阅")


def test_tokens_belong_to_their_texts():
    words, _ = text_tokens(["", "ferry", "", "the ferry"])
    assert set(words.owner.tolist()) == {1, 3}
    assert text_tokens(["", ""])[0].tokens.tolist() == []


def test_names_of_classes_and_targets_of_links_are_tokens():
    page = page_of('<div class="shareBar"><p><a href="https://t.example/intent/share">Post</a></p></div>')
    other = page_of('<div class="share-bar"><p><a href="mailto:a@b.example">Post</a></p></div>')
    found = [name_tokens(container_tree(p.blocks).containers, p.tree) for p in (page, other)]
    share, mail = (set(names.tokens.tokens.tolist()) for names in found)
    assert len(share & mail) >= 4  # html, body, div, p and the words of the class
    assert share - mail
    assert mail - share
