"""Publication files: reading, validating and layering them, and the library that holds them."""
