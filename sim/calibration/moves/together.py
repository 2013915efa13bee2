"""Several moves as one."""

from dataclasses import replace

import numpy as np

from sim.calibration.moves.move import Move, Proposal
from sim.calibration.population import Population


class Together:
    """What several moves propose, tried together: one simulation instead of several.

    For moves that are often accepted, and from whose acceptance the sampler learns nothing.
    """

    def __init__(self, *moves: Move) -> None:
        self.moves = moves
        self.name = ", ".join(move.name for move in moves)

    def propose(self, population: Population, rng: np.random.Generator) -> Proposal:
        """Propose what each move proposes for what the one before it does."""
        for move in self.moves:
            members = move.propose(population, rng).members
            population = replace(population, members=members)
        return Proposal(population.members)
