"""Tests of `newsclean/batch/engines`."""
