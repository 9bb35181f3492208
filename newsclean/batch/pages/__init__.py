"""The store of runs over single pages: an output folder and an SQLite manifest with a row for every page."""
