"""The working folder of the tests of reviews."""

from tests.batch.conftest import here

__all__ = ["here"]
