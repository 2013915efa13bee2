"""Moves a posterior's draws where a user's facts leave too few of them with weight."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from scipy.special import ndtr, ndtri

from sim.calibration.adaptation import Adaptation
from sim.calibration.bank import Members, Simulator, parameter_table
from sim.calibration.likelihood import log_likelihood
from sim.calibration.luck import rounded
from sim.calibration.population import Population
from sim.calibration.posterior import Posterior
from sim.calibration.smc import Sampler
from sim.calibration.targets import Target
from sim.calibration.update import FIRST_NEW_NUMBER
from sim.calibration.weights import distinct
from sim.ensemble.progress import Bars, without_bars
from sim.settings.priors import Calibration, Prior
from sim.settings.settings import Settings
from sim.world.parameters import Parameters

MEMBERS_FOR_SLOPES = 4096
"""Members of the priors from which slopes of the targets are estimated."""

SWEEPS, LAST_SWEEPS = 12, 24
"""Moves of each draw at each step of the tempering, and after the last."""


def moved(
    posterior: Posterior,
    settings: Settings,
    facts: Sequence[Target],
    known: Sequence[Target],
    rng: np.random.Generator,
    bars: Bars = without_bars,
) -> tuple[Posterior, float]:
    """Draws of the posterior given further facts, by tempered moves from the draws without them.

    Parameters
    ----------
    posterior : Posterior
        Its draws have met the known targets.
    settings : Settings
        Priors and cast; `calibration.until` is the end of the facts.
    facts, known : sequence of Target
        What the draws have not met yet, and what they have.
    rng : numpy.random.Generator
        For weights and moves.
    bars : callable
        Makes a progress bar of a number of draws and a description.

    Returns
    -------
    Posterior, float
        As many draws, up to the end of the facts; and the effective number of draws before from
        which they descend (Kish).
    """
    until = settings.calibration.until
    simulator = Simulator.as_enacted(
        settings, until, (*known, *facts), posterior.seed, posterior.owners
    )
    sampler = Sampler(simulator, simulator.targets, frozenset(target.id for target in known))
    with bars(MEMBERS_FOR_SLOPES, "slopes") as advance:
        bank = simulator.run(simulator.of_priors(np.arange(MEMBERS_FOR_SLOPES)), advance)
    likelihood = log_likelihood(bank.predictions, simulator.targets)
    adaptation = sampler.adaptation(bank.predictions, likelihood)
    first = population_of(posterior, settings.calibration, adaptation, rng)
    population = sampler.go_on(first, adaptation.slopes)
    population, _ = sampler.run(population, SWEEPS, LAST_SWEEPS, lambda _step: rng, bars)
    after = replace(
        posterior,
        parameters=parameter_table(population.members.scores, settings.calibration),
        past_member=population.members.numbers,
        luck=simulator.used_luck(population.members),
        until=until,
    )
    assert population.ancestors is not None  # set when it goes on
    return after, distinct(population.ancestors[:, None])


def population_of(
    posterior: Posterior, priors: Calibration, adaptation: Adaptation, rng: np.random.Generator
) -> Population:
    """The draws of a posterior as members that can be moved, on one island.

    What was not used up to its cut-off, and what it lacks, is drawn from the priors.
    """
    size = len(posterior)
    luck = np.where(
        np.isfinite(posterior.luck), posterior.luck, rng.standard_normal(posterior.luck.shape)
    )
    members = Members(
        scores=scores_of(posterior.parameters, priors, rng),
        numbers=posterior.past_member,
        luck=rounded(luck),
        predictions=np.empty((size, 0), dtype=np.float32),
    )
    nothing = np.zeros(size)
    return Population(
        members, nothing, nothing, adaptation, FIRST_NEW_NUMBER, islands=1, tempering=1.0
    )


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
