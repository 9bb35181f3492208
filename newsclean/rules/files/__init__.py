"""Publication files: read, check and layer them, and keep them in a library.

`layers` finds the folders, `index` lists their files, and `toml` reads one. `form` and `validate` check it, `merge`
puts one over another, `publication` builds the result, and `library` holds all of them. `cache` keeps the index between
runs.
"""
