"""The tree of an article, and what the formats that print it share."""
