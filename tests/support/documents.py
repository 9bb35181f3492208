"""The documents, and what the tests take from them: fences, commands, links.

A fence is a block of code between two lines of three backquotes. A line `<!-- not run: WHY -->` right above a fence
says that no test runs it, and why. Each command of a console fence runs in a shell of its own. A fence that begins with
`$ cd` is one session, and so are all fences of a tutorial.

`python -m tests.support.documents PAGE.md…` runs the commands of pages and writes what they print below them. Read the
difference before you commit it.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "newsclean" / "docs"
TUTORIALS = ("tutorial.md",)
FENCE_RE = re.compile(
    r"^(?:<!-- not run: (?P<why>.+?) -->\n)?```(?P<language>\w+)\n(?P<code>.*?)^```$", re.MULTILINE | re.DOTALL
)
COMMAND_RE = re.compile(r"^\$ (?P<line>.*)\n(?P<output>(?:(?!\$ ).*\n)*)", re.MULTILINE)
TIME_RE = re.compile(r"; [\d.,]+ s(?:, [\d.,]+ pages/s)?(?:; rules: .*)?$", re.MULTILINE)
END = "\x1e"
"""The shell prints this character (record separator) after each command of a session."""
TIMEOUT = 300
"""Seconds for a session. A guess; not measured."""


@dataclass(frozen=True, slots=True)
class Fence:
    """A block of code in a document; `why` says why no test runs it, and is empty otherwise."""

    document: str
    language: str
    code: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Session:
    """Commands that share a shell, and the output that the document shows below each."""

    document: str
    commands: tuple[str, ...]
    outputs: tuple[str, ...]


def documents() -> list[Path]:
    """Return every document: those at the top of the project, then the pages of the site."""
    return [*(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")), *sorted(DOCS.glob("*.md"))]


def fences(language: str, *names: str) -> list[Fence]:
    """Return the fences in a language, of the documents with these file names or of all documents."""
    return [
        Fence(path.name, language, match["code"], match["why"] or "")
        for path in documents()
        if not names or path.name in names
        for match in FENCE_RE.finditer(path.read_text(encoding="utf-8"))
        if match["language"] == language
    ]


def sessions() -> list[Session]:
    """Return the sessions of all documents."""
    found: list[Session] = []
    for fence in fences("console"):
        if fence.why:
            continue
        pairs = COMMAND_RE.findall(fence.code)
        if fence.document in TUTORIALS and found and found[-1].document == fence.document:
            pairs = [*zip(found[-1].commands, found.pop().outputs, strict=True), *pairs]
        together = fence.document in TUTORIALS or fence.code.startswith("$ cd ")
        for group in [pairs] if together else [[pair] for pair in pairs]:
            lines, outputs = zip(*group, strict=True)
            found.append(Session(fence.document, lines, outputs))
    return found


def run(session: Session, environment: Mapping[str, str]) -> list[str]:
    """Run a session in the project's folder and return what each of its commands prints."""
    script = "exec 2>&1\n" + "".join(f"{line}\nprintf '\\x1e'\n" for line in session.commands)
    done = subprocess.run(["bash", "-c", script], cwd=ROOT, env=environment, capture_output=True, timeout=TIMEOUT)
    return done.stdout.decode().split(END)[:-1]


def steady(text: str) -> str:
    """Return what a command prints without the time that it took and the number of rules that there are."""
    return TIME_RE.sub("; …", text)


def links(text: str) -> list[str]:
    """Return the targets of a document's links that lead to another file of the project."""
    text = re.sub(r"^```.*?^```$|`[^`\n]+`", "", text, flags=re.MULTILINE | re.DOTALL)
    return [target for target in re.findall(r"\]\(([^)\s]+)\)", text) if not re.match(r"[a-z]+:|#", target)]


def _with_output(command: re.Match[str], output: str) -> str:
    """Return a command with the text it prints now, or with the old text if only times differ."""
    return command[0] if steady(command["output"]) == steady(output) else f"$ {command['line']}\n{output}"


def _rewrite(path: Path) -> None:
    """Run the commands of a document and write their output into it."""
    environment = os.environ | {"OMP_WAIT_POLICY": "passive", "PYTHONUTF8": "1"}
    outputs = iter([text for one in sessions() if one.document == path.name for text in run(one, environment)])

    def fill(fence: re.Match[str]) -> str:
        if fence["language"] != "console" or fence["why"]:
            return fence[0]
        code = COMMAND_RE.sub(lambda command: _with_output(command, next(outputs)), fence["code"])
        return f"```console\n{code}```"

    path.write_text(FENCE_RE.sub(fill, path.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    for name in sys.argv[1:]:
        _rewrite(next(path for path in documents() if path.name == Path(name).name))
