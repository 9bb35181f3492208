"""Tests that need more than the development install: Ray, an S3 server, and the tools of the integrations.

CI runs `python -m pytest -m extras` in an environment of its own. Servers and clusters listen on 127.0.0.1, and stop
with the tests.
"""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest

from newsclean import Options, UsageError
from newsclean.batch import ArchiveBatch, Inputs, Limits, ShardOptions, run_batch
from tests.conftest import ROOT
from tests.support.archives import articles, page, warc
from tests.support.batches import html, story, tree, write
from tests.support.faulty_cleaners import clean_page

pytestmark = [
    pytest.mark.extras,
    # these packages warn about each other
    pytest.mark.filterwarnings("ignore"),
]


def made(out: Path) -> dict[str, bytes]:
    """Return the outputs of a run without the markers, which contain times."""
    return {name: data for name, data in tree(out).items() if not name.endswith(".done")}


@pytest.fixture
def crawl(tmp_path: Path) -> Path:
    pytest.importorskip("fastwarc")
    files = {f"{n}.warc.gz": warc(map(page, range(n * 20, n * 20 + 20))) + b"junk" * (n == 3) for n in range(6)}
    return write(tmp_path / "crawl", files)


def run(command: list[str | Path], **environment: str) -> subprocess.CompletedProcess[str]:
    env = os.environ | {"OMP_WAIT_POLICY": "passive", "PYTHONUTF8": "1"} | environment
    words = [sys.executable, "-m", "newsclean", *map(str, command)]
    return subprocess.run(words, capture_output=True, text=True, cwd=ROOT, env=env, timeout=300)


FERRY = b"""
id = "ferry"
name = "The Ferry"
domains = ["ferry.example"]

[[drop]]
id = "crew"
category = "other"
starts = "It had been in dry dock"
why = "a rule of the user's own"
"""


def test_ray_and_local_workers_give_the_same_outputs(tmp_path: Path, crawl: Path) -> None:
    pytest.importorskip("ray")
    here = run(["batch", crawl, "--out", tmp_path / "here", "--jobs", "2"])
    there = run(["batch", crawl, "--out", tmp_path / "there", "--jobs", "2", "--engine", "ray"])
    assert (here.returncode, there.returncode) == (1, 1), there.stderr
    assert there.stderr.partition("; 6 archives")[0] == here.stderr.partition("; 6 archives")[0]
    assert "120 ok, 1 failed" in there.stderr
    assert made(tmp_path / "here") == made(tmp_path / "there")
    again = run(["batch", crawl, "--out", tmp_path / "there", "--engine", "ray", "-q"])
    assert (again.returncode, again.stderr.count("\n")) == (1, 1)


def test_on_ray_rules_travel_and_a_faulty_page_fails_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ray = pytest.importorskip("ray")
    from newsclean.batch.engines import ray as engine

    rules = write(tmp_path / "rules", {"ferry.toml": FERRY}) / "ferry.toml"
    pack = engine._rule_files

    def packed_and_gone(layers: tuple[str, ...]) -> engine.RuleFiles:
        packed = pack(layers)
        # other nodes do not have the file
        rules.unlink()
        return packed

    monkeypatch.setattr(engine, "_rule_files", packed_and_gone)
    monkeypatch.setenv("RAY_USAGE_STATS_ENABLED", "0")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    deeds = {1: "!segfault\n", 2: "!hang\n", 3: "!fault\n"}
    texts = [deeds.get(n, story(n).decode()) for n in range(8)]
    write(tmp_path / "in", {"a.jsonl": "".join(json.dumps({"text": text}) + "\n" for text in texts).encode()})
    options = Options(rules=(str(tmp_path / "rules"),), publication="ferry")
    shard = ShardOptions(options, limits=Limits(2.0, None, 1), clean_page=clean_page)
    inputs = Inputs((str(tmp_path / "in"), str(tmp_path / "in" / "a.jsonl")))
    try:
        summary = run_batch(ArchiveBatch(inputs, str(tmp_path / "out"), "jsonl", shard, engine="ray"))
    finally:
        ray.shutdown()
    assert summary.statuses == {"ok": 5, "failed": 2, "timeout": 1}
    (sink,) = (path.with_suffix("") for path in (tmp_path / "out").rglob("*.done"))
    assert [
        [entry["text"].strip() for entry in row["ledger"] if entry["reason"] == "ferry:crew"] for row in articles(sink)
    ] == [[f"It had been in dry dock since the autumn, with its crew of {n}."] for n in (0, 4, 5, 6, 7)]


