"""Tests of `newsclean/classify/text`."""
