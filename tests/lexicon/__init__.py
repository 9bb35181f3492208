"""Tests of `newsclean/lexicon`."""
