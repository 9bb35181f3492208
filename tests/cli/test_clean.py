"""The verb `clean`: pages in, articles, ledgers and exit codes out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import Run
from tests.support.commands import DUMP, FRONT, PAGE, STORY, one_line


@pytest.mark.parametrize(
    "arguments", [(DUMP,), ("clean", DUMP), ("--format", "text", DUMP), ("clean", "-"), ("-",), ()]
)
def test_clean_is_the_default_verb(run: Run, arguments: tuple[str, ...]) -> None:
    done = run(*arguments, stdin=DUMP.read_bytes())
    assert done.returncode == 0
    assert done.stdout.decode().startswith("Port Alder Asks Moscow for Two Icebreakers as Winter Ferry Plan Stalls")
    assert done.stdout.decode().endswith("was sold for scrap.\n")
    assert done.stderr == b""


def test_a_form_feed_separates_texts_and_jsonl_has_a_line_for_each(call: Run) -> None:
    done = call(DUMP, PAGE)
    assert done.stdout.decode().count("\f\n") == 1
    assert done.stdout.decode().split("\f\n")[1].startswith("Lighthouse keeper")
    assert call(FRONT, PAGE).stdout == call(PAGE).stdout
    rows = [json.loads(line) for line in call("-f", "jsonl", DUMP, PAGE).stdout.splitlines()]
    assert [Path(row["source"]) for row in rows] == [DUMP, PAGE]


def test_a_url_belongs_to_one_page(call: Run) -> None:
    assert call("--url", "https://x.example/", DUMP, PAGE).returncode == 2
    article = json.loads(call("-f", "json", "--url", "https://www.themoscowtimes.com/a", DUMP).stdout)
    assert (article["url"], article["publication"]["matched_by"]) == ("https://www.themoscowtimes.com/a", "url")


def test_no_headline(call: Run) -> None:
    assert call("--no-headline", PAGE).stdout.startswith(b"Ewan Tarrant climbed")
    assert call("--no-headline", "--no-images", "-f", "markdown", PAGE).stdout.startswith(b"Ewan Tarrant climbed")
    whole, bare = (call(*option, "-f", "markdown", PAGE).stdout for option in ((), ("--no-headline",)))
    assert whole == b"# Lighthouse keeper retires after 41 winters\n\n" + bare


def test_policies(call: Run) -> None:
    kept = call("--keep", "caption", "--drop", "quote", PAGE).stdout.decode()
    assert "Ewan Tarrant on the gallery." in kept
    assert "I never once felt lonely" not in kept
    article = json.loads(call("-f", "json", "--field", "quote", PAGE).stdout)
    assert article["fields"]["quote"] == ["“I never once felt lonely up there. Down here I sometimes do.”"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--keep", "captoin", DUMP), "unknown category 'captoin'; did you mean 'caption'?"),
        (("--keep", "body", "--drop", "body", DUMP), "--keep body and --drop body contradict each other"),
        (("--publication", "moscow-time", DUMP), "no publication 'moscow-time'; did you mean 'moscow-times'?"),
        (("--encoding", "klingon", DUMP), "unknown encoding 'klingon'; try utf-8, windows-1251, shift_jis, …"),
    ],
)
def test_wrong_use_is_one_line_and_exit_code_2(call: Run, arguments: tuple[str, ...], message: str) -> None:
    done = call(*arguments)
    assert (done.returncode, done.stdout) == (2, b"")
    assert one_line(done.stderr) == message


@pytest.mark.parametrize(
    ("stdin", "message"),
    [
        (b"", "-: the page is empty"),
        (b" \n\n", "-: the page is empty"),
        (b"Home\n\nNews\n", "-: no article found"),
        (b"<html><body></body></html>", "-: the page is empty"),
    ],
)
def test_no_article_is_exit_code_3(call: Run, stdin: bytes, message: str) -> None:
    done = call(stdin=stdin)
    assert (done.returncode, done.stdout) == (3, b"")
    assert one_line(done.stderr) == message


def test_no_article_still_gives_its_ledger_as_json(call: Run) -> None:
    done = call("-f", "json", FRONT)
    assert done.returncode == 3
    article = json.loads(done.stdout)
    assert (article["body"], article["warnings"]) == ("", ["no-article"])
    assert "Cup draw on Friday" in [entry["text"] for entry in article["ledger"]]


def test_a_bad_page_does_not_stop_the_others(call: Run, tmp_path: Path) -> None:
    done = call("-f", "jsonl", tmp_path / "missing", DUMP, FRONT, PAGE)
    assert done.returncode == 1
    assert len(done.stdout.splitlines()) == 3
    assert len(done.stderr.splitlines()) == 2


def test_the_ledger_beside_text(call: Run, tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.jsonl"
    done = call("--ledger", ledger, DUMP, PAGE)
    rows = [json.loads(line) for line in ledger.read_text(encoding="utf-8").splitlines()]
    assert {Path(row["source"]) for row in rows} == {DUMP, PAGE}
    assert {"donation", "newsletter", "related", "widget"} <= {row["category"] for row in rows}
    assert done.stdout == call(DUMP, PAGE).stdout


def test_blocks_on_request(call: Run) -> None:
    assert "blocks" not in json.loads(call("-f", "json", PAGE).stdout)
    kinds = {block["category"] for block in json.loads(call("-f", "json", "--blocks", PAGE).stdout)["blocks"]}
    assert kinds == {"body", "subheading", "list", "quote"}


def test_a_lone_surrogate_in_json_ld_is_dropped(call: Run) -> None:
    page = (
        '<html><head><script type="application/ld+json">{"@type": "NewsArticle", "headline": "A ferry \\ud83d sails",'
        ' "image": "http://x.example/\\udfff.jpg"}</script></head><body><article>'
        + f"<p>{STORY.decode().strip()}</p>" * 3
        + "</article></body></html>"
    )
    done = call("-f", "json", stdin=page.encode())
    assert done.returncode == 0
    assert json.loads(done.stdout)["headline"] == "A ferry sails"


def test_several_processes_give_the_same_bytes(call: Run, tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    folder.mkdir()
    for number in range(12):
        text = (
            f"Ferry {number} returns\n\nThe ferry number {number} will sail again on Monday, the harbour office said.\n"
        )
        (folder / f"{number:02}.txt").write_text(text)
    (folder / "05.txt").write_bytes(bytes(range(256)))
    one, two = (call(folder, "-f", "jsonl", "-j", jobs, "--ledger", tmp_path / f"ledger-{jobs}") for jobs in "12")
    assert (one.returncode, one.stdout, one.stderr) == (two.returncode, two.stdout, two.stderr)
    assert (tmp_path / "ledger-1").read_bytes() == (tmp_path / "ledger-2").read_bytes()
    rows = tmp_path / "rows.jsonl"
    rows.write_bytes(b"".join(b'{"id": %d, "text": "The ferry sails again on Monday."}\n' % n for n in range(20)))
    assert call(rows).stdout == call(rows, "-j", "2").stdout
    assert call("--check", folder, "-j", "2").returncode == 1
