"""Late articles: of a text, names of dropped lines, ledger and fields are made when one of them is first read."""

import copy
import pickle
from pathlib import Path

import pytest

from newsclean import Article, Options, Source, clean, label
from newsclean.assemble import assemble
from newsclean.pipeline import clean_one
from newsclean.render import to_text
from tests.support.golden import FIXTURES

DUMPS = sorted((FIXTURES / "dumps").glob("*.txt"))
PLAIN = ("source", "encoding", "body", "headline", "blocks", "confidence", "publication", "warnings", "container")


def is_late(article: Article) -> bool:
    return article._whole is not None


@pytest.mark.parametrize("dump", DUMPS, ids=lambda dump: dump.name)
def test_a_late_article_equals_one_that_is_made_at_once(dump: Path) -> None:
    options = Options()
    page = label(dump, options=options)
    whole = assemble(page, options.policies_for(page))
    assert not is_late(whole)
    late = clean(dump)
    early = {name: getattr(late, name) for name in PLAIN}
    assert early == {name: getattr(whole, name) for name in PLAIN}
    assert late == whole
    assert not is_late(late)


def test_plain_text_needs_nothing_that_is_late() -> None:
    article = clean(FIXTURES / "dumps" / "beautifulsoup-dump.txt")
    assert to_text(article)
    assert is_late(article)


def test_a_late_article_is_whole_when_it_travels_and_in_a_batch() -> None:
    dump = FIXTURES / "dumps" / "beautifulsoup-dump.txt"
    assert pickle.loads(pickle.dumps(clean(dump))) == copy.deepcopy(clean(dump)) == clean(dump)  # noqa: S301 - our bytes
    article = clean_one(Source.from_path(dump), Options())
    assert isinstance(article, Article)
    assert not is_late(article)


def test_a_late_article_has_no_other_names() -> None:
    article = clean(FIXTURES / "dumps" / "beautifulsoup-dump.txt")
    with pytest.raises(AttributeError, match="no attribute 'subheadline'"):
        article.subheadline  # type: ignore[attr-defined]  # noqa: B018 - reading it is the test
    assert is_late(article)
