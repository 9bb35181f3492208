"""Tests of `newsclean/render`."""
