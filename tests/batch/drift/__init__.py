"""Tests of `newsclean/batch/drift`."""
