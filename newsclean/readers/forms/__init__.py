"""What the form of a text dump adds to the page, or does to its lines."""
