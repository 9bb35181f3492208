"""Ensembles of decision trees, evaluated with numpy alone."""

from __future__ import annotations

from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]  # an array of any shape and type; docstrings say which
