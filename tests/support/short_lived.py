"""A worker that leaves after three pages; it is in a module of its own because workers import it by name."""

from __future__ import annotations

import os
import time
from multiprocessing.connection import Connection
from pathlib import Path

from newsclean.batch import pool as local
from newsclean.batch.task import PageJob

_serve = local.serve


def serve(pipe: Connection, job: PageJob, timeout: float | None) -> None:
    """Be a worker, for a short time."""
    local.PAGES_PER_WORKER = 3
    _serve(pipe, job, timeout)


def linger(pipe: Connection, job: PageJob, timeout: float | None) -> None:
    """Be such a worker, say so in a file, and take long to go."""
    serve(pipe, job, timeout)
    Path(job.temporary, f"left-{os.getpid()}").touch()
    time.sleep(60)
