"""Runs over archives: which there are, what their outputs are called, what a second run does, and the command."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from newsclean import UsageError
from newsclean.batch import ArchiveBatch, Inputs, Limits, ShardOptions, Stop, Summary, plan_batch, run_batch
from newsclean.batch.engines.job import Results, Workload
from tests.conftest import ROOT, Run
from tests.support.archives import articles, page, warc
from tests.support.batches import RecordingListener, html, story, tree, write
from tests.support.faulty_cleaners import clean_page


def lines(*texts: bytes) -> bytes:
    return b"".join(json.dumps({"text": text.decode()}).encode() + b"\n" for text in texts)


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Clean shards in this process, whose helper for workers is warm."""

    def engine(work: Workload) -> Results:
        job = work.make_job(work.processors)
        yield from ((task, job.do(task)) for task in work.tasks)

    monkeypatch.setattr("newsclean.batch.run.run_on_pool", engine)


def run(out: Path | str, *inputs: Path | str, **settings: object) -> tuple[Summary, RecordingListener]:
    limits = Limits(20.0, None, int(str(settings.pop("jobs", 2))))
    shard = ShardOptions(limits=limits, clean_page=clean_page, force=bool(settings.pop("force", False)))
    heard = RecordingListener()
    batch = ArchiveBatch(Inputs(tuple(map(str, inputs))), str(out), "jsonl", shard, **settings)  # type: ignore[arg-type]
    return run_batch(batch, heard), heard


@pytest.fixture
def crawl(tmp_path: Path) -> Path:
    return write(
        tmp_path / "crawl",
        {
            "a.jsonl": lines(*map(story, range(4))),
            "deep/b.jsonl": lines(story(4), b"!fault"),
            "deep/c.html": html(5),
            "deep/d.html": html(6),
        },
    )


@pytest.mark.usefixtures("here", "crawl")
def test_archives_and_loose_pages_of_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    summary, heard = run("out", "crawl")
    assert summary.statuses == {"ok": 7, "failed": 1}
    assert (summary.shards, summary.exit_code, summary.cleaned) == ({"done": 3}, 1, 8)
    assert [(result.path, result.status) for result in heard.pages] == [("crawl/deep/b.jsonl:2", "failed")]
    made = tree(tmp_path / "out")
    wanted = ["crawl/a.jsonl", "crawl/deep.jsonl", "crawl/deep/b.jsonl"]
    assert sorted(made) == sorted([*wanted, *(f"{name}.done" for name in wanted), f"{wanted[2]}.failed.jsonl"])
    assert [row["source"] for row in articles(tmp_path / "out/crawl/deep.jsonl")] == [
        "crawl/deep/c.html",
        "crawl/deep/d.html",
    ]


@pytest.mark.usefixtures("here")
def test_a_second_run_does_what_is_new(tmp_path: Path, crawl: Path) -> None:
    run(tmp_path / "out", crawl)
    before = tree(tmp_path / "out")
    summary, heard = run(tmp_path / "out", crawl)
    assert summary.statuses == {"skipped-unchanged": 7, "failed": 1}
    assert (summary.shards, summary.cleaned, summary.exit_code) == ({"skipped": 3}, 0, 1)
    assert [result.status for result in heard.pages] == ["failed"]
    assert tree(tmp_path / "out") == before
    write(crawl, {"e.jsonl": lines(story(9)), "deep/b.jsonl": lines(story(4))})
    summary, _ = run(tmp_path / "out", crawl)
    assert (summary.shards, summary.exit_code) == ({"skipped": 2, "done": 2}, 0)
    assert not (tmp_path / "out" / "crawl/deep/b.jsonl.failed.jsonl").exists()


def test_one_worker_is_as_good_as_many(tmp_path: Path, crawl: Path) -> None:
    def outputs(out: str) -> dict[str, bytes]:
        return {name: data for name, data in tree(tmp_path / out).items() if not name.endswith(".done")}

    for jobs in (1, 4):
        run(tmp_path / f"out{jobs}", crawl, jobs=jobs)
    assert outputs("out1") == outputs("out4")


@pytest.mark.usefixtures("here")
def test_names_that_would_be_alike_stay_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path, {"a.jsonl": lines(story(1)), "a.ndjson": lines(story(2)), "A.jsonl": lines(story(3))})
    run("out", "a.jsonl", "a.ndjson", "A.jsonl", "a.jsonl")
    made = [name for name in tree(tmp_path / "out") if not name.endswith(".done")]
    assert sorted(made) == ["A.jsonl.jsonl", "a.jsonl.jsonl", "a.ndjson.jsonl"]


