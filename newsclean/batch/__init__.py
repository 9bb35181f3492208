"""Many pages at once: `run_batch` cleans files and folders, `run_shards` archives, and neither ever loses one.

`settings` says what a run is asked to do, `inputs` finds the pages, `names` and `plan` name and compare them, `local`
has the workers that do the `work`, `outputs` and `stream` put in place what they made, `manifest` is the memory
between runs, `state` what outputs depend on, `report` how a run went. Of archives `shardplan` finds and names them,
`shard` and `shardwork` clean one of them into one of the `sinks`, `shards` has the run, `sharded` tells what came of
it, and `ray` the engine for many machines.
"""

from newsclean.batch.archives.run import ArchiveBatch, plan_shards, run_shards
from newsclean.batch.archives.shard import ShardOptions, ShardReport, clean_shard
from newsclean.batch.archives.status import finished_shards, shards_overview
from newsclean.batch.pages.manifest import read_manifest
from newsclean.batch.pages.run import Listener, Stop, plan_batch, run_batch
from newsclean.batch.report import Summary, overview
from newsclean.batch.settings import Batch, Inputs, Limits, Thresholds
from newsclean.render import RenderOptions
from newsclean.sources.records import ArchiveOptions

__all__ = [
    "ArchiveBatch",
    "ArchiveOptions",
    "Batch",
    "Inputs",
    "Limits",
    "Listener",
    "RenderOptions",
    "ShardOptions",
    "ShardReport",
    "Stop",
    "Summary",
    "Thresholds",
    "clean_shard",
    "finished_shards",
    "overview",
    "plan_batch",
    "plan_shards",
    "read_manifest",
    "run_batch",
    "run_shards",
    "shards_overview",
]
