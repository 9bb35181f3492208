"""Many pages from Python: order, isolation, bounded memory; and a service that answers each request."""

from __future__ import annotations

import asyncio
import io
import json
import os
import queue
import threading
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

import newsclean
from newsclean import Article, Failure, Options, UsageError
from newsclean.batch.engines.many import BACKLOG, PageJob, answers, in_workers
from newsclean.cli.verbs.serve import Service, answer_stream
from newsclean.sources import Source
from tests.support.batches import story
from tests.support.faulty_cleaners import clean_page

MEBIBYTE = 1 << 20
JOB = PageJob(Options(), 256 * MEBIBYTE, clean_page)
HOSTILE = ("!segfault", "!exit 0", "!fault", "!hang", "!kill")
REASONS = ("SIGSEGV", "exit code 0", "KeyError", "took longer than 0.5 s", "SIGKILL")


def described(result: Article | Failure) -> str:
    return str(result.error) if isinstance(result, Failure) else str(result.headline)


def test_results_come_in_order_and_a_hostile_page_costs_its_own() -> None:
    pages = [*HOSTILE, *(story(n).decode() for n in range(5))]
    results = list(in_workers([pages[n // 2 + 5 * (n % 2)] for n in range(10)], JOB, 2, 0.5, ordered=True))
    assert [isinstance(result, Failure) for result in results] == [True, False] * 5
    for reason, failure in zip(REASONS, results[::2], strict=True):
        assert reason in described(failure)
    assert len({described(article) for article in results[1::2]}) == 5


def test_pages_are_taken_as_they_are_needed() -> None:
    taken = 0

    def endless() -> Iterator[str]:
        nonlocal taken
        while True:
            taken += 1
            yield "!hang" if taken == 1 else story(1).decode()

    results = in_workers(endless(), JOB, 2, 0.5, ordered=True)
    assert "took longer" in described(next(results))
    assert taken <= 2 * BACKLOG + 1
    results.close()  # type: ignore[attr-defined]


def test_pages_that_cannot_be_read_have_their_place(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(story(1))
    many = [tmp_path / "none.txt"] * (BACKLOG * 3)
    pages = [(tmp_path / "a.txt", "https://post.example/a"), *many, (tmp_path / "a.txt").read_bytes()]
    results = list(newsclean.clean_many(pages, jobs=1))
    assert len(results) == len(pages)
    first, *failures, last = results
    assert (first.source, first.url) == (str(tmp_path / "a.txt"), "https://post.example/a")
    assert {described(one) for one in failures} == {f"{tmp_path / 'none.txt'}: No such file or directory"}
    assert last.body == first.body


def test_results_may_come_as_they_finish(tmp_path: Path) -> None:
    go = tmp_path / "go"
    pages = [f"!wait {go}\n" + story(1).decode(), story(2).decode()]
    results = in_workers(pages, JOB, 2, None, ordered=False)
    first = next(results)
    go.touch()
    assert described(first) != described(next(results))
    assert "2" in first.body
    assert list(results) == []


def test_the_twin_takes_an_asynchronous_iterable() -> None:
    async def pages() -> AsyncIterator[str]:
        for n in range(3):
            yield story(n).decode()

    async def headlines() -> list[str]:
        return [described(result) async for result in newsclean.aclean_many(pages(), jobs=1)]

    expected = [described(newsclean.clean(story(n).decode())) for n in range(3)]
    assert asyncio.run(headlines()) == expected


def test_jobs_are_at_least_one() -> None:
    with pytest.raises(UsageError, match="at least one worker"):
        newsclean.clean_many([], jobs=0)


def test_an_answer_does_not_wait_for_the_next_request() -> None:
    requests: queue.Queue[Source | Failure | None] = queue.Queue()
    results = answers(requests, JOB, 1, None)
    for n in range(3):
        requests.put(Source.from_str(story(n).decode()))
        assert isinstance(next(results), Article)
    requests.put(None)
    assert list(results) == []


def test_every_request_is_answered_in_order() -> None:
    """Of 200 requests every 20th is hostile, and every 25th is no request."""
    lines, wanted = [], []
    for n in range(200):
        is_bad, deed = n % 25 == 7, HOSTILE[n // 20 % 3] if n % 20 == 3 else ""
        lines.append("{" if is_bad else json.dumps({"id": f"r{n}", "text": f"{deed}\n{story(n % 9).decode()}"}))
        wanted.append((n + 1 if is_bad else f"r{n}", "error" if is_bad or deed else "article"))
    out = io.BytesIO()
    answer_stream(io.BytesIO("\n".join(lines).encode()), out, Service(JOB, ("headline",), 2, 5.0))
    found = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [(answer["id"], "article" if "article" in answer else "error") for answer in found] == wanted


@pytest.mark.parametrize(
    ("request_", "message"),
    [
        (b"[]", "not a JSON object"),
        (b"{}", "has no text in 'html' or 'text' or 'content' or 'body'"),
        (b'{"text": 7, "html": ""}', "has no text in"),
        (json.dumps({"text": "x" * 700}).encode(), "larger than 100 bytes"),
        (b"\xff\xfe", "not a JSON object"),
    ],
)
def test_a_bad_request_says_what_is_wrong(request_: bytes, message: str) -> None:
    job = PageJob(Options(max_bytes=100), None)
    out = io.BytesIO()
    answer_stream(io.BytesIO(request_ + b"\n" + b'{"text": "Home"}'), out, Service(job, ("body",), 1, 5.0))
    first, second = (json.loads(line) for line in out.getvalue().splitlines())
    assert (first["id"], message in first["error"]["message"]) == (1, True)
    assert second == {"id": 2, "article": {"body": ""}}


def test_a_reader_that_goes_ends_the_service() -> None:
    read, write = os.pipe()
    os.close(read)
    requests = io.BytesIO(json.dumps({"text": "Home"}).encode() + b"\n")
    with os.fdopen(write, "wb", buffering=0) as out:
        answer_stream(requests, out, Service(JOB, ("body",), 1, 5.0))
    assert threading.active_count() < 20
