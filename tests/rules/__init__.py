"""Tests of `newsclean/rules`."""
