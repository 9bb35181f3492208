"""Fuzzing: damaged pages and data, shapes that grow, and the invariants that no input may break."""
