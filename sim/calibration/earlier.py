"""Draws of an earlier posterior, moved on by what they know so that an update starts from more.

Where much becomes known at once, few of the draws agree with it, and those of the update would
descend from these few.
"""

from dataclasses import replace

import numpy as np

from sim.calibration.bank import Members
from sim.calibration.options import EVERY
from sim.calibration.population import Population
from sim.calibration.smc import Sampler
from sim.ensemble.progress import Bars, without_bars


def moved_on(
    sampler: Sampler,
    population: Population,
    sweeps: int,
    rng: np.random.Generator,
    bars: Bars = without_bars,
) -> Population:
    """Move draws by what they know, and keep them after each hundred moves too.

    Parameters
    ----------
    sampler : Sampler
        Of the later cut-off.
    population : Population
        The draws, with an exponent of 0 for what they do not know.
    sweeps : int
        Moves of each draw.
    rng : numpy.random.Generator
        Source of all that is drawn.
    bars : callable
        Makes a progress bar of a total and a description.

    Returns
    -------
    Population
        All states, one island after the other; of which draw each is, `draws_of_states` tells.
    """
    size, kept = len(population.members), [population.members]
    with bars(size * sweeps, "earlier draws") as advance:
        for _ in range(sweeps // EVERY):
            population, _ = sampler.move(population, EVERY, rng, advance)
            kept.append(population.members)
    arrays = zip(*(members.arrays for members in kept), strict=True)
    members = Members(*(np.concatenate(states) for states in arrays))
    order = _by_island(len(kept), size, population.islands)
    return sampler.with_members(replace(population, earlier=None), members.rows(order))


def draws_of_states(sweeps: int, draws: int, islands: int) -> np.ndarray:
    """Of which draw each state is that `moved_on` returns, [state]."""
    return _by_island(1 + sweeps // EVERY, draws, islands) % draws


def _by_island(states: int, draws: int, islands: int) -> np.ndarray:
    """Places of all states of the draws of one island after the other."""
    return np.arange(states * draws).reshape(states, islands, -1).swapaxes(0, 1).ravel()
