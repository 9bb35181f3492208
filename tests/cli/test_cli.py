"""The command line as a user meets it: data, messages, exit codes."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from newsclean import __version__
from tests.conftest import ROOT, Run

DUMP = ROOT / "fixtures" / "dumps" / "moscow-times-dump.txt"
PAGE = ROOT / "fixtures" / "pages" / "harbour-post.html"
FRONT = ROOT / "fixtures" / "pages" / "section-front.html"
STORY = b"The ferry will sail again on Monday, the harbour office said after the last storm of the winter.\n"


def one_line(stderr: bytes) -> str:
    lines = stderr.decode().splitlines()
    assert len(lines) == 1, lines
    assert lines[0].startswith("newsclean: ")
    return lines[0].removeprefix("newsclean: ")


@pytest.mark.parametrize(
    "arguments", [(DUMP,), ("clean", DUMP), ("--format", "text", DUMP), ("clean", "-"), ("-",), ()]
)
def test_the_verb_need_not_be_named(run: Run, arguments: tuple[str, ...]) -> None:
    done = run(*arguments, stdin=DUMP.read_bytes())
    assert done.returncode == 0
    assert done.stdout.decode().startswith("Port Alder Asks Moscow for Two Icebreakers as Winter Ferry Plan Stalls")
    assert done.stdout.decode().endswith("was sold for scrap.\n")
    assert done.stderr == b""


def test_version_and_help(run: Run) -> None:
    assert run("--version").stdout.decode() == f"newsclean {__version__}\n"
    shown = run("--help").stdout.decode()
    assert "Examples:" in shown
    for verb in ("clean", "explain", "restore"):
        assert verb in shown
        assert "Example" in run(verb, "--help").stdout.decode()


def test_completion_is_offered(run: Run, environment: dict[str, str]) -> None:
    assert "--install-completion" in run("--help").stdout.decode()
    command = [sys.executable, "-c", "import sys; sys.argv[0] = 'newsclean'; from newsclean.cli import main; main()"]
    done = subprocess.run(
        command,
        env=environment | {"_NEWSCLEAN_COMPLETE": "complete_bash", "COMP_WORDS": "newsclean re", "COMP_CWORD": "1"},
        capture_output=True,
        text=True,
    )
    assert done.stdout.split() == ["restore"]


def test_several_texts_are_parted_by_a_form_feed_and_jsonl_is_a_line_each(run: Run) -> None:
    done = run(DUMP, PAGE)
    assert done.stdout.decode().count("\f\n") == 1
    assert done.stdout.decode().split("\f\n")[1].startswith("Lighthouse keeper")
    assert run(FRONT, PAGE).stdout == run(PAGE).stdout
    rows = [json.loads(line) for line in run("-f", "jsonl", DUMP, PAGE).stdout.splitlines()]
    assert [Path(row["source"]) for row in rows] == [DUMP, PAGE]


@pytest.mark.parametrize("format_", ["json", "markdown"])
def test_formats_for_one_page_refuse_several_with_a_hint(run: Run, format_: str) -> None:
    done = run("-f", format_, DUMP, PAGE)
    assert (done.returncode, done.stdout) == (2, b"")
    assert one_line(done.stderr) == f"--format {format_} takes one page; for several use --format jsonl"


def test_a_url_belongs_to_one_page(run: Run) -> None:
    assert run("--url", "https://x.example/", DUMP, PAGE).returncode == 2
    article = json.loads(run("-f", "json", "--url", "https://www.themoscowtimes.com/a", DUMP).stdout)
    assert (article["url"], article["publication"]["matched_by"]) == ("https://www.themoscowtimes.com/a", "url")


def test_no_headline(call: Run) -> None:
    assert call("--no-headline", PAGE).stdout.startswith(b"Ewan Tarrant climbed")
    assert call("--no-headline", "-f", "markdown", PAGE).stdout.startswith(b"Ewan Tarrant climbed")


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


def test_an_unknown_option_is_wrong_use(run: Run) -> None:
    done = run("--formt", "json", DUMP)
    assert done.returncode == 2
    assert b"No such option: --formt" in done.stderr
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize("verb", ["clean", "explain", "restore"])
def test_a_file_that_cannot_be_read_is_one_line_and_exit_code_1(call: Run, verb: str, tmp_path: Path) -> None:
    missing = tmp_path / "missing.html"
    done = call(verb, missing)
    assert (done.returncode, done.stdout) == (1, b"")
    assert one_line(done.stderr) == f"{missing}: No such file or directory"
    done = call(verb, tmp_path)
    assert done.returncode == 1
    assert one_line(done.stderr).startswith(f"{tmp_path}: is a directory; name the files in it")


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="everything is readable to this user")
def test_a_file_without_permission(run: Run, tmp_path: Path) -> None:
    page = tmp_path / "secret.txt"
    page.write_bytes(STORY)
    page.chmod(0)
    assert one_line(run(page).stderr) == f"{page}: Permission denied"


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n" + bytes(range(32)) * 40, b"%PDF-1.7\n" + bytes(range(256)) * 8])
def test_a_binary_file(call: Run, data: bytes) -> None:
    done = call(stdin=data)
    assert (done.returncode, done.stdout) == (1, b"")
    assert one_line(done.stderr) == "-: not text in any encoding (an image, a PDF or an archive?)"


def test_a_broken_gzip(run: Run) -> None:
    done = run(stdin=b"\x1f\x8b\x08broken")
    assert done.returncode == 1
    assert one_line(done.stderr).startswith("-: broken gzip")


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


def test_a_bad_page_does_not_stop_the_others(run: Run, tmp_path: Path) -> None:
    done = run("-f", "jsonl", tmp_path / "missing", DUMP, FRONT, PAGE)
    assert done.returncode == 1
    assert len(done.stdout.splitlines()) == 3
    assert len(done.stderr.splitlines()) == 2


def test_output_appears_whole_with_ordinary_permissions(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "article.txt"
    assert run("--output", out, DUMP).stdout == b""
    assert out.read_bytes() == run(DUMP).stdout
    assert stat.S_IMODE(out.stat().st_mode) == 0o666 & ~_umask()
    assert [path.name for path in tmp_path.iterdir()] == ["article.txt"]


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def test_output_that_cannot_be_written_is_one_line(run: Run, tmp_path: Path) -> None:
    done = run("--output", tmp_path / "no" / "such" / "folder.txt", DUMP)
    assert done.returncode == 1
    assert "cannot write: No such file or directory" in one_line(done.stderr)


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


def test_restore_gives_the_file_back(call: Run, tmp_path: Path) -> None:
    original = tmp_path / "dump.txt"
    original.write_bytes("\ufeffSupport us\r\n\r\n".encode() + STORY.replace(b"\n", b"\r\n") + b"\xff\r\n")
    article = tmp_path / "article.json"
    assert call("-f", "json", "-o", article, original).returncode == 0
    assert call("restore", article).stdout == original.read_bytes()
    back = tmp_path / "back.txt"
    assert call("restore", "--output", back, "-", stdin=article.read_bytes()).returncode == 0
    assert back.read_bytes() == original.read_bytes()


@pytest.mark.parametrize(
    ("stdin", "message"),
    [
        (b"no json", "-: not an article in JSON"),
        (b"{}", "-: not an article in JSON"),
        (b"\xff\xfe", "-: not an article in JSON"),
    ],
)
def test_restore_refuses_what_is_no_article(call: Run, stdin: bytes, message: str) -> None:
    done = call("restore", stdin=stdin)
    assert done.returncode == 1
    assert one_line(done.stderr).startswith(message)


def test_restore_refuses_html(call: Run) -> None:
    done = call("restore", stdin=call("-f", "json", PAGE).stdout)
    assert done.returncode == 1
    assert "only text inputs can be restored" in one_line(done.stderr)


@pytest.mark.skipif(os.name == "nt", reason="no SIGPIPE there")
def test_a_reader_that_goes_away_ends_it_quietly(environment: dict[str, str]) -> None:
    command = f"'{sys.executable}' -m newsclean -f jsonl fixtures/dumps/*.txt fixtures/pages/*.html | head -c 1"
    done = subprocess.run(["bash", "-c", command], cwd=ROOT, env=environment, capture_output=True, timeout=300)
    assert (done.stdout, done.stderr) == (b"{", b"")


def test_a_fault_of_ours_is_one_line_too(environment: dict[str, str]) -> None:
    script = (
        "import sys, newsclean.cli.verbs.explain as explain\n"
        "def fail(*_): raise KeyError('boom')\n"
        "explain.open_source = fail\n"
        "sys.argv = ['newsclean', 'explain', 'x']\n"
        "from newsclean.cli import main; main()\n"
    )
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, cwd=ROOT)
    assert done.returncode == 1
    assert one_line(done.stderr) == "internal error (KeyError: 'boom'); NEWSCLEAN_DEBUG=1 shows the traceback"


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


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full device")
@pytest.mark.parametrize("arguments", [(DUMP,), ("explain", DUMP), ("batch", DUMP, "--out", "x", "--dry-run")])
def test_a_full_disk_is_one_line(environment: dict[str, str], arguments: tuple[str, ...]) -> None:
    command = [sys.executable, "-m", "newsclean", *map(str, arguments)]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(command, cwd=ROOT, env=environment, stdout=full, stderr=subprocess.PIPE)
    assert done.returncode == 1
    assert one_line(done.stderr.replace(b"newsclean: 1 page: 1 to clean; nothing was changed\n", b"")) == (
        "cannot write: No space left on device"
    )


def test_a_file_name_that_is_no_utf8(run: Run, tmp_path: Path) -> None:
    page = Path(os.fsdecode(os.fsencode(tmp_path / "page") + b"\xff.txt"))
    try:
        page.write_bytes(DUMP.read_bytes())
    except OSError:
        pytest.skip("not on this file system")
    done = run("-f", "json", page)
    assert done.returncode == 0
    assert os.fsencode(json.loads(done.stdout)["source"]) == os.fsencode(page)
    assert run(page).stdout == run(DUMP).stdout
    assert run("explain", page).returncode == 0


def test_half_a_character_in_json_ld_is_left_out(call: Run) -> None:
    page = (
        '<html><head><script type="application/ld+json">{"@type": "NewsArticle", "headline": "A ferry \\ud83d sails",'
        ' "image": "http://x.example/\\udfff.jpg"}</script></head><body><article>'
        + f"<p>{STORY.decode().strip()}</p>" * 3
        + "</article></body></html>"
    )
    done = call("-f", "json", stdin=page.encode())
    assert done.returncode == 0
    assert json.loads(done.stdout)["headline"] == "A ferry sails"
