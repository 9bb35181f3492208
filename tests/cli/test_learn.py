"""The verb `learn`: from a folder of pages to a publication file, its review, and bringing it up to date."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from newsclean.rules.files.publication import parse_publication
from tests.conftest import Run
from tests.support.golden import FIXTURES
from tests.support.piles import END, MENU, dump, story

PILE = FIXTURES / "tidewater-record"


def learn_file(call: Run, out: Path, *more: str) -> str:
    done = call("learn", PILE, "--out", out, *more)
    assert done.returncode == 0, done.stderr
    return out.read_text(encoding="utf-8")


def test_six_dumps_become_a_file_whose_tests_hold_and_that_cleans_them(call: Run, tmp_path: Path) -> None:
    out = tmp_path / "tidewater-record.toml"
    text = learn_file(call, out)
    publication = parse_publication(text, out.name)
    assert (publication.name, publication.signatures) == ("The Tidewater Record", ("The Tidewater Record",))
    assert len(publication.rules) >= 4
    assert call("rules", "check", out).returncode == 0
    for page in sorted(PILE.glob("*.txt")):
        body = call("--rules", out, page).stdout.decode()
        assert "herring" not in body
        assert "weekly newsletter" not in body
        own = [line for line in page.read_text().split("\n\n") if len(line) > 60 and line in body]
        assert len(own) >= 3, page


def test_what_is_seen_on_a_page_of_tomorrow_goes_too(call: Run, tmp_path: Path) -> None:
    out = tmp_path / "tidewater-record.toml"
    learn_file(call, out)
    letter = (
        (PILE / "ferry.txt").read_text().split("A Message from")[1].replace("April", "September").replace("$2", "$17")
    )
    page = tmp_path / "page.txt"
    page.write_text(dump(["Support The Tidewater Record!", *story(7)]) + "\nA Message from" + letter, encoding="utf-8")
    body = call("--rules", out, page).stdout.decode()
    assert "September" not in body
    assert all(line in body for line in story(7)[1:])


def test_a_file_that_is_there_is_not_overwritten(call: Run, tmp_path: Path) -> None:
    out = tmp_path / "tidewater-record.toml"
    out.write_text("mine", encoding="utf-8")
    done = call("learn", PILE, "--out", out)
    assert (done.returncode, out.read_text()) == (1, "mine")
    assert b"exists already; --update" in done.stderr


def test_without_out_the_file_goes_to_standard_output(call: Run) -> None:
    done = call("learn", PILE)
    assert done.returncode == 0
    assert parse_publication(done.stdout.decode(), "stdout").id == "tidewater-record"


def test_review_accepts_rejects_and_changes_categories(call: Run, tmp_path: Path) -> None:
    out = tmp_path / "tidewater-record.toml"
    done = call("learn", PILE, "--out", out, "--review", stdin=b"c paywal\nc paywall\nr\nwhat\na\nA\n")
    assert done.returncode == 0, done.stderr
    assert b"did you mean 'paywall'?" in done.stderr
    text = out.read_text(encoding="utf-8")
    whole = parse_publication(learn_file(call, tmp_path / "b" / "tidewater-record.toml"), "b")
    reviewed = parse_publication(text, "a")
    assert len(reviewed.rules) == len(whole.rules) - 1
    assert reviewed.rules[0].category == "paywall"
    assert "# not boilerplate: Support The Tidewater Record!" in text
    again = call("learn", PILE, "--update", out)
    assert again.returncode == 0
    assert "support the tidewater record!" not in [
        line.lower() for rule in parse_publication(out.read_text(), "a").rules for line in rule.line
    ]


@pytest.mark.parametrize("answers", [b"", b"a\nq\n"])
def test_a_review_that_is_broken_off_writes_nothing(call: Run, tmp_path: Path, answers: bytes) -> None:
    out = tmp_path / "tidewater-record.toml"
    done = call("learn", PILE, "--out", out, "--review", stdin=answers)
    assert done.returncode == 1
    assert not out.exists()


def test_update_keeps_what_was_written_adds_what_is_new_and_marks_what_is_stale(call: Run, tmp_path: Path) -> None:
    out = tmp_path / "tidewater-record.toml"
    out.write_text(
        """# my own words
id = "tidewater-record"
name = "The Tidewater Record"   # of Saltmarsh
signatures = ["Tidewater Record"]

[[drop]]
id = "letter"     # do not touch
category = "donation"
from = "A Message from The Tidewater Record:"
through = "Remind me later."
why = "since 2024"

[[drop]]
id = "raffle"
category = "other"
line = ["Win a rowing boat"]

