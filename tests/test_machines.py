"""More than one machine, and an object store with faults: nothing is lost or doubled, and the bytes are the same.

The machines are processes here. CI runs these tests with `python -m pytest -m extras`.
"""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from newsclean.batch import overview
from tests.conftest import ROOT
from tests.support.archives import articles, page, warc
from tests.support.batches import tree, write
from tests.support.faulty_proxy import FaultyProxy, Plan, faulty_proxy

pytestmark = [
    pytest.mark.extras,
    # these packages warn about each other
    pytest.mark.filterwarnings("ignore"),
]
SHARDS, PAGES = 5, 12
OUT = "s3://articles/news"
CLOCK = """
import datetime
import time

real = time.time
time.time = lambda: real() + {seconds}
_datetime = datetime.datetime


class datetime_of_this_machine(_datetime):
    @classmethod
    def now(cls, tz=None):
        return _datetime.now(tz) + datetime.timedelta(seconds={seconds})


datetime.datetime = datetime_of_this_machine
"""
"""A `sitecustomize` that sets the clock of a Python process."""


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """Start an S3 server on this machine, and return its address."""
    pytest.importorskip("moto")
    pytest.importorskip("s3fs")
    pytest.importorskip("fastwarc")
    from moto.server import ThreadedMotoServer

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    moto = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    moto.start()
    yield "http://{}:{}".format(*moto.get_host_and_port())
    moto.stop()


