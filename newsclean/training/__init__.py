"""Training: gold folders, training examples, models, and measurements. `clean` imports nothing of this."""
