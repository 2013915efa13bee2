"""What ships beside the posteriors: sensitivity indices of every parameter."""

import pytest
from scenarios import compose

from sim.calibration.shipped import hash_behind_indices, shipped_indices
from sim.world.parameters import Parameters

OUTCOMES = ("capability_lag", "capability_lag_change")


def parameters_of(indices):
    return indices.index[indices["kind"] == "parameter"].tolist()


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_every_parameter_has_an_index_that_ships(outcome):
    assert parameters_of(shipped_indices().loc[outcome]) == list(Parameters._fields)


def test_indices_that_ship_are_of_one_sample():
    about = shipped_indices()[["month", "scenario", "regimes"]]
    assert len(about.drop_duplicates()) == 1


def test_indices_that_ship_are_of_the_rules_and_priors_that_ship():
    assert set(shipped_indices()["made_from"]) == {hash_behind_indices(compose())}
