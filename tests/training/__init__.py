"""Tests of `newsclean/training`."""
