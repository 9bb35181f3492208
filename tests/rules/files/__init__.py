"""Tests of `newsclean/rules/files`."""
