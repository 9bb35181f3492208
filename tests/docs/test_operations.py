"""The crontab line and the systemd units of the documentation do what it says."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

from tests.support.documents import fences
from tests.support.golden import FIXTURES


def test_cron_takes_the_crontab_line(tmp_path: Path, environment: dict[str, str]) -> None:
    (line,) = [line for fence in fences("crontab") for line in fence.code.splitlines()]
    *when, command = line.split(" ", 5)
    assert all(re.fullmatch(r"[\d*/,-]+", field) for field in when)
    assert "%" not in command
    assert run_at_night(command, tmp_path, environment) == ""
    assert " pages: " in (tmp_path / "newsclean.log").read_text().splitlines()[-1]


def test_systemd_takes_the_units(tmp_path: Path, environment: dict[str, str]) -> None:
    for fence in fences("systemd"):
        name, _, unit = fence.code.partition("\n")
        (tmp_path / name.removeprefix("# ")).write_text(unit)
    (command,) = re.findall(r"^ExecStart=(.*)$", (tmp_path / "newsclean.service").read_text(), re.MULTILINE)
    assert '"event": "summary"' in run_at_night(command.replace("%%", "%"), tmp_path, environment)
    if shutil.which("systemd-analyze"):
        (tmp_path / "newsclean.service").write_text(
            (tmp_path / "newsclean.service").read_text().replace("/usr/local/bin/newsclean", "/bin/true")
        )
        units = sorted(tmp_path.glob("newsclean.[st]*"))
        verified = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True)
        assert (verified.returncode, verified.stderr) == (0, "")


def run_at_night(command: str, folder: Path, environment: dict[str, str]) -> str:
    """Run a command as cron does, on fixtures and in a temporary folder; return what it prints on standard error."""
    pages = FIXTURES / "tidewater-record"
    here = command.replace("/usr/local/bin/newsclean", "newsclean").replace("/srv/pages", str(pages))
    shell = ["/bin/sh", "-c", here.replace("/srv/", f"{folder}/")]
    done = subprocess.run(shell, env=environment, capture_output=True, text=True, timeout=300)
    assert (done.returncode, done.stdout) == (0, "")
    return done.stderr
