"""Tests of the classifier of categories."""
