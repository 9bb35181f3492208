"""Verification finds every difference in what a batch left, and repair brings a damaged batch back."""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from newsclean import NewscleanError
from newsclean.batch import overview, repair, verify
from tests.conftest import Run
from tests.support.batches import rows, run, story, tree, write

pytestmark = pytest.mark.usefixtures("six_pages")
FACTS = json.dumps(
    {
        "pages": 1,
        "has_rules": False,
        "counts": {"empty": [0, 1]},
        "measures": {"words": {"12": 1}},
        "layouts": {"div": 1},
    }
)


def problems(out: Path) -> dict[str, str]:
    """Return the differences by output."""
    return {one.output: one.problem for one in verify(out)}


def lose(out: Path) -> None:
    """Delete the manifest of a folder."""
    for manifest in out.glob("newsclean.sqlite*"):
        manifest.unlink()


def test_verify_compares_outputs_with_hashes_rows_and_pages(here: Path) -> None:
    run(here / "out", "pages")
    assert problems(here / "out") == {}
    outputs = here / "out/pages"
    (outputs / "0.json").unlink()
    (outputs / "1.json").write_bytes((outputs / "1.json").read_bytes().replace(b"storm", b"strom"))
    (outputs / "2.json").rename(outputs / "9.json")
    (outputs / "2.json").symlink_to("9.json")
    (here / "pages/3.txt").write_bytes(story(33))
    (here / "pages/4.txt").unlink()
    (outputs / "notes").write_bytes(b"the user's own")
    assert problems(here / "out") == {
        "pages/0.json": "is missing",
        "pages/1.json": "has another content than newsclean wrote",
        "pages/2.json": "is no file that can be read, or a link",
        "pages/3.json": "is that of a page that has changed",
        "pages/4.json": "is that of a page that is gone",
        "pages/9.json": "belongs to no page of the manifest",
    }


def test_verify_names_unfinished_pages_and_damage(here: Path) -> None:
    run(here / "out", "pages")
    with closing(sqlite3.connect(here / "out/newsclean.sqlite")) as database, database:
        database.execute("UPDATE pages SET status = 'pending' WHERE ordinal = 1")
        database.execute("UPDATE pages SET temporary = '1-2' WHERE ordinal = 2")
    assert problems(here / "out") == {
        "pages/0.json": "is not made yet; the next run does it",
        "pages/1.json": "is unfinished; the next run completes it",
    }
    run(here / "out", "pages")
    assert problems(here / "out") == {}


def test_verify_compares_a_stream_with_its_parts(here: Path) -> None:
    run(here / "all.jsonl", "pages")
    assert problems(here / "all.jsonl") == {}
    (here / "all.jsonl").write_bytes((here / "all.jsonl").read_bytes()[:-1])
    assert problems(here / "all.jsonl") == {str(here / "all.jsonl"): "is not its parts in their order"}


def test_the_verb_prints_differences_and_exits_with_1(here: Path, call: Run) -> None:
    run(here / "out", here / "pages")
    done = call("verify", here / "out")
    assert (done.returncode, done.stdout) == (0, b"")
    (output,) = (here / "out").rglob("3.json")
    output.unlink()
    name = str(output.relative_to(here / "out"))
    done = call("verify", here / "out")
    assert (done.returncode, done.stderr) == (1, f"newsclean: {here / 'out'}: 1 difference\n".encode())
    assert done.stdout.decode() == f"{name} is missing ({here / 'pages/3.txt'})\n"
    found = json.loads(call("verify", "--json", here / "out").stdout)
    assert found == {"differences": [{"output": name, "problem": "is missing", "page": str(here / "pages/3.txt")}]}
    assert call("verify", here).returncode == 1