@pytest.mark.usefixtures("here")
def test_what_is_not_there_and_what_cannot_be_read(tmp_path: Path, crawl: Path) -> None:
    write(tmp_path, {"bad.parquet": b"PAR1 it is not PAR1"})
    summary, heard = run(tmp_path / "out", crawl / "a.jsonl", crawl / "no.jsonl", tmp_path / "*.warc")
    assert (summary.statuses, summary.shards) == ({"ok": 4, "missing": 2}, {"done": 1})
    assert (summary.exit_code, [result.status for result in heard.pages]) == (1, ["missing", "missing"])
    pytest.importorskip("pyarrow")
    summary, _ = run(tmp_path / "out", crawl / "a.jsonl", tmp_path / "bad.parquet")
    assert (summary.shards, summary.exit_code) == ({"skipped": 1, "failed": 1}, 1)


def test_a_signal_leaves_shards_for_the_next_run(tmp_path: Path) -> None:
    write(tmp_path, {"a.jsonl": lines(b"!hang"), "b.jsonl": lines(b"!hang"), "c.jsonl": lines(story(1))})

    class Impatient(RecordingListener):
        def planned(self, inputs: int, to_clean: int) -> None:
            assert (inputs, to_clean) == (3, 3)
            stop.request(15)

    stop = Stop()
    shard = ShardOptions(limits=Limits(None, None, 2), clean_page=clean_page)
    batch = ArchiveBatch(Inputs((str(tmp_path / "*.jsonl"),)), str(tmp_path / "out"), "jsonl", shard)
    summary = run_batch(batch, Impatient(), stop)
    assert (summary.exit_code, summary.shards) == (143, {"left": 3})
    assert tree(tmp_path / "out") == {}
    assert str(summary).startswith("0 pages: ; 3 archives: 3 left; ")


@pytest.mark.usefixtures("here")
def test_what_a_killed_run_left_is_swept(tmp_path: Path, crawl: Path) -> None:
    write(tmp_path / "out" / str(crawl)[1:], {".a.jsonl.0123.newsclean-tmp": b"half"})
    run(tmp_path / "out", crawl)
    assert not list((tmp_path / "out").rglob("*.newsclean-tmp"))


@pytest.mark.usefixtures("here")
def test_one_file_for_one_archive(tmp_path: Path, crawl: Path) -> None:
    run(tmp_path / "x" / "one.jsonl", crawl / "a.jsonl")
    assert len(articles(tmp_path / "x" / "one.jsonl")) == 4
    with pytest.raises(UsageError, match=r"one\.jsonl is one file, and there are 3 archives; name a folder"):
        run(tmp_path / "x" / "one.jsonl", crawl)


def test_memory_file_system(crawl: Path) -> None:
    from fsspec.implementations.memory import MemoryFileSystem

    memory = MemoryFileSystem()
    try:
        for name, data in tree(crawl).items():
            memory.pipe_file(f"/bucket/crawl/{name}", data)
        # what is in this process's memory is not in its workers', so that only the plan can be looked at
        batch = ArchiveBatch(Inputs(("memory:///bucket/crawl", "memory:///bucket/*/*.jsonl")), "memory:///bucket/out")
        assert list(plan_batch(batch)) == [
            ("clean", "memory:///bucket/crawl/a.jsonl"),
            ("clean", "memory:///bucket/crawl/deep/b.jsonl"),
            ("clean", "memory:///bucket/crawl/deep/"),
        ]
        batch = ArchiveBatch(Inputs(("memory:///no/*", "memory:///none.jsonl")), "memory:///bucket/out")
        assert [action for action, _ in plan_batch(batch)] == ["fail", "fail"]
    finally:
        memory.store.clear()
        memory.pseudo_dirs[:] = [""]


def test_the_command(call: Run, tmp_path: Path, crawl: Path) -> None:
    write(crawl, {"deep/b.jsonl": lines(story(4)) + b"{\n"})
    out, log = tmp_path / "out", tmp_path / "log"
    done = call("batch", crawl / "a.jsonl", crawl / "deep", "--out", out, "--log-file", log, "--log-format", "json")
    assert done.returncode == 1
    said = done.stderr.decode().splitlines()
    assert said[0].startswith(f"newsclean: {crawl}/deep/b.jsonl:2: not a JSON object")
    assert said[1].startswith("newsclean: 8 pages: 7 ok, 1 failed; 3 archives: 3 done; ")
    events = [json.loads(line) for line in log.read_text().splitlines()]
    assert sorted(event["event"] for event in events) == ["archive"] * 3 + ["page", "summary"]
    again = call("batch", crawl / "a.jsonl", crawl / "deep", "--out", out, "--fail-over", "20%", "--quiet")
    assert again.returncode == 0
    assert again.stderr.decode().splitlines() == said[:1]
    plan = call("batch", "--files-from", "-", "--out", out, "--dry-run", stdin=f"{crawl}/a.jsonl\n".encode())
    assert plan.stdout.decode() == f"skip\t{crawl}/a.jsonl\n"
    assert plan.stderr == b"newsclean: 1 archive: 1 to skip; nothing was changed\n"


