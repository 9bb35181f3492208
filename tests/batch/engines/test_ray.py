"""The Ray engine without Ray: what it says when the cluster takes nothing more."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import pytest

from newsclean import NewscleanError
from newsclean.batch.engines import ray as engine


class FullStoreError(Exception):
    """The error that Ray raises for a full object store."""


def test_a_full_object_store_is_one_clear_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def put(_: object) -> None:
        raise FullStoreError("The local object store is full.\nIt holds 78 MB.")

    @contextmanager
    def cluster(*_: object) -> Iterator[Any]:
        errors = SimpleNamespace(RayError=FullStoreError)
        yield SimpleNamespace(put=put, exceptions=errors, cluster_resources=lambda: {"CPU": 1})

    monkeypatch.setattr(engine, "_cluster", cluster)
    job = SimpleNamespace(rules=(), processors=1)
    work: Any = SimpleNamespace(processors=1, make_job=lambda _: job, tasks=iter(()), should_abort=lambda: False)
    with pytest.raises(NewscleanError) as raised:
        next(engine.run_on_ray(work, None))
    assert str(raised.value) == (
        "Ray's object store takes nothing more (FullStoreError: The local object store is full.); "
        "`ray memory` shows what fills it"
    )
