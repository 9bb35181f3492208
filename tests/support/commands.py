"""Pages that tests of the command line clean, and what they expect on standard error."""

from __future__ import annotations

from tests.conftest import ROOT

DUMP = ROOT / "fixtures" / "dumps" / "moscow-times-dump.txt"
PAGE = ROOT / "fixtures" / "pages" / "harbour-post.html"
FRONT = ROOT / "fixtures" / "pages" / "section-front.html"
STORY = b"The ferry will sail again on Monday, the harbour office said after the last storm of the winter.\n"


def one_line(stderr: bytes) -> str:
    """Return the only message on standard error, without the name of the command."""
    lines = stderr.decode().splitlines()
    assert len(lines) == 1, lines
    assert lines[0].startswith("newsclean: ")
    return lines[0].removeprefix("newsclean: ")
