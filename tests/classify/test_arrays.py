"""The arrays of shipped models: the cache changes none of them."""

from __future__ import annotations

import numpy as np
import pytest

from newsclean.classify.arrays import stored_arrays
from newsclean.classify.model import model_file


@pytest.mark.parametrize("kind", ["html", "text", "appeals"])
def test_the_arrays_from_the_cache_are_those_of_the_file(kind: str) -> None:
    stored_arrays(model_file(kind))
    again = stored_arrays(model_file(kind))
    with np.load(model_file(kind), allow_pickle=False) as arrays:
        assert again.keys() == set(arrays.files)
        for name in arrays.files:
            assert again[name].dtype == arrays[name].dtype
            assert again[name].flags.writeable
            np.testing.assert_array_equal(again[name], arrays[name])
