"""Fuzzing: pages that a generator damages, shapes that grow, and the invariants that every input keeps."""
