"""Many pages at once: `run_batch` cleans files and folders into a folder or a stream, and never loses one.

`settings` says what a run is asked to do, `inputs` finds the pages, `names` and `plan` name and compare them, `local`
has the workers that do the `work`, `outputs` and `stream` put in place what they made, `manifest` is the memory between
runs, `state` what outputs depend on, `report` how a run went.
"""

from newsclean.render import Form
from newsclean.runners.batch import Listener, Stop, plan_batch, run_batch
from newsclean.runners.manifest import read_manifest
from newsclean.runners.report import Summary, overview
from newsclean.runners.settings import Batch, Inputs, Limits, Thresholds

__all__ = [
    "Batch",
    "Form",
    "Inputs",
    "Limits",
    "Listener",
    "Stop",
    "Summary",
    "Thresholds",
    "overview",
    "plan_batch",
    "read_manifest",
    "run_batch",
]
