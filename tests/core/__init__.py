"""Tests of `newsclean/_core`."""
