"""The store of runs over archives: each archive has one output, and a done-marker once that is complete."""