def test_a_node_that_dies_loses_and_doubles_no_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("ray")
    pytest.importorskip("fastwarc")
    monkeypatch.setenv("RAY_USAGE_STATS_ENABLED", "0")
    # without this Ray advertises 127.0.0.1 as the address of this machine, and no process listens there
    monkeypatch.setenv("RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER", "0")
    from ray.cluster_utils import Cluster

    crawl = write(
        tmp_path / "crawl", {f"{n:02}.warc.gz": warc(map(page, range(n * 40, n * 40 + 40))) for n in range(12)}
    )
    settings = {"num_cpus": 1, "node_ip_address": "127.0.0.1", "include_dashboard": False}
    cluster = Cluster(initialize_head=True, head_node_args=settings)
    try:
        second = cluster.add_node(num_cpus=1, node_ip_address="127.0.0.1")
        folder = tmp_path / "out"

        def kill() -> None:
            deadline = time.monotonic() + 120
            while len(list(folder.rglob("*.done"))) < 3 and time.monotonic() < deadline:
                time.sleep(0.02)
            cluster.remove_node(second, allow_graceful=False)

        killer = threading.Thread(target=kill)
        killer.start()
        there = run(["batch", crawl, "--out", folder, "--engine", "ray", "--address", cluster.address])
        killer.join()
    finally:
        cluster.shutdown()
    assert there.returncode == 0, there.stderr
    # the second attempt finds a shard done that the dead node finished but did not report
    pages, archives = (
        re.findall(r"(\d+) (?:ok|skipped unchanged|done|skipped)\b", part)
        for part in re.search(r"480 pages: (.*); 12 archives: ([^;]*)", there.stderr).groups()
    )  # type: ignore[union-attr]
    assert sum(map(int, pages)) == 480
    assert sum(map(int, archives)) == 12
    assert run(["batch", crawl, "--out", tmp_path / "here", "--jobs", "2"]).returncode == 0
    assert made(folder) == made(tmp_path / "here")
    urls = [row["url"] for path in sorted(folder.rglob("*.jsonl.gz")) for row in articles(path)]
    assert sorted(urls) == sorted(f"https://harbourpost.example/{n}" for n in range(480))


