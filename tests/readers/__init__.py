"""Tests of `newsclean/readers`."""
