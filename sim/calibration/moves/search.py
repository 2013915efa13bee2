"""A move of the draws that decide which labs have breakthroughs, when, and how large."""

from dataclasses import replace

import numpy as np

from sim.calibration.moves.move import Proposal
from sim.calibration.population import Population
from sim.world.noise_keys import BY_KEY

RARE, LARGE = 5, 9
"""Octaves from which a draw may bring a breakthrough, and a large one."""

FARTHEST = 3
"""Months by which a breakthrough is moved at most."""

FEWEST_DOUBLINGS, MOST_DOUBLINGS = 4, 9
"""A step redraws between these powers of two octaves of a member, on average.

Of 512 octaves, the most, half of the steps are accepted under all that is on record.
"""


class SearchStep:
    """Hands a breakthrough to another lab or month, draws its size anew, or redraws many octaves.

    A large breakthrough spreads to all labs, so that a record that needs one leaves open whose it
    was. Octaves are independent and equally distributed under the prior, which an exchange of two
    of them leaves invariant, as does another draw of one of which it is known that it is large.
    """

    name = "breakthroughs"

    def propose(self, population: Population, rng: np.random.Generator) -> Proposal:
        """Propose one of the three for each member, at random."""
        octaves = population.members.octaves.copy()
        stored = (octaves != BY_KEY).all(axis=0)
        if stored.any():
            kinds = rng.integers(3, size=len(octaves))
            for kind, change in enumerate((_exchange, _resize, _redraw)):
                octaves[kinds == kind] = change(octaves[kinds == kind], stored, rng)
        return Proposal(replace(population.members, octaves=octaves))


def _redraw(octaves: np.ndarray, stored: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Draw octaves anew, some or many of a member."""
    doublings = rng.integers(FEWEST_DOUBLINGS, MOST_DOUBLINGS + 1, size=(len(octaves), 1, 1))
    chosen = stored & (rng.random(octaves.shape) < 2.0**doublings / stored.sum())
    octaves[chosen] = _octaves(int(chosen.sum()), rng)
    return octaves


def _resize(octaves: np.ndarray, stored: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Draw one of the large octaves of each member anew, again a large one."""
    rows, labs, months = _one_of(stored & (octaves >= LARGE), rng)
    octaves[rows, labs, months] = LARGE + _octaves(len(rows), rng)
    return octaves


def _exchange(octaves: np.ndarray, stored: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Exchange a rare octave of each member with that of any lab in a month near it."""
    rows, labs, months = _one_of(stored & (octaves >= RARE), rng)
    other_labs = rng.integers(octaves.shape[1], size=len(rows))
    other_months = months + rng.integers(-FARTHEST, FARTHEST + 1, size=len(rows))
    possible = (other_months >= 0) & (other_months < octaves.shape[2])
    possible[possible] = stored[other_labs[possible], other_months[possible]]
    here = (rows[possible], labs[possible], months[possible])
    there = (rows[possible], other_labs[possible], other_months[possible])
    octaves[here], octaves[there] = octaves[there], octaves[here]
    return octaves


def _one_of(
    possible: np.ndarray, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """One possible place of each member that has any: members, labs and months."""
    size, labs, months = possible.shape
    ranks = np.where(possible, rng.random(possible.shape), 0.0).reshape(size, labs * months)
    rows = np.flatnonzero(possible.any(axis=(1, 2)))
    lab, month = np.divmod(ranks.argmax(axis=1)[rows], months)
    return rows, lab, month


def _octaves(size: int, rng: np.random.Generator) -> np.ndarray:
    """Octaves of uniform draws."""
    return np.asarray(rng.geometric(0.5, size=size) - 1)
