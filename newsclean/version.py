"""The version of the package, which every article records."""

__version__ = "0.1.0"
