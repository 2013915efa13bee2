"""Quantiles of members, and what is kept of each of them."""

import numpy as np
import pytest
from scenarios import compose

from sim.analysis.projection import project
from sim.settings.variables import MAIN, QUANTILES
from sim.storage.build import kept_of
from sim.storage.summary import quantiles_of_members, summary_of


@pytest.fixture(scope="module")
def run():
    return project(compose("strict_controls", ["ensemble.members=40", "horizon.end=2025-12-31"]))


def kept(run, *asked):
    dataset = kept_of(run, compose(None, list(asked)).ensemble)
    return {name for name in map(str, dataset.data_vars) if not name.startswith("parameter_")}


def test_quantiles_are_those_of_numpy_among_the_members_that_have_a_value():
    values = np.random.default_rng(1).standard_normal((31, 4, 3)).astype(np.float32)
    values[:7, 1] = np.nan
    np.testing.assert_allclose(
        quantiles_of_members(values), np.nanquantile(values, QUANTILES, axis=0), rtol=1e-5
    )


def test_a_quantile_is_missing_where_no_member_has_a_value():
    values = np.ones((5, 2))
    values[:, 1] = np.nan
    np.testing.assert_array_equal(quantiles_of_members(values)[:, 0], 1.0)
    assert np.isnan(quantiles_of_members(values)[:, 1]).all()


def test_a_summary_holds_every_variable_with_its_labels_and_no_member(run):
    summary = summary_of(run)
    assert "member" not in summary.dims
    recorded = {name for name in map(str, run.data_vars) if not name.startswith("parameter_")}
    assert set(map(str, summary.data_vars)) == recorded
    made = summary["chips_made"].sel(quantile=0.5)
    assert made.dims == ("time", "supplier")
    np.testing.assert_allclose(made, run["chips_made"].median("member"), rtol=1e-5)
    assert made.attrs["units"] == run["chips_made"].attrs["units"]


def test_the_main_variables_are_kept_by_member_unless_others_are_asked_for(run):
    assert kept(run) == set(MAIN)
    assert kept(run, "ensemble.keep=all") > set(MAIN)
    assert kept(run, "ensemble.keep=[chips_made]") == {"chips_made"}


def test_labs_that_are_recorded_one_by_one_are_kept_too():
    assert compose(None, ["ensemble.detail=true"]).ensemble.keeps("lab_capability")


def test_labels_that_no_variable_has_are_not_kept(run):
    assert "supplier" not in kept_of(run, compose().ensemble).coords
