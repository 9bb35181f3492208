"""Many pages at once: `run_batch` cleans files and folders, `run_shards` archives, and neither ever loses one.

`settings` says what a run is asked to do, `inputs` finds the pages, `names` and `plan` name and compare them, `local`
has the workers that do the `work`, `outputs` and `stream` put in place what they made, `manifest` is the memory
between runs, `state` what outputs depend on, `report` how a run went. Of archives `shardplan` finds and names them,
`shard` and `shardwork` clean one of them into one of the `sinks`, `shards` has the run, `sharded` tells what came of
it, and `ray` the engine for many machines.
"""

from newsclean.render import Form
from newsclean.runners.batch import Listener, Stop, plan_batch, run_batch
from newsclean.runners.manifest import read_manifest
from newsclean.runners.report import Summary, overview
from newsclean.runners.settings import Batch, Inputs, Limits, Thresholds
from newsclean.runners.shard import ShardOptions, ShardReport, clean_shard
from newsclean.runners.sharded import finished_shards, shards_overview
from newsclean.runners.shards import ShardBatch, plan_shards, run_shards
from newsclean.sources.archives import Wanted

__all__ = [
    "Batch",
    "Form",
    "Inputs",
    "Limits",
    "Listener",
    "ShardBatch",
    "ShardOptions",
    "ShardReport",
    "Stop",
    "Summary",
    "Thresholds",
    "Wanted",
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
