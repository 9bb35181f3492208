"""Tests of `newsclean/classify/trees`."""
