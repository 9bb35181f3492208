"""The public names of Python: what `clean` takes, what an article does, what options refuse, what is logged."""

from __future__ import annotations

import copy
import dataclasses
import io
import json
import logging
import pickle
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

import newsclean
from newsclean import Article, Failure, NotTextError, Options, Source, UsageError
from newsclean.options import Options as SameOptions
from newsclean.pipeline import failure_of
from tests.support.golden import FIXTURES, PAGES

PAGE = PAGES / "harbour-post.html"
ARTICLE = newsclean.clean(PAGE)
EVERY = sorted([*PAGES.glob("*.html"), *(FIXTURES / "dumps").glob("*.txt")])


@pytest.mark.parametrize("page", EVERY[::4], ids=lambda page: page.name)
def test_an_article_travels_between_processes(page: Path) -> None:
    article = newsclean.clean(page, options=Options(structure=True))
    assert pickle.loads(pickle.dumps(article)) == article  # noqa: S301 - our own bytes
    assert copy.deepcopy(article) == copy.copy(article) == article
    assert dataclasses.asdict(article)["body"] == article.body


def test_clean_takes_whatever_holds_a_page() -> None:
    data = PAGE.read_bytes()
    with PAGE.open("rb") as stream:
        opened = newsclean.clean(stream)
    with PAGE.open(encoding="utf-8") as stream:
        as_text = newsclean.clean(stream)
    assert opened == ARTICLE
    assert (
        as_text.body == newsclean.clean(io.BytesIO(data)).body == newsclean.clean(bytearray(data)).body == ARTICLE.body
    )
    assert newsclean.clean(memoryview(data)).source == "<bytes>"
    assert newsclean.clean(Source("x", data), url="https://post.example/a").url is not None


@pytest.mark.parametrize("page", [None, 7, object(), ["page.html"]])
def test_clean_refuses_what_is_no_page(page: Any) -> None:
    with pytest.raises(UsageError, match="a page is a Source, a path, an open file, bytes or a str, not"):
        newsclean.clean(page)


def test_an_article_renders_itself() -> None:
    assert ARTICLE.text.startswith(f"{ARTICLE.headline}\n\n{ARTICLE.body[:40]}")
    assert json.loads(ARTICLE.to_json()) == ARTICLE.to_dict()
    assert ARTICLE.to_dict().keys() - ARTICLE.to_dict(ledger=False).keys() == {"ledger", "restoration"}
    assert list(ARTICLE.to_dict(fields=["body", "url"])) == ["body", "url"]
    assert ARTICLE.to_markdown().startswith(f"# {ARTICLE.headline}\n")
    assert not ARTICLE.to_markdown(headline=False).startswith("# ")
    assert ARTICLE.to_markdown(front_matter=True).startswith("---\n")
    assert newsclean.clean("Home").text == ""


@pytest.mark.parametrize(
    ("published", "expected"),
    [
        (None, None),
        ("2025-11", None),
        ("2025-11-04", datetime(2025, 11, 4, tzinfo=UTC)),
        ("2025-11-04T08:30:00", datetime(2025, 11, 4, 8, 30, tzinfo=UTC)),
        ("2025-11-04T09:30:00+01:00", datetime(2025, 11, 4, 8, 30, tzinfo=UTC)),
    ],
)
def test_published_at_has_a_zone(published: str | None, expected: datetime | None) -> None:
    found = Article(source="x", encoding="utf-8", published=published).published_at
    assert found == expected
    assert found is None or found.tzinfo is not None


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"input": "xml"}, "Options.input: unknown value 'xml'; known are auto, html, text"),
        ({"second_opinion": "alway"}, "did you mean 'always'?"),
        ({"removal": None}, "Options.removal: unknown value None"),
        ({"policy": {"captoin": "keep"}}, "Options.policy: unknown value 'captoin'; did you mean 'caption'?"),
        ({"policy": {"caption": "kep"}}, "did you mean 'keep'?"),
        ({"max_removed": 90}, "expected a share between 0 and 1, not 90"),
        ({"max_bytes": 0}, "expected a number of bytes above 0"),
        ({"rules": "mine"}, "expected a tuple of paths"),
    ],
)
def test_options_are_checked_when_they_are_made(wrong: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError) as raised:
        Options(**wrong)
    assert message in str(raised.value)


def test_options_take_words_and_paths() -> None:
    options = Options(policy={"caption": "keep"}, rules=[Path("mine")])  # type: ignore[dict-item, arg-type]
    assert options == SameOptions(policy={newsclean.Category.CAPTION: newsclean.Policy.KEEP}, rules=("mine",))
    assert pickle.loads(pickle.dumps(options)) == options  # noqa: S301 - our own bytes


def test_standard_rules_put_named_files_on_top(tmp_path: Path) -> None:
    assert newsclean.standard_rules([tmp_path])[-1] == str(tmp_path)


def test_failures_are_logged_and_no_level_changes(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "newsclean"):
        result = newsclean.clean_one(Source("photo.png", bytes(range(256))), Options())
        failure_of("page.html", KeyError("boom"))
    assert isinstance(result, Failure)
    assert isinstance(result.error, NotTextError)
    known, fault = caplog.records
    assert (known.levelname, known.message) == ("INFO", str(result.error))
    assert (fault.levelname, fault.exc_info is not None) == ("ERROR", True)
    newsclean.clean(PAGE, options=Options(second_opinion="always"))
    assert logging.getLogger("trafilatura").level == logging.NOTSET


def test_importing_newsclean_loads_no_worker_and_no_log(environment: dict[str, str]) -> None:
    script = "import sys, newsclean; newsclean.clean('Home'); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, env=environment, check=True)
    assert not {"logging", "asyncio", "multiprocessing", "newsclean.batch", "typer"} & set(done.stdout.split())
