"""Tests of `newsclean/training/gold`."""
