"""Draws that are moved on, and kept after each hundred moves too, so that there are more of them.

An update starts from such states of the draws before it: where much becomes known at once, few of
the draws themselves agree with it, and those of the update would descend from these few. And the
draws that ship are chosen from such states, so that chance decides less than in one state.
"""

from dataclasses import replace

import numpy as np

from sim.calibration.bank import Members
from sim.calibration.options import EVERY
from sim.calibration.population import Population
from sim.calibration.smc import Sampler
from sim.ensemble.progress import Bars, without_bars


def states_of(
    sampler: Sampler,
    population: Population,
    sweeps: int,
    rng: np.random.Generator,
    described: str,
    bars: Bars = without_bars,
) -> Population:
    """Move draws at the exponent that they have, and keep them after each hundred moves too.

    Parameters
    ----------
    sampler : Sampler
        Moves the draws.
    population : Population
        The draws.
    sweeps : int
        Moves of each draw.
    rng : numpy.random.Generator
        Source of all that is drawn.
    described : str
        What the progress bar says.
    bars : callable
        Makes a progress bar of a total and a description.

    Returns
    -------
    Population
        All states, one island after the other; of which draw each is, `draws_of_states` tells.
        With no moves, the draws as they are.
    """
    if sweeps == 0:
        return population
    size, states = len(population.members), [population]
    with bars(size * sweeps, described) as advance:
        for _ in range(sweeps // EVERY):
            states.append(sampler.move(states[-1], EVERY, rng, advance)[0])
    order = _by_island(len(states), size, population.islands)
    arrays = zip(*(state.members.arrays for state in states), strict=True)
    return replace(
        states[-1],
        members=Members(*(np.concatenate(of_states) for of_states in arrays)).rows(order),
        known=np.concatenate([state.known for state in states])[order],
        tempered=np.concatenate([state.tempered for state in states])[order],
        ancestors=None,
        earlier=None,
    )


def draws_of_states(sweeps: int, draws: int, islands: int) -> np.ndarray:
    """Of which draw each state is that `states_of` returns, [state]."""
    return _by_island(1 + sweeps // EVERY, draws, islands) % draws


def _by_island(states: int, draws: int, islands: int) -> np.ndarray:
    """Places of all states of the draws of one island after the other."""
    return np.arange(states * draws).reshape(states, islands, -1).swapaxes(0, 1).ravel()
