"""Regimes side by side: the same members, paired."""

from functools import cache

import numpy as np
import pytest
import xarray as xr
from scenarios import compose

from sim.analysis.comparison import compare, share_lagging_more
from sim.analysis.projection import project
from sim.analysis.regimes import with_scenario
from sim.tables.regimes import comparison_table
from sim.tables.words import in_words


@cache
def settings():
    return compose(None, ["ensemble.members=64", "horizon.end=2026-12-31"])


SCENARIOS = ("status_quo", "full_decoupling", "no_controls")


@pytest.fixture(scope="module")
def compared():
    return compare(settings(), SCENARIOS)


def test_each_regime_matches_a_run_of_its_own(compared):
    run = project(with_scenario(settings(), "full_decoupling"))
    of_regime = compared.sel(scenario="full_decoupling")
    for name in ("capability_lag", "capability_lag_mean", "capability_gap", "compute_stock"):
        np.testing.assert_allclose(of_regime[name], run[name], rtol=1e-5, atol=1e-5)
    invested = run["ai_investment"].sum("source_region").isel(time=slice(-12, None)).sum("time")
    np.testing.assert_allclose(of_regime["investment"].isel(time=-1), invested, rtol=1e-4)


def test_no_regime_differs_before_the_measures(compared):
    before = compared["capability_gap"].sel(time=slice(None, "2024-03"))
    for name in SCENARIOS[1:]:
        np.testing.assert_array_equal(before.sel(scenario=name), before.sel(scenario="status_quo"))


def test_members_with_the_same_lag_lag_more_under_neither_regime():
    lags = xr.DataArray(
        [[1.0, 2.0, 3.0, 4.0], [1.0, 1.0, 5.0, 4.0]],
        {"scenario": ["one", "other"]},
        ("scenario", "member"),
    )
    longer = share_lagging_more(lags)
    np.testing.assert_array_equal(longer, [[0.0, 0.25], [0.25, 0.0]])


def test_the_table_has_a_row_for_each_regime(compared):
    table = comparison_table(compared, "2026-12")
    assert list(table.columns[0].cells) == list(map(in_words, SCENARIOS))
    assert next(iter(table.columns[3].cells)) == ""  # the reference does not lag more than itself
