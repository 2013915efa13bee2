"""Two moves as one."""

from dataclasses import replace

import numpy as np

from sim.calibration.moves.move import Move, Proposal
from sim.calibration.population import Population


class Both:
    """What two moves propose, tried together: one simulation instead of two.

    For moves that are nearly always accepted, and from whose acceptance the sampler learns nothing.
    """

    def __init__(self, first: Move, second: Move) -> None:
        self.first, self.second = first, second
        self.name = f"{first.name}, {second.name}"

    def propose(self, population: Population, rng: np.random.Generator) -> Proposal:
        """Propose what the second move proposes for what the first one does."""
        members = self.first.propose(population, rng).members
        return Proposal(self.second.propose(replace(population, members=members), rng).members)
