"""The Ray engine: tasks run on a cluster. Ray schedules them, retries them and replaces dead nodes.

Nodes need newsclean with the same version, rules and model; each job checks that. The user's own publication files
travel with the tasks, so a job for Ray also has `rules` (their places), `with_rules` and `processors` (of one task).
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path
from typing import Any

from newsclean.batch.engines.job import Results, Workload
from newsclean.errors import NewscleanError, import_extra

RETRIES = 3
"""How often Ray starts a task again whose node or process died. A guess; not measured."""
IN_FLIGHT = 2
"""Tasks submitted for each one that can run at a time: one runs, one waits. A guess; not measured."""
TICK = 0.5
"""Seconds between two checks for stop requests. A guess; not measured."""
RuleFiles = tuple[Mapping[str, bytes], ...]
"""The files of each layer of rules by their paths in it; a layer that is one file has it under ""."""


def run_on_ray(work: Workload, address: str | None) -> Results:
    """Do a run's tasks on the Ray cluster at an address; None starts one on this machine.

    Raises `UsageError` without Ray, and `NewscleanError` when the cluster cannot be reached.
    """
    with _cluster(address, work.processors) as ray:
        job = work.make_job(_processors(ray))
        rules, shared_job = _share(ray, _rule_files(job.rules)), _share(ray, job)
        remote = ray.remote(num_cpus=job.processors, max_retries=RETRIES)(do_remotely)
        waiting: dict[Any, Any] = {}
        try:
            while not work.should_abort():
                room = IN_FLIGHT * max(1, _processors(ray) // job.processors) - len(waiting)
                waiting |= {remote.remote(task, shared_job, rules): task for task in islice(work.tasks, max(0, room))}
                if not waiting:
                    return
                for reference in ray.wait(list(waiting), timeout=TICK)[0]:
                    task = waiting.pop(reference)
                    yield task, _result(ray, reference, task, job)
        finally:
            for reference in waiting:
                with suppress(Exception):
                    ray.cancel(reference, force=True)


def do_remotely(task: Any, job: Any, rules: RuleFiles) -> Any:
    """Do a task in a process of Ray's; `rules` replace those that the job names."""
    # else the workers that the job starts would import Ray's main script, and all of Ray with it
    vars(sys.modules["__main__"]).pop("__file__", None)
    with tempfile.TemporaryDirectory(prefix="newsclean-rules-") as folder:
        return job.with_rules(_write_rules(rules, Path(folder))).do(task)


def _share(ray: Any, value: object) -> Any:
    """Put a value where all nodes read it. Raises `NewscleanError` if it has no room there."""
    try:
        return ray.put(value)
    except ray.exceptions.RayError as error:
        raise NewscleanError(
            f"Ray's object store takes nothing more ({type(error).__name__}: {_first_line(error)}); "
            "`ray memory` shows what fills it"
        ) from error


def _result(ray: Any, reference: Any, task: Any, job: Any) -> Any:
    try:
        return ray.get(reference)
    except ray.exceptions.RayError as error:
        return job.lost(task, "failed", f"Ray gave it up ({type(error).__name__}: {_first_line(error)})", 0.0)


def _processors(ray: Any) -> int:
    return max(1, int(ray.cluster_resources().get("CPU", 1)))


@contextmanager
def _cluster(address: str | None, processors: int) -> Iterator[Any]:
    """Join a cluster, or start one on this machine for the run. A cluster that the process has joined already stays."""
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")
    ray = import_extra("ray", "--engine ray", "ray")
    if ray.is_initialized():
        yield ray
        return
    settings: dict[str, Any] = {"log_to_driver": False, "logging_level": "ERROR"}
    if address is None:
        # only this machine may reach it
        settings |= {"num_cpus": processors, "include_dashboard": False, "_node_ip_address": "127.0.0.1"}
    try:
        ray.init(address, **settings)
    except Exception as error:
        where = address or "on this machine"
        raise NewscleanError(f"cannot use Ray ({where}): {_first_line(error)}; `ray status` shows what runs") from error
    try:
        yield ray
    finally:
        ray.shutdown()


def _rule_files(rules: tuple[str, ...]) -> RuleFiles:
    """Return the publication files of each layer of rules."""
    layers: list[dict[str, bytes]] = []
    for rule in rules:
        path = Path(rule)
        files = [path] if path.is_file() else sorted(path.rglob("*.toml"))
        layers.append({"" if file == path else str(file.relative_to(path)): file.read_bytes() for file in files})
    return tuple(layers)


def _write_rules(layers: RuleFiles, folder: Path) -> tuple[str, ...]:
    """Write layers of rules below a folder, and return their paths."""
    paths = []
    for number, files in enumerate(layers):
        layer = folder / (f"{number}.toml" if "" in files else str(number))
        if "" not in files:
            layer.mkdir()
        for name, data in files.items():
            file = layer / name if name else layer
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
        paths.append(str(layer))
    return tuple(paths)


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0]
