"""Moves a posterior's draws where a user's facts leave too few of them with weight."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from sim.calibration.bank import Simulator, parameter_table
from sim.calibration.from_posterior import population_of
from sim.calibration.likelihood import log_likelihood
from sim.calibration.posterior import Posterior
from sim.calibration.smc import Sampler
from sim.calibration.targets import Target
from sim.calibration.weights import distinct
from sim.ensemble.progress import Bars, without_bars
from sim.settings.settings import Settings

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
        octaves=population.members.octaves,
        until=until,
    )
    assert population.ancestors is not None  # set when it goes on
    return after, distinct(population.ancestors[:, None])
