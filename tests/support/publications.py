"""Publication files for tests, and what their rules decide."""

import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from newsclean import Options
from newsclean.readers import read
from newsclean.rules import apply_rules
from newsclean.rules.files.index import checked_entry
from newsclean.rules.files.library import Library
from newsclean.rules.files.publication import parse_publication
from newsclean.rules.files.toml import read_toml
from newsclean.sources import Source

HEAD = 'id = "harbour-post"\nname = "Harbour Post"\n'
POST = 'id = "post"\nname = "Post"\ndomains = "post.example"\n[html]\nmain = "div.old"\n'
NEW = 'id = "post"\n[html]\nmain = ["div.new", "..."]\n[[drop]]\nid = "box"\ncategory = "related"\nline = "Read on"\n'
PAGE = b"<html><body><div class=new><p>Story</p><p>Read on</p></div><div class=old><p>Old</p></div></body></html>"


def rule(**keys: str) -> str:
    """Return a file with one `[[drop]]` that has these keys; `from_` writes the key `from`."""
    lines = "".join(f"{key.rstrip('_')} = {value}\n" for key, value in keys.items())
    return f'{HEAD}[[drop]]\nid = "one"\ncategory = "newsletter"\n{lines}'


def reasons(text: str, page: str) -> list[str | None]:
    """Return the reason of each block's label after the rules in `text`; None for a block that they do not decide."""
    publication = parse_publication(text, "harbour-post.toml")
    labels = apply_rules(read(Source.from_str(page), Options()), publication).labels
    return [label and label.reason for label in labels]


def library_from_texts(files: Iterable[tuple[str, str]]) -> Library:
    """Return a library of files in memory, given as text and name; a name with the folder `_packs` makes a pack."""
    return Library(checked_entry(read_toml(text, name)) for text, name in files)


def write(path: Path, text: str) -> None:
    """Write a file and the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def write_layers(folder: Path) -> Path:
    """Write `POST` to the layer `low` and `NEW` to the layer `high`; return the folder of both."""
    write(folder / "low" / "post.toml", POST)
    write(folder / "high" / "post.toml", NEW)
    return folder


def run_newsclean(
    folder: Path, environment: dict[str, str], *arguments: str, stdin: str = ""
) -> subprocess.CompletedProcess[str]:
    """Run the command line with a folder on the import path."""
    return subprocess.run(
        [sys.executable, "-m", "newsclean", *arguments],
        env=environment | {"PYTHONPATH": str(folder)},
        capture_output=True,
        input=stdin,
        text=True,
        timeout=60,
    )
