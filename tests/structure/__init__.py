"""Tests of what articles show besides text."""
