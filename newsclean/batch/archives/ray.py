"""The Ray engine: shards as tasks of a cluster. Scheduling, retries and dead nodes are Ray's; a shard is `clean_shard`.

Nodes need newsclean with the same version, rules and model, which is checked; publication files of the user's own
travel with the tasks.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

from newsclean.batch.archives.plan import ShardTask
from newsclean.batch.archives.run import ArchiveBatch, attempted, failed_shard, shard_options
from newsclean.batch.archives.shard import ShardOptions, ShardReport
from newsclean.batch.pages.run import Stop
from newsclean.errors import NewscleanError, missing_extra

RETRIES = 3
"""Of a shard whose node or process dies."""
IN_FLIGHT = 2
"""Shards for each that can run at a time: one at work, one on its way."""
TICK = 0.5
RuleFiles = tuple[Mapping[str, bytes], ...]
"""For each layer of rules its files, by their paths in it; a layer that is a file has it under ""."""


def on_ray(tasks: Iterator[ShardTask], batch: ArchiveBatch, stop: Stop) -> Generator[ShardReport, None, None]:
    """Clean shards on a Ray cluster, and yield their reports as they come.

    Raises `UsageError` without Ray, and `NewscleanError` when the cluster cannot be reached.
    """
    all_tasks = list(tasks)
    if not all_tasks:
        return
    with _cluster(batch) as ray:
        options = shard_options(batch, _processors(ray), len(all_tasks))
        rules = ray.put(_rule_files(options.options.rules))
        remote = ray.remote(num_cpus=options.limits.jobs, max_retries=RETRIES)(clean_remotely)
        waiting: dict[Any, ShardTask] = {}
        rest = iter(all_tasks)
        try:
            while stop.signal is None:
                room = IN_FLIGHT * max(1, _processors(ray) // options.limits.jobs) - len(waiting)
                waiting |= {remote.remote(task, options, rules): task for task in islice(rest, max(0, room))}
                if not waiting:
                    return
                for reference in ray.wait(list(waiting), timeout=TICK)[0]:
                    yield _report(ray, reference, waiting.pop(reference))
        finally:
            for reference in waiting:
                with suppress(Exception):
                    ray.cancel(reference, force=True)


def clean_remotely(task: ShardTask, options: ShardOptions, rules: RuleFiles) -> ShardReport:
    """Clean a shard in a process of Ray's; `rules` take the place of those that `options` name."""
    # page workers would import Ray's main script, and all of Ray with it
    vars(sys.modules["__main__"]).pop("__file__", None)
    with tempfile.TemporaryDirectory(prefix="newsclean-rules-") as folder:
        paths = _written(rules, Path(folder))
        return attempted(task, replace(options, options=replace(options.options, rules=paths)))


def _report(ray: Any, reference: Any, task: ShardTask) -> ShardReport:
    try:
        report: ShardReport = ray.get(reference)
    except ray.exceptions.RayError as error:
        return failed_shard(
            task, f"Ray gave it up ({type(error).__name__}: {str(error).strip().partition(chr(10))[0]})"
        )
    return report


def _processors(ray: Any) -> int:
    return max(1, int(ray.cluster_resources().get("CPU", 1)))


@contextmanager
def _cluster(batch: ArchiveBatch) -> Iterator[Any]:
    """Join a cluster, or start one on this machine for the run; one that is joined already stays."""
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")
    try:
        import ray
    except ImportError as error:
        raise missing_extra("--engine ray", "ray", error) from error
    if ray.is_initialized():
        yield ray
        return
    settings: dict[str, Any] = {"log_to_driver": False, "logging_level": "ERROR"}
    if batch.address is None:
        # nobody but this machine has anything to do with it
        jobs = batch.shard.limits.jobs
        settings |= {"num_cpus": jobs, "include_dashboard": False, "_node_ip_address": "127.0.0.1"}
    try:
        ray.init(batch.address, **settings)
    except Exception as error:
        where = batch.address or "on this machine"
        raise NewscleanError(f"cannot use Ray ({where}): {_first_line(error)}; `ray status` shows what runs") from error
    try:
        yield ray
    finally:
        ray.shutdown()


def _rule_files(rules: tuple[str, ...]) -> RuleFiles:
    """Return the publication files of layers, as they travel."""
    layers: list[dict[str, bytes]] = []
    for rule in rules:
        path = Path(rule)
        files = [path] if path.is_file() else sorted(path.rglob("*.toml"))
        layers.append({"" if file == path else str(file.relative_to(path)): file.read_bytes() for file in files})
    return tuple(layers)


def _written(layers: RuleFiles, folder: Path) -> tuple[str, ...]:
    """Write layers of rules below a folder, and return where they are."""
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
