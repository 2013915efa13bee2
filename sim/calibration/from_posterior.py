"""The draws of a posterior as members that can be moved further."""

import numpy as np
from scipy.special import ndtr, ndtri

from sim.calibration.adaptation import Adaptation
from sim.calibration.bank import Members
from sim.calibration.luck import rounded
from sim.calibration.population import Population
from sim.calibration.posterior import Posterior
from sim.settings.priors import Calibration, Prior
from sim.world.parameters import Parameters


def population_of(
    posterior: Posterior,
    priors: Calibration,
    adaptation: Adaptation,
    rng: np.random.Generator,
    islands: int = 1,
) -> Population:
    """The draws of a posterior as members that can be moved.

    What was not used up to its cut-off, and what it lacks, is drawn from the priors. Draws that
    were made on as many islands, in the order of `Posterior`, return to their own.
    """
    size = len(posterior)
    posterior = posterior.rows(np.arange(size).reshape(-1, islands).T.ravel())
    luck = np.where(
        np.isfinite(posterior.luck), posterior.luck, rng.standard_normal(posterior.luck.shape)
    )
    members = Members(
        scores=scores_of(posterior.parameters, priors, rng),
        numbers=posterior.past_member,
        luck=rounded(luck),
        octaves=posterior.octaves,
        predictions=np.empty((size, 0), dtype=np.float32),
    )
    nothing = np.zeros(size)
    fresh = int(posterior.past_member.max()) + 1
    return Population(members, nothing, nothing, adaptation, fresh, islands, tempering=1.0)


def scores_of(parameters: np.ndarray, priors: Calibration, rng: np.random.Generator) -> np.ndarray:
    """Normal scores of parameters, the inverse of `parameters_of`, float32 [draw, parameter]."""
    scores = rng.standard_normal(parameters.shape)  # of parameters that a posterior lacks
    for column, name in enumerate(Parameters._fields):
        values = parameters[:, column].astype(np.float64)
        if np.isfinite(values).all():
            shares = share_below(priors.parameters[name], values, rng)
            scores[:, column] = ndtri(shares.clip(1e-9, 1.0 - 1e-9))
    return scores.astype(np.float32)


def share_below(prior: Prior, values: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Shares of a prior that lie below values, the inverse of `sim.world.draws.quantile`.

    Where many shares have one value, as for whole numbers, one of them is drawn.
    """
    low, high = prior.low, prior.high
    if prior.shape == "uniform":
        return (values - low) / (high - low)
    if prior.shape == "integer":
        return (values - low + rng.random(len(values))) / (high - low + 1)
    assert prior.centre is not None  # checked when composed
    assert prior.spread is not None
    if prior.spread == 0:
        return rng.random(len(values))
    places = np.array([prior.centre, low, high, *values])
    if prior.shape == "lognormal":
        places = np.log(places)
    lowest, highest, *below = ndtr((places[1:] - places[0]) / prior.spread)
    return (np.array(below) - lowest) / (highest - lowest)
