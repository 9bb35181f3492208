"""Class hints: what the names of elements say about their content."""

import pytest

from newsclean.classify.html.class_names import CLASS_HINTS, class_hints


@pytest.mark.parametrize(
    ("name", "hint"),
    [("article__body", "content"), ("shareBar", "share"), ("c-subheadline x1", "standfirst"), ("COMMENTS", "comment")],
)
def test_words_in_a_name_give_hints(name: str, hint: str) -> None:
    assert class_hints(name) >> CLASS_HINTS.index(hint) & 1


def test_a_word_inside_a_longer_word_gives_no_hint() -> None:
    assert not class_hints("shadow") >> CLASS_HINTS.index("ad") & 1
