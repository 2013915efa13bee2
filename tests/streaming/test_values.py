"""Room for the values of a chunk: by variable and by series it is the same memory."""

import numpy as np

from sim.streaming.values import Values, series_by_name

SHAPES = {"lag": (3, 2), "made": (3, 4)}


def test_what_is_put_in_by_variable_is_there_by_series():
    values = Values(SHAPES, 5)
    expected = {name: np.random.default_rng(1).random((5, *of)) for name, of in SHAPES.items()}
    for name, array in expected.items():
        values.by_name[name][...] = array
    for name, rows in series_by_name(SHAPES).items():
        series = expected[name].reshape(5, -1).T.astype(np.float32)
        np.testing.assert_array_equal(values.series[rows], series)
