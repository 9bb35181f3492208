"""Tests of `newsclean/assemble`."""
