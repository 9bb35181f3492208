"""Readers of the forms of text dumps: parts that a form adds to the page, and lines that it changes."""
