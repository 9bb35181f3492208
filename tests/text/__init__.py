"""Tests of `newsclean/text`."""
