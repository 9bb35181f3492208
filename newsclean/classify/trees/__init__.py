"""Ensembles of decision trees, evaluated with numpy alone."""
