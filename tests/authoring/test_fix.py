"""Fixes of drifted rules: the new container becomes a generation, and pages of the old layout keep their rules."""

from __future__ import annotations

from pathlib import Path

from newsclean import Options, Source, clean
from newsclean.authoring.doctor import diagnose, report
from newsclean.authoring.fix import find_fixes
from newsclean.rules.files.publication import parse_publication
from tests.conftest import Run
from tests.support.batches import write

POST = 'id = "post"\nname = "Post"\ndomains = "post.example"\n[html]\nmain = "div.story"\n'
PAGE = (
    '<html><head><link rel="canonical" href="https://post.example/{n}"><meta property="og:type" content="article">'
    '</head><body><ul><li><a href="/">Home</a></ul><h1>Ferry {n} leaves the dock</h1>'
    '<div class="{name}"><p>The ferry number {n} will sail on Monday, the harbour office said after the storm.</p>'
    "<p>It had been in dry dock since the autumn, and its crew of {n} came from the mainland.</p></div></body></html>"
)


def page(n: int, name: str) -> bytes:
    """Return a page whose article is in an element of this class."""
    return PAGE.format(n=n, name=name).encode()


def test_the_doctor_proposes_the_container_that_only_new_pages_have(tmp_path: Path) -> None:
    (tmp_path / "post.toml").write_text(POST)
    options = Options(rules=(str(tmp_path),))
    # old pages have an element of the class "text" too, so it tells no layout
    pages = [page(n, "story text") for n in range(3)] + [page(n, "text entry") for n in range(4)]
    diagnosis = diagnose([Source(f"{n}.html", data) for n, data in enumerate(pages)], options)
    fixes = find_fixes(diagnosis.publications.values(), options)
    assert fixes["post"].main == "div.entry"
    assert "post: div.entry holds the articles of 4 pages (F1 1.00); `newsclean rules fix` writes it" in list(
        report(diagnosis, fixes)
    )
    assert find_fixes(diagnose([Source("a.html", pages[0])], options).publications.values(), options) == {}


def test_each_fix_is_a_generation_with_tests_that_pass(tmp_path: Path, call: Run) -> None:
    rules, out = tmp_path / "post.toml", tmp_path / "own"
    rules.write_text(POST)
    out.mkdir()
    (out / "post.toml").write_text('id = "post"  # mine\n')
    for number, name in enumerate(("entry", "column")):
        write(tmp_path / name, {f"{n}.html": page(n, name) for n in range(3)})
        done = call("rules", "fix", tmp_path / name, "--rules", rules, "--rules", out, "-o", out)
        assert (done.returncode, done.stdout) == (0, b"")
        assert b"2 tests: 0 problems" in done.stderr
        assert f'id = "layout-{number + 2}"' in (out / "post.toml").read_text()
    text = (out / "post.toml").read_text()
    assert text.startswith('id = "post"  # mine\n')
    publication = parse_publication(POST + text.partition("\n")[2], "post.toml")
    assert [one.probe for one in publication.generations] == [("div.entry",), ("div.column",)]
    assert len(publication.examples) == 4
    options = Options(rules=(str(rules), str(out / "post.toml")))
    for name in ("story", "entry", "column"):
        assert clean(Source("a.html", page(1, name)), options=options).warnings == ()


def test_what_cannot_be_fixed_is_said(tmp_path: Path, call: Run) -> None:
    (tmp_path / "post.toml").write_text(POST)
    options = ("--rules", tmp_path / "post.toml", "-o", tmp_path / "own")
    write(tmp_path / "well", {"1.html": page(1, "story")})
    done = call("rules", "fix", tmp_path / "well", *options)
    assert (done.returncode, b"nothing to fix" in done.stderr) == (0, True)
    write(tmp_path / "ill", {f"{n}.html": page(n, f"box{n}") for n in range(4)})
    done = call("rules", "fix", tmp_path / "ill", *options)
    assert (done.returncode, b"post: no one container holds the articles of 4 pages" in done.stderr) == (1, True)
    write(tmp_path / "new", {"1.html": page(1, "entry")})
    done = call("rules", "fix", tmp_path / "new", "--dry-run", *options)
    assert (done.returncode, b'probe = ["div.entry"]' in done.stdout) == (0, True)
    assert not (tmp_path / "own").exists()
