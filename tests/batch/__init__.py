"""Tests of `newsclean/batch`."""
