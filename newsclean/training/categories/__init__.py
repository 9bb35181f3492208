"""Trains the classifier of categories from hand labels."""