@pytest.mark.usefixtures("here")
def test_status_of_archives(call: Run, tmp_path: Path, crawl: Path) -> None:
    out = tmp_path / "out"
    write(crawl, {"deep/b.jsonl": lines(story(4)) + b"{\n"})
    call("batch", crawl / "a.jsonl", crawl / "deep", "--out", out, "--format", "jsonl")
    shown = call("status", out)
    assert shown.returncode == 0
    assert "8 pages" in shown.stdout.decode()
    assert "3 archives done" in shown.stdout.decode()
    told = json.loads(call("status", out, "--json").stdout)
    assert list(told) == "pages statuses characters passed_over publications shards failures".split()
    assert (told["pages"], told["statuses"]) == (8, {"ok": 7, "failed": 1})
    assert sorted((shard["source"], shard["pages"], shard["failed"]) for shard in told["shards"]) == [
        (f"{crawl}/a.jsonl", 4, 0),
        (f"{crawl}/deep/", 2, 0),
        (f"{crawl}/deep/b.jsonl", 2, 1),
    ]
    assert [(row["path"], row["status"]) for row in told["failures"]] == [(f"{crawl}/deep/b.jsonl:2", "failed")]
    # a folder that has moved, and one archive's file
    moved = out.rename(tmp_path / "moved")
    assert json.loads(call("status", moved, "--json").stdout)["pages"] == 8
    (one,) = moved.rglob("a.jsonl")
    assert json.loads(call("status", one, "--json").stdout)["pages"] == 4


@pytest.mark.usefixtures("here")
def test_a_folder_with_warc_files(call: Run, tmp_path: Path) -> None:
    pytest.importorskip("fastwarc")
    crawl = write(tmp_path / "crawl", {"a.warc.gz": warc(map(page, range(3))), "b.html": html(3)})
    done = call("batch", crawl, "--out", tmp_path / "out", "--carry", "WARC-Date", "--format", "jsonl")
    assert done.returncode == 0, done.stderr
    folder = tmp_path / "out" / str(crawl)[1:]
    assert [row["WARC-Date"] for row in articles(folder / "a.jsonl")] == ["2026-02-03T04:05:06Z"] * 3
    assert [row["source"] for row in articles(Path(f"{folder}.jsonl"))] == [f"{crawl}/b.html"]


def test_the_verb_for_one_page_knows_archives(call: Run) -> None:
    done = call("clean", "a.warc.gz")
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"is an archive; `newsclean batch a.warc.gz --out DIR` cleans the pages in it" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["a.jsonl", "--out", "out", "--format", "text"], "--format text is for single pages; archives become jsonl, "),
        (["a.jsonl", "--out", "out", "--prune"], "--prune, --learn, --fields and --front-matter are for single pages"),
        (["a.jsonl", "--out", "out.parquet", "--format", "jsonl"], "--format jsonl and --out out.parquet contradict"),
        (["a.html", "--out", "out", "--carry", "x"], "--carry and --address are for archives, and none was named"),
        (["a.jsonl", "--out", "out", "--carry", "body"], "--carry body: articles have a field of this name"),
        (["a.jsonl", "--out", "out", "--address", "auto"], "--address is that of a Ray cluster; it needs --engine ray"),
        (["nothing://a.jsonl", "--out", "out"], "nothing://a.jsonl: Protocol not known: nothing"),
    ],
)
def test_wrong_use(call: Run, arguments: list[str], message: str) -> None:
    done = call("batch", *arguments)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode().startswith(f"newsclean: {message}")
    assert done.stderr.count(b"\n") == 1


@pytest.mark.parametrize(
    ("name", "module", "extra"),
    [
        ("a.warc.gz", "fastwarc", "warc"),
        ("a.parquet", "pyarrow", "parquet"),
        ("a.jsonl.zst", "zstandard", "warc"),
        ("s3://bucket/a.jsonl", "s3fs", "remote"),
    ],
)
def test_without_an_extra_one_line_says_which(
    environment: dict[str, str], tmp_path: Path, name: str, module: str, extra: str
) -> None:
    write(tmp_path, {"a.warc.gz": b"", "a.parquet": b"", "a.jsonl.zst": b""})
    source = name if ":" in name else str(tmp_path / name)
    script = (
        f"import sys; sys.modules[{module!r}] = None\n"
        f"sys.argv = ['newsclean', 'batch', {source!r}, '--out', {str(tmp_path / 'out')!r}]\n"
        "from newsclean.cli import main\nmain()\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, cwd=ROOT, env=environment)
    assert (done.returncode, done.stderr.count(b"\n")) == (2, 1), done.stderr
    assert f"pip install 'newsclean[{extra}]'" in done.stderr.decode()


def test_ray_is_an_extra_too(call: Run, tmp_path: Path, crawl: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    done = call("batch", crawl / "a.jsonl", "--out", tmp_path / "out", "--engine", "ray")
    assert (done.returncode, done.stderr) == (2, b"newsclean: --engine ray needs ray; pip install 'newsclean[ray]'\n")
