"""Drift: what the pages of a publication say in one run, against what its pages said in the runs before."""
