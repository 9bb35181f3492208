"""The health of publication rules on pages."""

from __future__ import annotations

import json
from pathlib import Path

from newsclean import Options
from newsclean.authoring.doctor import diagnose, report
from newsclean.sources import Source
from tests.conftest import Run

POST = 'id = "post"\nname = "Post"\ndomains = "post.example"\n[html]\nmain = "div.story"\n'
RULES = '[[drop]]\nid = "{0}"\ncategory = "share"\nline = "{0}"\n'
PAGE = "<html><body><div class={}><p>A story number {} that goes on for a while.</p><p>Share</p><p>Tide table</p></div>"


def test_the_report_names_missing_containers_unused_rules_and_repeated_lines(tmp_path: Path) -> None:
    (tmp_path / "post.toml").write_text(
        POST
        + RULES.format("Share").lower().replace('"share"', '"share"')
        + RULES.format("Gone").replace('id = "Gone"', 'id = "gone"')
    )
    sources = [
        Source.from_str(PAGE.format("old" if n > 6 else "story", n), url=f"https://post.example/{n}") for n in range(8)
    ]
    sources.append(Source.from_str("<p>Hello", url="https://other.example/"))
    diagnosis = diagnose(sources, Options(rules=(str(tmp_path),)))
    lines = list(report(diagnosis, {}))
    assert lines[0] == "post: main matches nothing on 1 of 8 HTML pages"
    assert "post: gone: hits nothing on 8 pages" in lines
    assert "post: 7 bodies have the line: Tide table" in lines
    assert lines[-1].startswith("(no rules): ")
    assert not diagnosis.publications["post"].has_drifted


def test_the_command_exits_1_after_drift_or_an_unreadable_page(tmp_path: Path, call: Run) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    (tmp_path / "post.toml").write_text(POST)
    for n in range(3):
        head = f'<link rel=canonical href="https://post.example/{n}">'
        (pages / f"{n}.html").write_text(PAGE.format("old", n).replace("<body>", f"<head>{head}</head><body>"))
    (pages / "bad.html").write_bytes(b"\x89PNG\r\n" + bytes(range(32)) * 50)
    done = call("rules", "doctor", pages, "--rules", tmp_path / "post.toml", "--json")
    assert done.returncode == 1
    (post,) = json.loads(done.stdout)["publications"]
    assert (post["pages"], post["main_missed"]) == (3, 3)
    assert b"bad.html: " in done.stderr
