"""A campaign: `python -m tests.fuzz.campaign [--target NAME] [--runs N] [--seconds S] [--seed N] [--out DIR]`.

Runs each target for a number of executions or seconds, whichever ends first. It uses atheris, which follows the code's
branches, if that is installed, else the seeded mutator. Each kind of finding becomes one file in DIR, with its
traceback beside it; DIR/summary.jsonl gets a line for each target. The exit code is 1 if anything was found.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
import warnings
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from random import Random

from tests.fuzz.guard import Finding, guarded
from tests.fuzz.mutation import mutated

RUNS = 10_000
MEMORY_LIMIT = 6 << 30
"""Bytes of address space of a campaign. A page that needs more is a finding, not the end of the machine."""
SUMMARY_EVERY = 500
"""Executions between two updates of a target's summary, because libFuzzer ends the process without a word."""


@dataclass(slots=True)
class Campaign:
    """One target's executions and findings so far."""

    target: str
    engine: str
    seed: int
    out: Path
    executions: int = 0
    started: float = field(default_factory=time.monotonic)
    findings: dict[str, int] = field(default_factory=dict)

    def execute(self, data: bytes) -> None:
        """Run one execution, and save what it finds."""
        from tests.fuzz.targets import TARGETS

        # the input of a hang inside C code is in this file when the process is killed
        self.running.write_bytes(data)
        found = guarded(TARGETS[self.target].run, data, allowed=self.out)
        self.executions += 1
        if found is not None:
            self._save(found)
        if found is not None or self.executions % SUMMARY_EVERY == 0:
            self.write_summary()

    @property
    def running(self) -> Path:
        """The file with the data of the execution that runs now."""
        return self.out / f"{self.target}-{self.seed}.running"

    def _save(self, found: Finding) -> None:
        self.findings[found.signature] = self.findings.get(found.signature, 0) + 1
        if self.findings[found.signature] == 1:
            name = (
                self.out / f"{self.target}-{hashlib.sha256(found.signature.encode('utf-8', 'replace')).hexdigest()[:8]}"
            )
            name.write_bytes(found.data)
            detail = f"{found.signature}\n\n{found.detail}"
            name.with_name(name.name + ".why").write_text(detail, "utf-8", "backslashreplace")

    def write_summary(self) -> None:
        """Write this target's line, which `main` joins to the summary."""
        seconds = round(time.monotonic() - self.started, 1)
        values = {name: getattr(self, name) for name in ("target", "engine", "seed", "executions", "findings")}
        line = json.dumps(values | {"seconds": seconds}, ensure_ascii=True) + "\n"
        (self.out / f"{self.target}-{self.seed}.summary").write_text(line)


def run_with_mutator(campaign: Campaign, runs: int, seconds: float) -> None:
    """Execute seeded mutations of the target's seeds."""
    from tests.fuzz.targets import TARGETS

    seeds = TARGETS[campaign.target].seeds()
    TARGETS[campaign.target].warm_up()
    random = Random(f"{campaign.target} {campaign.seed}")
    while campaign.executions < runs and time.monotonic() - campaign.started < seconds:
        campaign.execute(mutated(random, seeds))
    campaign.write_summary()


def run_with_atheris(campaign: Campaign, runs: int, seconds: float) -> None:
    """Let libFuzzer choose the data by the branches that it reaches. Half of its mutations are the mutator's."""
    import atheris

    with atheris.instrument_imports(include=["newsclean"]):
        from tests.fuzz.targets import TARGETS

    seeds = TARGETS[campaign.target].seeds()
    TARGETS[campaign.target].warm_up()
    corpus = Path(tempfile.mkdtemp(dir=campaign.out, prefix="corpus-"))
    for number, data in enumerate(seeds):
        (corpus / str(number)).write_bytes(data)

    def mutate(data: bytes, max_size: int, seed: int) -> bytes:
        random = Random(seed)
        return (mutated(random, (data,)) if seed % 2 else atheris.Mutate(data, max_size))[:max_size]

    flags = [f"-runs={runs}", f"-max_total_time={int(seconds)}", f"-seed={campaign.seed}", "-max_len=20000"]
    flags += ["-rss_limit_mb=0", "-verbosity=0", "-print_final_stats=0", "-len_control=0", str(corpus)]
    atheris.Setup([sys.argv[0], *flags], campaign.execute, custom_mutator=mutate)
    atheris.Fuzz()


def run_target(name: str, engine: str, arguments: argparse.Namespace) -> None:
    """Run one target in this process."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
    warnings.simplefilter("ignore")
    campaign = Campaign(name, engine, arguments.seed, arguments.out)
    run = run_with_atheris if engine == "atheris" else run_with_mutator
    run(campaign, arguments.runs, arguments.seconds)


def main() -> int:
    """Run the targets one after the other, each in its own process, and print what was found."""
    arguments = _arguments()
    engine = arguments.engine or ("atheris" if find_spec("atheris") else "mutator")
    arguments.out.mkdir(parents=True, exist_ok=True)
    if arguments.alone:
        run_target(arguments.target[0], engine, arguments)
        return 0
    from tests.fuzz.targets import TARGETS

    found = 0
    for name in arguments.target or TARGETS:
        shared = ["--runs", arguments.runs, "--seconds", arguments.seconds, "--seed", arguments.seed]
        command = [sys.executable, "-m", "tests.fuzz.campaign", "--alone", "--target", name, "--engine", engine]
        command += [*map(str, shared), "--out", str(arguments.out)]
        done = subprocess.run(command, capture_output=True, text=True, env=os.environ | {"OMP_WAIT_POLICY": "passive"})
        summary = arguments.out / f"{name}-{arguments.seed}.summary"
        line = json.loads(summary.read_text()) if summary.exists() else {"target": name, "findings": {}}
        if done.returncode:
            line["findings"]["the process ended"] = 1
            (arguments.out / f"{name}-{arguments.seed}.stderr").write_text(done.stderr[-20_000:])
        with (arguments.out / "summary.jsonl").open("a") as stream:
            stream.write(json.dumps(line) + "\n")
        sys.stdout.write(json.dumps(line) + "\n")
        sys.stdout.flush()
        found += len(line["findings"])
    return 1 if found else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--target", action="append", help="a target; all without one")
    parser.add_argument("--runs", type=int, default=RUNS, help="executions of each target")
    parser.add_argument("--seconds", type=float, default=3600.0, help="seconds for each target")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--engine", choices=("atheris", "mutator"), help="by default atheris, if it is installed")
    parser.add_argument("--out", type=Path, default=Path("out/fuzz"), help="the folder for findings")
    parser.add_argument("--alone", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