def damage(manifest: Path, seed: int) -> None:
    """Cut a manifest off, or overwrite some of its bytes."""
    chance = random.Random(seed)  # noqa: S311 - no secrets
    data = bytearray(manifest.read_bytes())
    if seed % 3 == 0:
        del data[chance.randrange(len(data)) :]
    else:
        start = chance.randrange(0 if seed % 3 == 1 else 100, len(data))
        data[start : start + 3000] = chance.randbytes(min(3000, len(data) - start))
    manifest.write_bytes(data)


@pytest.mark.parametrize("out", ["out", "all.jsonl"])
def test_repair_brings_a_damaged_manifest_back(here: Path, out: str) -> None:
    folder = here / (out if out == "out" else "all.jsonl.newsclean")
    run(here / out, "pages")
    whole, manifest = tree(folder), (folder / "newsclean.sqlite").read_bytes()
    for seed in range(8):
        shutil.rmtree(folder)
        write(folder, whole | {"newsclean.sqlite": manifest})
        damage(folder / "newsclean.sqlite", seed)
        repair(here / out)
        assert run(here / out, "pages")[0].exit_code == 0
        assert (verify(here / out), tree(folder)) == ([], whole)
        assert {row["result"] for row in rows(folder).values()} == {"ok"}


def test_repair_keeps_rows_whose_outputs_are_whole(here: Path) -> None:
    run(here / "out", "pages")
    (here / "out/pages/1.json").write_bytes(b"{}")
    (here / "out/pages/2.json").unlink()
    assert "6 pages kept, 0 found by their outputs; " in repair(here / "out")
    assert run(here / "out", "pages")[0].statuses == {"skipped-unchanged": 4, "ok": 2}
    assert verify(here / "out") == []
    assert (here / "out/newsclean.sqlite.damaged").exists()


def test_repair_finds_pages_by_their_outputs_and_leaves_foreign_files(here: Path) -> None:
    run(here / "out", "pages")
    lose(here / "out")
    foreign = {"pages/7.json": b"{}", "mine.json": (here / "out/pages/1.json").read_bytes(), "notes.md": b"mine"}
    write(here / "out", foreign)
    write(here / "pages", {"1.txt": story(11), "7.txt": story(7)})
    assert "0 pages kept, 6 found by their outputs; no page is known of 3 files" in repair(here / "out")
    assert run(here / "out", "pages")[0].statuses == {"ok": 6, "failed": 1}
    assert {name: data for name, data in tree(here / "out").items() if name in foreign} == foreign
    assert b"storm number 11" in (here / "out/pages/1.json").read_bytes()


def test_the_message_of_a_damaged_manifest_names_the_repair(here: Path, call: Run) -> None:
    run(here / "out", here / "pages")
    manifest = here / "out/newsclean.sqlite"
    manifest.write_bytes(manifest.read_bytes()[:5000])
    for words in (("batch", here / "pages", "--out", here / "out"), ("status", here / "out"), ("verify", here / "out")):
        done = call(*words)
        assert done.returncode == 1
        assert f"; `newsclean batch --repair {here / 'out'}` rebuilds it" in done.stderr.decode()
    done = call("batch", "--repair", here / "out")
    assert (done.returncode, len(done.stderr.splitlines())) == (0, 1)
    assert call("batch", here / "pages", "--out", here / "out").returncode == 0
    assert call("verify", here / "out").returncode == 0


@pytest.mark.parametrize(
    "damage",
    [
        "size = 'x'",
        "output = 7",
        "chars = 'x'",
        "chars = '[]'",
        "rule_hits = '{\"a\": [1]}'",
        "seconds = x'00'",
        "status = x'ff'",
    ],
)
def test_the_message_of_a_damaged_value_names_the_repair(here: Path, damage: str) -> None:
    run(here / "out", "pages")
    with closing(sqlite3.connect(here / "out/newsclean.sqlite")) as database, database:
        database.execute(f"UPDATE pages SET {damage} WHERE ordinal < 3")  # noqa: S608
    for use in (lambda: run(here / "out", "pages"), lambda: overview(here / "out"), lambda: verify(here / "out")):
        with pytest.raises(NewscleanError, match="damaged values in 2 rows of pages; `newsclean batch --repair"):
            use()
    repair(here / "out")
    assert run(here / "out", "pages")[0].statuses == {"ok": 2, "skipped-unchanged": 4}
    assert verify(here / "out") == []


