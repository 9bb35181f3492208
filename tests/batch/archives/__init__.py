"""Tests of `newsclean/batch/archives`."""
