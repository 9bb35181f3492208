"""Tests of `newsclean/sources`."""
