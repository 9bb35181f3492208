"""Images and embeds: which belong to the article, where, and at what address."""