# the end
""",
        encoding="utf-8",
    )
    done = call("learn", PILE, "--update", out)
    assert done.returncode == 0, done.stderr
    text = out.read_text(encoding="utf-8")
    publication = parse_publication(text, out.name)
    for kept in ("# my own words", "# of Saltmarsh", "# do not touch", 'why = "since 2024"', "# the end"):
        assert kept in text
    assert publication.rules[0].id == "letter"
    lines = [line for rule in publication.rules for line in rule.line]
    assert "Sign up for our free weekly newsletter" in lines
    assert "Dear readers," not in lines
    assert 'id = "raffle" # stale since 20' in text
    assert "1 stale rule" in done.stderr.decode()
    again = call("learn", PILE, "--update", out)
    assert (again.returncode, out.read_text(encoding="utf-8")) == (0, text)


def test_a_stale_mark_goes_when_the_rule_finds_something_again(call: Run, tmp_path: Path) -> None:
    out = tmp_path / "tidewater-record.toml"
    text = learn_file(call, out)
    marked = text.replace('id = "related"', 'id = "related" # stale since 2020-01-01: on none of 9 pages')
    out.write_text(marked, encoding="utf-8")
    assert call("learn", PILE, "--update", out).returncode == 0
    assert out.read_text(encoding="utf-8") == text


def test_a_folder_is_a_publication_and_an_output_folder_gets_a_file_for_each(call: Run, tmp_path: Path) -> None:
    for name in ("gull-post", "reach-echo"):
        (tmp_path / "pages" / name).mkdir(parents=True)
        for n in range(5):
            lines = [*story(n + 100 * len(name)), f"Read the {name} every day", "Write to our desk by the quay"]
            (tmp_path / "pages" / name / f"{n}.txt").write_text(dump(lines), encoding="utf-8")
    done = call("learn", tmp_path / "pages", "--out", tmp_path / "rules")
    assert done.returncode == 0, done.stderr
    assert sorted(path.name for path in (tmp_path / "rules").iterdir()) == ["gull-post.toml", "reach-echo.toml"]
    both = call("learn", tmp_path / "pages")
    assert both.returncode == 2
    assert b"pages of 2 publications: gull-post (5 pages), reach-echo (5 pages); --out DIR/" in both.stderr


def test_too_few_pages_are_told(call: Run, tmp_path: Path) -> None:
    for name in ("bus", "eels"):
        shutil.copy(PILE / f"{name}.txt", tmp_path)
    done = call("learn", tmp_path)
    assert (done.returncode, done.stdout) == (1, b"")
    assert b"2 different articles on 2 pages, too few to learn from; 5 are needed (--min-pages)" in done.stderr
    assert call("learn", tmp_path, "--min-pages", "2").returncode == 0


def test_a_page_that_cannot_be_read_is_told_and_the_others_are_learned_from(call: Run, tmp_path: Path) -> None:
    pages = tmp_path / "tidewater-record"
    shutil.copytree(PILE, pages)
    (pages / "photo.jpg").write_bytes(b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(range(256)))
    done = call("learn", pages, tmp_path / "nowhere", "--out", tmp_path / "out.toml")
    assert done.returncode == 1
    assert b"photo.jpg" in done.stderr
    assert b"nowhere: No such file" in done.stderr
    assert (tmp_path / "out.toml").exists()


def test_a_file_that_is_no_rule_file_is_one_line(call: Run, tmp_path: Path) -> None:
    out = tmp_path / "broken.toml"
    out.write_text("id = [", encoding="utf-8")
    done = call("learn", PILE, "--update", out)
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert b"broken.toml" in done.stderr
    assert call("learn", PILE, "--update", tmp_path / "none.toml").returncode == 1


def test_what_articles_stand_above_is_written_and_added_to_a_file_that_does_not_say_it(
    call: Run, tmp_path: Path
) -> None:
    for n in range(6):
        teasers = [f"{what} of lot {n}" for what in ("Barn", "Pier", "Bell", "Weir", "Loft", "Mill", "Quay", "Lane")]
        lines = [*MENU, "Share this article", *teasers[:5], *story(n, 16), *END, *teasers[5:]]
        (tmp_path / f"{n}.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    out = tmp_path / "post.toml"
    pages = sorted(tmp_path.glob("?.txt"))
    assert call("learn", *pages, "--publication", "post", "--out", out).returncode == 0
    assert parse_publication(out.read_text(encoding="utf-8"), "post.toml").below == (END[0],)
    old = tmp_path / "old.toml"
    old.write_text('id = "old"\nname = "Old"  # mine\n', encoding="utf-8")
    for _ in range(2):
        assert call("learn", *pages, "--update", old).returncode == 0
        text = old.read_text(encoding="utf-8")
        assert text.count(f'below = ["{END[0]}"]') == 1
    assert text.startswith('id = "old"\nname = "Old"  # mine\n')
