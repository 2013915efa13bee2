"""A move of the draws that decide which labs have breakthroughs, when, and how large."""

from dataclasses import replace

import numpy as np

from sim.calibration.moves.move import Proposal
from sim.calibration.population import Population
from sim.world.noise_keys import BY_KEY

RARE = 5
"""Octave from which a draw may bring a breakthrough."""

FARTHEST = 3
"""Months by which a breakthrough is moved at most."""

MOST_DOUBLINGS = 6
"""A step redraws 1, 2, 4, ... or this power of two octaves of a member, on average."""


class SearchStep:
    """Hands a breakthrough to another lab or month, or redraws some octaves.

    A large breakthrough spreads to all labs, so that a record that needs one leaves open whose it
    was. Octaves are independent and equally distributed under the prior, which an exchange of two
    of them leaves invariant.
    """

    name = "breakthroughs"

    def propose(self, population: Population, rng: np.random.Generator) -> Proposal:
        """Propose a step for each member; every other one exchanges."""
        octaves = population.members.octaves.copy()
        stored = (octaves != BY_KEY).all(axis=0)
        if stored.any():
            _exchange(octaves[::2], stored, rng)
            _redraw(octaves[1::2], stored, rng)
        return Proposal(replace(population.members, octaves=octaves))


def _redraw(octaves: np.ndarray, stored: np.ndarray, rng: np.random.Generator) -> None:
    """Draw octaves anew, few or many of a member."""
    many = 2.0 ** rng.integers(MOST_DOUBLINGS + 1, size=(len(octaves), 1, 1))
    chosen = stored & (rng.random(octaves.shape) < many / stored.sum())
    octaves[chosen] = rng.geometric(0.5, size=int(chosen.sum())) - 1


def _exchange(octaves: np.ndarray, stored: np.ndarray, rng: np.random.Generator) -> None:
    """Exchange a rare octave of each member with that of any lab in a month near it."""
    labs, months = octaves.shape[1:]
    is_rare = stored & (octaves >= RARE)
    ranks = np.where(is_rare, rng.random(octaves.shape), 0.0).reshape(len(octaves), -1)
    chosen = ranks.argmax(axis=1)
    lab, month = np.divmod(chosen, months)
    other_lab = rng.integers(labs, size=len(octaves))
    other_month = month + rng.integers(-FARTHEST, FARTHEST + 1, size=len(octaves))
    possible = is_rare.any(axis=(1, 2)) & (other_month >= 0) & (other_month < months)
    possible[possible] = stored[other_lab[possible], other_month[possible]]
    rows = np.flatnonzero(possible)
    here = (rows, lab[rows], month[rows])
    there = (rows, other_lab[rows], other_month[rows])
    octaves[here], octaves[there] = octaves[there], octaves[here]
