"""Tests of `newsclean/authoring`."""
