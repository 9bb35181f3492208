"""Tests of `newsclean/classify/html`."""
