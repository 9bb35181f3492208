"""Tests of `newsclean/classify`."""
