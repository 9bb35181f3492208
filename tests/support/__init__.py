"""Test tools."""
