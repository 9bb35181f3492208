"""The models of text blocks: dumps, and appeals inside an article's text."""
