"""Datelines are recognised, kept in the body, and fill their field."""

from __future__ import annotations

import pytest

from newsclean import Category, Options, Policy, clean, restore
from newsclean.lexicon.datelines import dateline_end
from tests.classify.test_line_rules import OPENING


@pytest.mark.parametrize(
    ("start", "dateline", "agencies"),
    [
        ("CAIRO (AP) — ", "CAIRO (AP)", ("AP",)),
        ("ISLAMABAD, March 4 (Reuters) - ", "ISLAMABAD, March 4 (Reuters)", ("Reuters",)),
        ("KYIV, Ukraine (AP) — ", "KYIV, Ukraine (AP)", ("AP",)),
        ("Berlin (dpa/AFP) - ", "Berlin (dpa/AFP)", ("dpa", "AFP")),
        ("(Reuters) - ", "(Reuters)", ("Reuters",)),
        ("CLEVELAND, Ohio – ", "CLEVELAND, Ohio", ()),
        ("МОСКВА, 3 мая. /ТАСС/. ", "МОСКВА, 3 мая. /ТАСС/.", ("ТАСС",)),
        ("(서울=연합뉴스) 김항구 기자 = ", "서울=연합뉴스) 김항구 기자", ("연합뉴스",)),
        ("新华社北京4月24日电 ", "新华社北京4月24日电", ()),
    ],
)
def test_dateline_fills_its_field_and_stays_in_the_body(start, dateline, agencies):
    first = f"{start}The ferry will sail again on Monday, the harbour office said after the last storm of the winter."
    article = clean(f"Ferry returns to the island\n\n{first}\n\n{OPENING}\n", options=Options(input="text"))
    assert article.body.startswith(first)
    assert article.dateline.endswith(dateline)
    assert article.agencies == agencies
    assert article.sources["dateline"] == "text"


def test_dateline_can_be_dropped_and_moved():
    story = f"Ferry returns to the island\n\nCAIRO (AP) — {OPENING}\n"
    for policy in (Policy.DROP, Policy.FIELD):
        article = clean(story, options=Options(input="text", policy={Category.DATELINE: policy}))
        assert (article.body, article.dateline) == (OPENING, "CAIRO (AP)")
        assert restore(article) == story.encode()


@pytest.mark.parametrize("start", ["BREAKING — ", "P.S. - ", "The Environmental Protection Agency (EPA) ", "UPDATE – "])
def test_other_beginnings_are_not_datelines(start):
    assert dateline_end(f"{start}The ferry will sail again on Monday.") == 0
