"""The verb `explain`: every block with its category and reason, safe to print on a terminal."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from newsclean import Options, Source
from newsclean.cli.pages.block_lines import Look, page_lines
from newsclean.cli.pages.explained import Shown, explained
from tests.conftest import ROOT, Run
from tests.support.commands import DUMP, FRONT, STORY, one_line


def test_explain_shows_every_block_with_category_and_reason(call: Run) -> None:
    shown = call("explain", DUMP).stdout.decode()
    rows = [line for line in shown.splitlines()[:-1] if line[:2] in ("+ ", "- ", "= ")]
    assert len(rows) == len([line for line in DUMP.read_text(encoding="utf-8").splitlines() if line])
    assert rows[0].split() == ["-", "donation", "moscow-times:support-banner", "Support", "The", "Moscow", "Times!"]
    assert "publication The Moscow Times, rules moscow-times (by signature: Support The Moscow Times!" in shown
    assert "\x1b" not in shown


def test_explain_shows_what_was_cut_out_of_a_paragraph(call: Run) -> None:
    story = "The harbour office, opens new tab said on Monday that the ferry will sail again after the last storm."
    result = call("explain", "-", stdin=f"Ferry returns\n\n{story}\n".encode())
    assert "- share            spans:share/en                 … , opens new tab" in result.stdout.decode()


def test_explain_has_colour_on_a_terminal(environment: dict[str, str]) -> None:
    command = [sys.executable, "-m", "newsclean", "explain", str(DUMP)]
    done = subprocess.run(command, cwd=ROOT, env=environment | {"FORCE_COLOR": "1"}, capture_output=True)
    assert b"\x1b[3" in done.stdout


@pytest.mark.parametrize("evil", ["\x1b]0;owned\x07", "\x1b[2J", "\x9b31m", "\u202egnp.exe", "[bold red]x[/]"])
def test_control_characters_do_not_reach_the_terminal(call: Run, tmp_path: Path, evil: str) -> None:
    story = STORY.decode().strip()
    page = tmp_path / "evil.html"
    page.write_text(
        f'<!doctype html><html><head><meta charset="utf-8"><title>A{evil}B</title>'
        f'<meta property="og:site_name" content="S{evil}T"></head><body><article><p>{story}{evil}</p><p>{story}</p>'
        f'<p class="x{evil}">Read more {evil}</p></article></body></html>',
        encoding="utf-8",
    )
    named = tmp_path / "bad\x1b[2Jname.txt"
    named.write_text(f"A headline {evil}\n\n{story}\n\nRead more{evil}\n", encoding="utf-8")
    for shown in (call("explain", page), call("explain", named), call(tmp_path / "no\x1b[2Jsuch.txt")):
        for stream in (shown.stdout.decode(), shown.stderr.decode()):
            assert not [c for c in stream if (ord(c) < 32 and c != "\n") or 0x7F <= ord(c) < 0xA0 or c == "\u202e"]
    if "bold" in evil:
        assert "[bold red]x[/]" in call("explain", page).stdout.decode()


def test_explain_of_a_page_without_an_article_is_exit_code_3(call: Run) -> None:
    done = call("explain", FRONT)
    assert done.returncode == 3
    assert "navigation" in done.stdout.decode()
    assert one_line(done.stderr).endswith("no article found")


def test_only_some_blocks_are_shown(call: Run) -> None:
    page = "fixtures/pages/moscow-times.html"
    marks = {
        only: {line[0] for line in call("explain", page, "--only", only).stdout.decode().split("\n\n")[1].splitlines()}
        for only in ("kept", "dropped")
    }
    assert marks["kept"] <= {"+", "-"}
    assert "+" in marks["kept"]
    assert marks["dropped"] == {"-", "="}
    doubtful = call("explain", "fixtures/pages/harbour-post.html", "--only", "doubtful").stdout.decode()
    assert len(doubtful.splitlines()) < len(call("explain", "fixtures/pages/harbour-post.html").stdout.splitlines())


POST = "fixtures/pages/harbour-post.html"


def test_a_selector_chooses_blocks_and_each_block_names_its_own(call: Run) -> None:
    shown = call("explain", POST, "--select", "article p", "--selectors").stdout.decode().split("\n\n")[1]
    rows = [line for line in shown.splitlines() if not line.startswith("-  ")]
    assert rows
    assert all("[article.story" in row for row in rows)
    wrong = call("explain", POST, "--select", "p[")
    assert wrong.returncode == 2
    assert b"--select 'p[': is not a CSS selector" in wrong.stderr
    assert "no block to show" in call("explain", DUMP, "--select", "p").stdout.decode()


def test_pages_are_json_objects_on_lines(call: Run) -> None:
    done = call("explain", "--json", POST, DUMP, "-j", "2")
    page, dump = map(json.loads, done.stdout.splitlines())
    assert (page["source"], page["input"], page["container"]) == (POST, "html", "article.story")
    assert page["fields"]["headline"] == {"value": "Lighthouse keeper retires after 41 winters", "source": "html"}
    first = next(block for block in page["blocks"] if block["policy"] == "keep")
    assert (first["category"], first["selector"], first["is_piece"]) == ("body", "article.story", False)
    assert first["why"].startswith("body; the classifier gives it")
    assert dump["publication"]["id"] == "moscow-times"
    assert [block["block"] for block in dump["blocks"]] == list(range(1, len(dump["blocks"]) + 1))


def test_other_rules_are_compared_block_by_block(call: Run, tmp_path: Path) -> None:
    rules = tmp_path / "harbour-post.toml"
    identity = 'id = "harbour-post"\nname = "Harbour Post"\ndomains = "harbourpost.example"\n'
    rules.write_text(f'{identity}[[drop]]\nid = "more"\ncategory = "related"\nstarts = "Read more"\n')
    blocks = call("explain", POST, "--compare", rules).stdout.decode().split("\n\n")[1].splitlines()
    before, now = (line.split()[:3] for line in blocks)
    assert (before[:2], now) == (["-", "related"], ["-", "related", "harbour-post:more"])
    assert before[2].startswith("category:")
    (block,) = json.loads(call("explain", POST, "--json", "--compare", rules).stdout)["blocks"]
    assert block["was"]["reason"] == before[2]
    missing = call("explain", POST, "--compare", tmp_path / "none.toml")
    assert (missing.returncode, b"--compare" in missing.stderr) == (2, True)


def test_a_menu_is_one_line_and_no_word_is_broken(call: Run, tmp_path: Path) -> None:
    menu = "".join(f"<li><a href='/{word}'>{word.title()}</a></li>" for word in "news sport money culture".split())
    page = tmp_path / "page.html"
    page.write_text(
        f"<body><nav><ul>{menu}</ul></nav><main><h1>Ferry returns</h1><p>{STORY.decode()}</p></main></body>"
    )
    folded = call("explain", page, "--fold").stdout.decode()
    assert re.search(r"\n- 4 blocks: [a-z, ]+ News … Culture\n", folded)
    assert "4 blocks" not in call("explain", page).stdout.decode()
    found = explained(Source.from_path(page), Options(), Shown())
    for width in (60, 100):
        lines = page_lines(found, Look(width=width)).split("\n\n")[1].splitlines()
        assert max(map(len, lines)) <= width + 1
        words = " ".join(" ".join(lines).split())
        assert all(block.text in words for block in found.page.blocks if block.text.count(" ") < 3)


def test_several_pages_are_explained_one_after_another(call: Run, tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text("Ferry returns\n\nThe ferry will sail again on Monday, the harbour office said.")
    (tmp_path / "c.txt").write_bytes(bytes(range(256)))
    done = call("explain", tmp_path)
    assert done.returncode == 1
    assert [line.split()[1] for line in done.stdout.decode().splitlines() if line.startswith("source")] == [
        f"{tmp_path / 'a.txt'},",
        f"{tmp_path / 'b.txt'},",
    ]
    assert b"c.txt: not text" in done.stderr
    assert call("explain", tmp_path / "[ab].txt").returncode == 0
