"""Tests of `newsclean/publications`."""
