"""A worker that leaves after three pages. It has a module of its own because workers import it by name."""

from __future__ import annotations

import os
import time
from multiprocessing.connection import Connection
from pathlib import Path

from newsclean.batch.engines import worker
from newsclean.batch.pages.task import PageJob

_serve = worker.serve


def serve(pipe: Connection, job: PageJob, timeout: float | None) -> None:
    """Do three pages and leave."""
    worker.TASKS_PER_WORKER = 3
    _serve(pipe, job, timeout)


def linger(pipe: Connection, job: PageJob, timeout: float | None) -> None:
    """Do three pages, make a file, and take long to leave."""
    serve(pipe, job, timeout)
    Path(job.temporary, f"left-{os.getpid()}").touch()
    time.sleep(60)
