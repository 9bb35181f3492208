"""Tests of the text primitives."""
