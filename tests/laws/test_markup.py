"""The laws of formats with markup, on every fixture and on pages of the bench.

Markdown shows the body and nothing else, TEI is valid, and structure changes no text.
"""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from newsclean import Options, Source, clean
from newsclean.render import to_markdown
from tests.conftest import ROOT
from tests.support.commonmark import body_of, shown_text
from tests.support.golden import pages
from tests.support.tei import is_valid_tei

BENCH = ROOT.parent / "shared" / "bench"
EVERY = 90  # of the bench's pages one in so many is checked
SAMPLE = sorted(BENCH.rglob("*.html.gz"))[::EVERY]


def check(source: Source) -> None:
    article = clean(source, options=Options(structure=True))
    assert article.body == clean(source).body
    assert shown_text(to_markdown(article, headline=False)) == body_of(article)
    assert article.is_empty or is_valid_tei(article)


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.name)
def test_fixtures(page: Path) -> None:
    check(Source.from_path(page))


@pytest.mark.skipif(not SAMPLE, reason="there is no bench beside the project")
@pytest.mark.parametrize("page", SAMPLE, ids=lambda page: page.name[:40])
def test_pages_of_the_bench(page: Path) -> None:
    check(Source(page.name, gzip.decompress(page.read_bytes())))
