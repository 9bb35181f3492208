"""Tests of `newsclean/batch/pages`."""
