"""Tests of `newsclean/cli`."""