@pytest.fixture
def s3(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Start an S3 server on this machine, and return its file system."""
    pytest.importorskip("moto")
    s3fs = pytest.importorskip("s3fs")
    from moto.server import ThreadedMotoServer

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=port, verbose=False)
    server.start()
    known = {"AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b", "AWS_DEFAULT_REGION": "us-east-1"}
    for name, value in (known | {"AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}"}).items():
        monkeypatch.setenv(name, value)
    fs = s3fs.S3FileSystem(skip_instance_cache=True, use_listings_cache=False)
    fs.mkdir("crawl")
    fs.mkdir("articles")
    yield fs
    # its buckets belong to the process, and the next test would see them
    urlopen(Request(f"http://127.0.0.1:{port}/moto-api/reset", method="POST")).close()
    server.stop()


@pytest.mark.parametrize("engine", ["local", "ray"])
def test_archives_and_outputs_on_s3(s3: Any, tmp_path: Path, crawl: Path, engine: str) -> None:
    if engine == "ray":
        pytest.importorskip("ray")
    for path in crawl.iterdir():
        s3.put_file(str(path), f"crawl/2026/{path.name}")
    command = [
        "batch",
        "s3://crawl/2026/*.warc.gz",
        "s3://crawl/none/",
        "--out",
        "s3://articles/news",
        "--engine",
        engine,
    ]
    done = run([*command, "--jobs", "2"])
    assert done.returncode == 1, done.stderr
    assert "122 pages: 120 ok, 2 failed (1 missing); 6 archives: 6 done" in done.stderr
    s3.get("articles/news/", str(tmp_path / "news") + "/", recursive=True)
    names = sorted(name for name in made(tmp_path / "news"))
    assert names == sorted([f"crawl/2026/{n}.jsonl.gz" for n in range(6)] + ["crawl/2026/3.jsonl.gz.failed.jsonl"])
    rows = articles(tmp_path / "news/crawl/2026/0.jsonl.gz")
    assert (len(rows), rows[0]["source"]) == (20, "s3://crawl/2026/0.warc.gz:0")
    again = run(["batch", "s3://crawl/2026", "--out", "s3://articles/news", "--engine", "local"])
    assert "6 archives: 6 skipped" in again.stderr


def test_a_failed_upload_leaves_no_file(s3: Any, crawl: Path) -> None:
    done = run(["batch", crawl / "0.warc.gz", "--out", "s3://no-such-bucket/news"])
    assert done.returncode == 1
    assert done.stderr.startswith(f"newsclean: {crawl}/0.warc.gz: ")
    assert s3.ls("") == ["articles", "crawl"]


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_frames(library: str) -> None:
    frames = pytest.importorskip(library)
    from newsclean.integrations.frames import clean_frame

    pages = [html(1).decode(), html(2).decode(), None]
    frame = frames.DataFrame({"html": pages, "url": ["https://harbourpost.example/1", None, ""], "body": [1, 2, 3]})
    both = clean_frame(frame)
    assert list(frame.columns) == ["html", "url", "body"]
    assert list(both.columns)[:4] == ["html", "url", "body", "article_headline"]
    assert ["storm number 1" in body for body in both["article_body"]] == [True, False, False]
    assert list(both["article_error"]) == ["", "", "no page"]
    assert list(clean_frame(frame[["html"]], prefix="").columns)[:2] == ["html", "headline"]
    with pytest.raises(UsageError, match="a column 'body' already; prefix= names another"):
        clean_frame(frame, prefix="")
    with pytest.raises(UsageError, match="no column 'page'; it has html, url, body"):
        clean_frame(frame, html="page")


def test_a_frame_of_pandas_keeps_its_index() -> None:
    frames = pytest.importorskip("pandas")
    from newsclean.integrations.frames import clean_frame

    assert list(clean_frame(frames.DataFrame({"html": ["a", "b"]}, index=[7, 5])).index) == [7, 5]


def test_datasets() -> None:
    datasets = pytest.importorskip("datasets")
    from newsclean.integrations.datasets import clean_dataset

    pages = {
        "html": ["", *(html(n).decode() for n in range(1, 4))],
        "url": [f"https://harbourpost.example/{n}" for n in range(4)],
    }
    cleaned = clean_dataset(datasets.Dataset.from_dict(pages))
    assert [f"storm number {n}" in cleaned[n]["body"] for n in range(4)] == [False, True, True, True]
    assert cleaned[0]["error"] == "no page"
    assert cleaned.features["authors"] == datasets.List(datasets.Value("string"))
    stream = clean_dataset(datasets.Dataset.from_dict(pages).to_iterable_dataset())
    assert [row["word_count"] for row in stream] == [row["word_count"] for row in cleaned]


def test_datatrove() -> None:
    pytest.importorskip("datatrove")
    from datatrove.data import Document

    from newsclean.integrations.datatrove import NewscleanExtractor

    pages = [html(1).decode(), "", html(2).decode()]
    documents = [
        Document(text, str(n), metadata={"url": f"https://moscowtimes.com/{n}"}) for n, text in enumerate(pages)
    ]
    extractor = NewscleanExtractor()
    found = list(extractor.run(iter(documents)))
    assert [document.id for document in found] == ["0", "2"]
    assert "storm number 2" in found[1].text
    assert "<" not in found[1].text
    assert found[0].metadata["headline"]
    assert extractor.extract(pages[0]) == found[0].text


SPIDER = """
import scrapy
from scrapy.crawler import CrawlerProcess


class Pages(scrapy.Spider):
    name = "pages"
    start_urls = ["file://{page}", "file://{empty}"]

    def parse(self, response):
        yield {{"url": response.url, "html": response.body}}


settings = {{
    "ITEM_PIPELINES": {{"newsclean.integrations.scrapy.NewscleanPipeline": 300}},
    "NEWSCLEAN_DROP_EMPTY": True,
    "NEWSCLEAN_OPTIONS": {{"second_opinion": "never"}},
    "FEEDS": {{"{out}": {{"format": "jsonlines", "fields": ["url", "article"]}}}},
    "TELNETCONSOLE_ENABLED": False,
}}
process = CrawlerProcess(settings)
process.crawl(Pages)
process.start()
"""


def test_scrapy(tmp_path: Path) -> None:
    pytest.importorskip("scrapy")
    write(tmp_path, {"page.html": html(1), "empty.html": b"<html><body></body></html>"})
    out = tmp_path / "out.jsonl"
    script = SPIDER.format(page=tmp_path / "page.html", empty=tmp_path / "empty.html", out=out)
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, timeout=120)
    assert done.returncode == 0, done.stderr
    (item,) = [json.loads(line) for line in out.read_text().splitlines()]
    assert "storm number 1" in item["article"]["body"]
    assert "no article in file://" in done.stderr


def test_scrapy_items_need_a_field_for_the_article() -> None:
    scrapy = pytest.importorskip("scrapy")
    from newsclean import UsageError
    from newsclean.integrations.scrapy import NewscleanPipeline

    class Page(scrapy.Item):
        html = scrapy.Field()

    with pytest.raises(UsageError, match="Page has no field 'article' for the article; add it, or set NEWSCLEAN_INTO"):
        NewscleanPipeline().process_item(Page(html=html(1)))
    with pytest.raises(UsageError, match="NEWSCLEAN_OPTIONS: got an unexpected keyword argument 'opinion'"):
        NewscleanPipeline(opinion="never")
    assert NewscleanPipeline().process_item({"title": "no page"}) == {"title": "no page"}
