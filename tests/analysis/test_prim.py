"""PRIM's path of boxes: what each step does, and that EMA Workbench goes the same way."""

import logging
import warnings

import numpy as np
import pandas as pd
import pytest

from sim.analysis.prim import FEWEST_ROWS, in_limits, path_of_limits


def corner(rng, rows=600):
    """Two of four inputs matter."""
    table = rng.random((rows, 4))
    return table, rng.random(rows) < np.where((table[:, 0] > 0.6) & (table[:, 2] < 0.5), 0.8, 0.1)


def rare(rng, rows=800):
    """It happens in about one row of thirty."""
    table = rng.normal(size=(rows, 3))
    return table, rng.random(rows) < 0.2 * (table[:, 1] > 1.0)


def slope(rng, rows=500):
    """Each of three inputs makes it more likely, none in a corner."""
    table = rng.random((rows, 3))
    return table, rng.random(rows) < 1.0 / (1.0 + np.exp(8.0 - table @ np.array([6.0, 4.0, 3.0])))


def levels(rng, rows=500):
    """Two inputs have a few levels each, as drawn instruments may; one has many values."""
    table = np.column_stack([rng.integers(3, size=(rows, 2)) / 2.0, rng.random(rows)])
    return table, rng.random(rows) < np.where((table[:, 0] == 1.0) & (table[:, 2] > 0.4), 0.9, 0.1)


def correlated(rng, rows=700):
    """Two inputs move together, so that one can stand for the other."""
    first = rng.random(rows)
    table = np.column_stack([first, first + 0.1 * rng.normal(size=rows), rng.random(rows)])
    return table, rng.random(rows) < np.where(first > 0.7, 0.7, 0.05)


def constant(rng, rows=400):
    """One input has one value; another has ties in half of the rows."""
    table = np.column_stack([np.ones(rows), np.maximum(rng.random(rows), 0.5), rng.random(rows)])
    return table, rng.random(rows) < table[:, 1]


def chance(rng, rows=300):
    """No input matters."""
    return rng.random((rows, 5)), rng.random(rows) < 0.3


EXAMPLES = (corner, rare, slope, levels, correlated, constant, chance)


@pytest.fixture(params=EXAMPLES, ids=lambda example: example.__name__)
def example(request):
    return request.param(np.random.default_rng(1))


def test_the_first_box_has_no_limit(example):
    assert np.isinf(path_of_limits(*example)[0]).all()


def test_every_step_raises_the_density(example):
    table, happens = example
    densities = [happens[in_limits(limits, table)].mean() for limits in path_of_limits(*example)]
    assert (np.diff(densities) > 0.0).all()


def test_no_box_holds_fewer_than_a_twentieth_of_the_rows(example):
    table, _ = example
    masses = [in_limits(limits, table).mean() for limits in path_of_limits(*example)]
    assert min(masses) >= FEWEST_ROWS


def test_an_input_with_one_value_gets_no_limit():
    path = path_of_limits(*constant(np.random.default_rng(1)))
    assert np.isinf([limits[0] for limits in path]).all()


def test_a_limit_lies_between_two_values_of_the_rows():
    table, happens = levels(np.random.default_rng(1))
    limits = path_of_limits(table, happens)[-1]
    assert limits[0, 0] == 0.75  # between the levels 0.5 and 1


def test_pasting_gives_back_rows_that_peeling_cut_off():
    table, happens = correlated(np.random.default_rng(1))
    masses = [in_limits(limits, table).mean() for limits in path_of_limits(table, happens)]
    assert (np.diff(masses) > 0.0).any()


def path_of_workbench(table, happens):
    """Limits of the boxes that EMA Workbench finds, infinite on a side without a limit."""
    logging.getLogger("EMA").setLevel(logging.WARNING)
    columns = [str(place) for place in range(table.shape[1])]
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", r"\w+ not installed")
        warnings.filterwarnings("ignore", r"The inplace keyword in DataFrame\.drop is deprecated")
        from ema_workbench.analysis import prim

        search = prim.Prim(pd.DataFrame(table, columns=columns), happens.astype(int))
        boxes = search.find_box()
    whole, *_ = path = [box[columns].to_numpy(dtype=float).T for box in boxes.box_lims]
    limits = [np.where(box == whole, [-np.inf, np.inf], box) for box in path]
    return limits, boxes.peeling_trajectory[["coverage", "density", "mass"]].to_numpy()


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("make", EXAMPLES, ids=lambda example: example.__name__)
def test_every_box_is_the_one_that_ema_workbench_finds(make, seed):
    table, happens = make(np.random.default_rng(seed))
    path = path_of_limits(table, happens)
    expected, shares = path_of_workbench(table, happens)
    np.testing.assert_array_equal(path, expected)
    inside = np.array([in_limits(limits, table) for limits in path])
    cases = (inside & happens).sum(axis=1)
    own = np.column_stack([cases / happens.sum(), cases / inside.sum(axis=1), inside.mean(axis=1)])
    np.testing.assert_allclose(own, shares, rtol=1e-12)
