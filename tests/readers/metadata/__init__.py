"""Tests of `newsclean/readers/metadata`."""
