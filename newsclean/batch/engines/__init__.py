"""Where the tasks of a run are done: worker processes on this machine, or a Ray cluster."""
