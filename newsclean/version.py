"""The version of the package; it stands in every article, so that an output says what made it."""

__version__ = "0.1.0"
