"""Batches of archives in shards, recorded by done-markers."""
