"""Batches of single pages, recorded in a SQLite manifest."""