@pytest.fixture
def store(server: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Fill the S3 server with archives, and return its file system."""
    import s3fs

    known = {"AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b", "AWS_DEFAULT_REGION": "us-east-1"}
    for name, value in (known | {"AWS_ENDPOINT_URL": server}).items():
        monkeypatch.setenv(name, value)
    fs = s3fs.S3FileSystem(skip_instance_cache=True, use_listings_cache=False)
    fs.mkdir("crawl")
    fs.mkdir("articles")
    for n in range(SHARDS):
        fs.pipe_file(f"crawl/{n}.warc.gz", warc(map(page, range(n * PAGES, (n + 1) * PAGES))))
    yield fs
    for bucket in ("crawl", "articles"):
        fs.rm(bucket, recursive=True)


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Return the outputs of an undisturbed run on this machine, by the numbers of their archives."""
    here = tmp_path_factory.mktemp("calm")
    archives = {f"{n}.warc.gz": warc(map(page, range(n * PAGES, (n + 1) * PAGES))) for n in range(SHARDS)}
    write(here / "crawl", archives)
    finish(start(here / "crawl", here / "out"))
    return texts(here / "out")


def start(source: object, out: object, **environment: str) -> subprocess.Popen[str]:
    """Start a batch."""
    env = os.environ | {"OMP_WAIT_POLICY": "passive", "PYTHONUTF8": "1"} | environment
    words = [sys.executable, "-m", "newsclean", "batch", str(source), "--out", str(out), "--jobs", "1"]
    return subprocess.Popen(words, stderr=subprocess.PIPE, text=True, cwd=ROOT, env=env)


def finish(process: subprocess.Popen[str], code: int = 0) -> str:
    """Wait for a batch to end with an exit code, and return its standard error."""
    stderr = process.communicate(timeout=120)[1]
    assert process.returncode == code, stderr
    return stderr


def texts(out: Path) -> dict[str, bytes]:
    """Return the articles of each output without the address of its archive, which differs between stores."""
    found = {path.name: articles(path) for path in sorted(out.rglob("*.jsonl.gz"))}
    return {
        name: json.dumps([row | {"source": row["source"].rpartition("/")[2]} for row in rows]).encode()
        for name, rows in found.items()
    }


def fetched(store: Any, folder: Path) -> Path:
    """Copy the outputs in the store to a folder."""
    store.invalidate_cache()
    store.get("articles/news/", f"{folder}/", recursive=True)
    return folder


def check(store: Any, folder: Path, expected: dict[str, bytes]) -> None:
    """Check that the store has every article once, with one marker beside each output, and nothing else."""
    out = fetched(store, folder)
    assert texts(out) == expected
    names = Counter(Path(name).name for name in tree(out))
    assert names == Counter([f"{n}.jsonl.gz{end}" for n in range(SHARDS) for end in ("", ".done")])
    assert overview(out)["statuses"] == {"ok": SHARDS * PAGES}


@contextmanager
def faults(server: str, plan: Plan, monkeypatch: pytest.MonkeyPatch) -> Iterator[FaultyProxy]:
    """Put a proxy with a plan of faults in front of the S3 server, for the processes that start in the block."""
    with faulty_proxy(int(server.rpartition(":")[2]), plan) as proxy, monkeypatch.context() as patch:
        patch.setenv("AWS_ENDPOINT_URL", proxy.url)
        patch.setenv("AWS_MAX_ATTEMPTS", "8")
        yield proxy


def test_two_machines_on_the_same_archives(store: Any, tmp_path: Path, expected: dict[str, bytes]) -> None:
    """Both clean all archives, or find them done by the other, and write the same outputs and markers."""
    machines = [start("s3://crawl/*.warc.gz", OUT) for _ in range(2)]
    for machine in machines:
        assert f"{SHARDS} archives" in finish(machine)
    check(store, tmp_path / "news", expected)
    assert f"{SHARDS} skipped" in finish(start("s3://crawl/*.warc.gz", OUT))


def test_a_machine_that_is_lost_in_mid_shard(store: Any, tmp_path: Path, expected: dict[str, bytes]) -> None:
    machines = [start("s3://crawl/*.warc.gz", OUT) for _ in range(2)]
    deadline = time.monotonic() + 60
    while not store.glob("articles/news/**/*.done") and time.monotonic() < deadline:
        time.sleep(0.05)
        store.invalidate_cache()
    machines[0].send_signal(signal.SIGKILL)
    machines[0].communicate(timeout=60)
    finish(machines[1])
    check(store, tmp_path / "news", expected)


def test_clocks_that_are_ten_minutes_apart(store: Any, tmp_path: Path, expected: dict[str, bytes]) -> None:
    for name, seconds in (("fast", 600), ("slow", -600)):
        write(tmp_path / name, {"sitecustomize.py": CLOCK.format(seconds=seconds).encode()})
    tell = [sys.executable, "-c", "import time; print(time.time())"]
    told = subprocess.check_output(tell, env=os.environ | {"PYTHONPATH": str(tmp_path / "fast")})
    assert float(told) > time.time() + 500
    first = start("s3://crawl/[0-2].warc.gz", OUT, PYTHONPATH=str(tmp_path / "fast"))
    finish(first)
    both = [start("s3://crawl/*.warc.gz", OUT, PYTHONPATH=str(tmp_path / name)) for name in ("fast", "slow")]
    for machine in both:
        assert f"{SHARDS} archives" in finish(machine)
    check(store, tmp_path / "news", expected)


def test_faults_of_the_object_store(
    store: Any, server: str, tmp_path: Path, expected: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of four answers one is a 503, late, or ends in the middle. A run may give up; the next goes on."""

    def plan(number: int, *_: str) -> str | None:
        return ("error", "slow", "cut")[number // 4 % 3] if number % 4 == 3 else None

    with faults(server, plan, monkeypatch) as proxy:
        for _ in range(4):
            batch = start("s3://crawl/*.warc.gz", OUT)
            batch.communicate(timeout=120)
            assert batch.returncode in (0, 1)
            if batch.returncode == 0:
                break
    assert set(proxy.faults) == {"error", "slow", "cut"}
    finish(start("s3://crawl/*.warc.gz", OUT))
    check(store, tmp_path / "news", expected)


def test_a_full_object_store(
    store: Any, server: str, tmp_path: Path, expected: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The store takes three uploads, then no more. What it has is whole, and the next run goes on."""
    uploads: list[str] = []

    def plan(_: int, method: str, path: str) -> str | None:
        if method in ("PUT", "POST") and "articles" in path:
            uploads.append(path)
            return "full" if len(uploads) > 3 else None
        return None

    with faults(server, plan, monkeypatch):
        stderr = finish(start("s3://crawl/*.warc.gz", OUT), 1)
    assert "cannot write" in stderr
    assert "Traceback" not in stderr
    found = texts(fetched(store, tmp_path / "part"))
    assert found.items() <= expected.items()
    finish(start("s3://crawl/*.warc.gz", OUT))
    check(store, tmp_path / "news", expected)
