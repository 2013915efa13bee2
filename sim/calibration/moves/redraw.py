"""A move that redraws some coordinates from their priors."""

import numpy as np

from sim.calibration.moves.move import Proposal
from sim.calibration.population import Population
from sim.calibration.terrain import even_shares

AT_MOST = 0.5
"""Chance at which even a coordinate that costs nothing is redrawn."""


class Redraw:
    """Redraws coordinates of each member, the fewer the more they matter to the likelihood."""

    name = "drawn anew"

    def propose(self, population: Population, rng: np.random.Generator) -> Proposal:
        """Parameters and luck from the priors, each coordinate by a chance of its own."""
        members, terrain = population.members, population.terrain
        size, parameters = members.scores.shape
        chances = even_shares(terrain.costs, terrain.budget, AT_MOST)
        redrawn = rng.random((size, len(chances))) < chances
        fresh = rng.standard_normal((size, parameters))
        scores = np.where(redrawn[:, :parameters], fresh, members.scores)
        number = (population.next_number + np.arange(size))[:, None, None]
        of_luck = redrawn[:, parameters:].reshape(members.numbers.shape)
        return Proposal(
            scores=scores.astype(np.float32),
            numbers=np.where(of_luck, number, members.numbers).astype(np.uint32),
            redrawn=redrawn,
        )
