"""A posterior against weighted members of the priors, where few targets say nearly everything."""

import numpy as np
import pytest
from scenarios import compose

from sim.calibration.calibrate import simulator_of
from sim.calibration.from_posterior import scores_of
from sim.calibration.likelihood import log_likelihood
from sim.calibration.posterior import load_posterior
from sim.calibration.weights import effective_size, weights_of
from sim.world.parameters import Parameters

SEEN = ("S002", "S003")
"""Direct investment into China in 2023 and in 2021."""

KNOWN_BY_THEM = ("fdi_growth", "fdi_risk_sensitivity", "repatriation_share", "sanction_share")


@pytest.mark.slow
def test_parameters_of_direct_investment_are_those_that_its_two_figures_allow(tmp_path):
    settings = compose("status_quo", ["calibration=article"])
    simulator = simulator_of(settings, seed=9)
    predictions = simulator.bank(16_384, tmp_path, lambda _count: None)
    places = [i for i, target in enumerate(simulator.targets) if target.id in SEEN]
    likelihood = log_likelihood(predictions[:, places], [simulator.targets[i] for i in places])
    weights = weights_of(likelihood, 1.0)
    assert effective_size(weights) > 300

    columns = [Parameters._fields.index(name) for name in KNOWN_BY_THEM]
    weighed = simulator.of_priors(np.arange(len(predictions))).scores[:, columns].astype(float)
    mean = weights @ weighed
    spread = np.sqrt(weights @ (weighed - mean) ** 2)
    posterior = load_posterior("article").parameters
    drawn = scores_of(posterior, settings.calibration, np.random.default_rng(1))[:, columns]
    np.testing.assert_allclose(drawn.mean(axis=0), mean, atol=0.25)
    np.testing.assert_allclose(drawn.std(axis=0), spread, rtol=0.2)
