"""Tests of `newsclean/learn`."""
