"""Labs whose luck is stored: those that hold the frontier of their region at times."""

import numpy as np
import pytest
from scenarios import compose

from sim.calibration.calibrate import simulator_of
from sim.calibration.decisive import LEAST_SHARE, MONTHS, decisive_labs
from sim.ensemble import simulate
from sim.settings.roster import FOLLOWER, LEADER
from sim.world.noise_keys import STORED_LABS

SIZE = 128


@pytest.fixture(scope="module")
def simulator():
    return simulator_of(compose("status_quo", ["calibration=article"]), seed=5)


@pytest.fixture(scope="module")
def members(simulator):
    return simulator.of_priors(np.arange(SIZE))


@pytest.fixture(scope="module")
def chosen(simulator, members):
    return decisive_labs(simulator, members)


@pytest.fixture(scope="module")
def leading(simulator, members):
    """Share of the month ends at which a lab is no worse than any of its region, [lab]."""
    labs = simulator.world.cast.labs
    results = simulate(
        simulator.world, simulator.draws(members), detail=True, only=("lab_capability",)
    )
    capability = np.where(labs.cloud, -np.inf, results["lab_capability"][:, -MONTHS:])
    shares = np.zeros(len(labs.region))
    for region in (LEADER, FOLLOWER):
        here = labs.region == region
        best = capability[:, :, here].max(axis=-1, keepdims=True)
        shares[here] = (capability[:, :, here] == best).mean(axis=(0, 1))
    return shares


def test_decisive_labs_lead_their_region_at_times(simulator, chosen, leading):
    keys = simulator.world.cast.labs.key.tolist()
    assert 2 <= len(chosen) == len(set(chosen)) <= STORED_LABS
    assert min(leading[keys.index(lab)] for lab in chosen) >= LEAST_SHARE


def test_a_lab_that_leads_often_is_decisive(simulator, chosen, leading):
    often = np.flatnonzero(leading > 2.0 / len(chosen))
    assert len(often) >= 1
    assert set(simulator.world.cast.labs.key[often].tolist()) <= set(chosen)


def test_labs_of_both_regions_are_decisive(simulator, chosen):
    labs = simulator.world.cast.labs
    regions = {int(labs.region[labs.key.tolist().index(lab)]) for lab in chosen}
    assert regions == {LEADER, FOLLOWER}


def test_a_cloud_is_not_decisive(simulator, chosen):
    labs = simulator.world.cast.labs
    assert not set(labs.key[labs.cloud].tolist()) & set(chosen)