@pytest.mark.parametrize(
    ("table", "cell"),
    [
        ("history", '{"pages": 6}'),
        ("history", FACTS.replace('"pages": 1', '"pages": "1"')),
        ("history", FACTS.replace("[0, 1]", "[0]")),
        ("history", FACTS.replace('"12"', '"9999"')),
        ("history", FACTS.replace('{"div": 1}', '{"div": 1e999}')),
        ("history", "[" * 900 + "]" * 900),
        ("runs", '{"drifting": 7}'),
        ("runs", '{"drifting": [{"fact": "empty"}]}'),
        ("runs", '{"cleaned": "all"}'),
    ],
)
def test_damaged_facts_and_counts_of_runs_are_found_and_repaired(here: Path, table: str, cell: str) -> None:
    run(here / "out", "pages")
    column = {"history": "facts", "runs": "summary"}[table]
    with closing(sqlite3.connect(here / "out/newsclean.sqlite")) as database, database:
        database.execute("DELETE FROM history")
        database.execute("INSERT INTO history (publication, run, facts) VALUES ('post', 1, ?)", (FACTS,))
        database.execute(f"UPDATE {table} SET {column} = ?", (cell,))  # noqa: S608
    for use in (lambda: run(here / "out", "pages"), lambda: overview(here / "out"), lambda: verify(here / "out")):
        with pytest.raises(NewscleanError, match=f"damaged values in 1 row of {table}; `newsclean batch --repair"):
            use()
    repair(here / "out")
    assert run(here / "out", "pages")[0].statuses["skipped-unchanged"] == 6
    assert verify(here / "out") == []


def test_text_that_is_not_utf_8_is_damage(here: Path, call: Run) -> None:
    run(here / "out", here / "pages")
    with closing(sqlite3.connect(here / "out/newsclean.sqlite")) as database, database:
        database.execute("UPDATE pages SET publication = CAST(x'ff' AS TEXT), options_hash = CAST(x'ff' AS TEXT)")
    done = call("batch", here / "pages", "--out", here / "out")
    assert done.returncode == 1
    assert f"; `newsclean batch --repair {here / 'out'}` rebuilds it" in done.stderr.decode()


def test_there_is_nothing_to_repair_where_no_batch_was(here: Path) -> None:
    with pytest.raises(NewscleanError, match="no outputs of newsclean here"):
        repair(here / "nowhere")


def test_a_manifest_of_strangers_leads_to_no_file_outside(here: Path) -> None:
    run(here / "out", "pages")
    write(here, {"victim.json": b"precious"})
    with closing(sqlite3.connect(here / "out/newsclean.sqlite")) as database, database:
        database.execute("UPDATE pages SET stale = '../victim.json' WHERE ordinal = 1")
        database.execute("UPDATE pages SET temporary = '../../victim.json' WHERE ordinal = 2")
        database.execute("UPDATE pages SET output = '../victim.json', output_size = 8 WHERE ordinal = 3")
    (here / "pages/2.txt").unlink()
    run(here / "out", "pages", prune=True)
    assert (here / "victim.json").read_bytes() == b"precious"


def test_an_older_schema_migrates(here: Path) -> None:
    run(here / "out", "pages")
    with closing(sqlite3.connect(here / "out/newsclean.sqlite")) as database:
        database.execute("ALTER TABLE pages DROP COLUMN rule_hits")
        database.execute("PRAGMA user_version = 1")
    assert overview(here / "out")["statuses"] == {"ok": 6}
    assert run(here / "out", "pages")[0].statuses == {"skipped-unchanged": 6}
    assert "rule_hits" in next(iter(rows(here / "out").values()))
    assert verify(here / "out") == []
