"""Batches: `run_batch` cleans many pages or archives, survives being killed at any moment, and loses no page.

`settings` say what a run shall do. `run` is the one run loop: it takes tasks from a store (`pages` or `archives`), lets
an engine (`engines`) do them, and gives the results to the store. `overview` returns what a store knows.
"""

from newsclean.batch.archives.shard import clean_shard
from newsclean.batch.listener import Listener, Stop
from newsclean.batch.pages.manifest import read_manifest
from newsclean.batch.results import Difference, PageResult, ShardReport
from newsclean.batch.run import overview, plan_batch, run_batch
from newsclean.batch.settings import ArchiveBatch, Batch, Inputs, Limits, ShardOptions, Thresholds
from newsclean.batch.summary import Summary
from newsclean.batch.verify import repair, verify
from newsclean.render import RenderOptions
from newsclean.sources.records import ArchiveOptions

__all__ = [
    "ArchiveBatch",
    "ArchiveOptions",
    "Batch",
    "Difference",
    "Inputs",
    "Limits",
    "Listener",
    "PageResult",
    "RenderOptions",
    "ShardOptions",
    "ShardReport",
    "Stop",
    "Summary",
    "Thresholds",
    "clean_shard",
    "overview",
    "plan_batch",
    "read_manifest",
    "repair",
    "run_batch",
    "verify",
]
