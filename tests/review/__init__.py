"""Tests of `newsclean/review`."""
