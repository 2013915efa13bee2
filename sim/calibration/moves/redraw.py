"""A move that redraws some coordinates from their priors."""

from dataclasses import replace

import numpy as np

from sim.calibration.adaptation import equal_cost_shares
from sim.calibration.moves.move import Proposal
from sim.calibration.population import Population

LARGEST_PROBABILITY = 0.5
"""Probability with which a coordinate without cost is redrawn."""


COST_EXPONENT = 0.5
"""A coordinate is redrawn in inverse proportion to this power of its cost: with 1 each would spend
the same, and those that decide would hardly ever be redrawn; with 0 all are redrawn as often.
"""


class Redraw:
    """Redraws coordinates of each member, those with high costs less often."""

    name = "drawn anew"

    def propose(self, population: Population, rng: np.random.Generator) -> Proposal:
        """Redraw parameters and noise keys from the priors, each with its own probability."""
        members, adaptation = population.members, population.adaptation
        size, parameters = members.scores.shape
        probabilities = equal_cost_shares(
            adaptation.costs**COST_EXPONENT, adaptation.budget, LARGEST_PROBABILITY
        )
        redrawn = rng.random((size, len(probabilities))) < probabilities
        fresh = rng.standard_normal((size, parameters))
        scores = np.where(redrawn[:, :parameters], fresh, members.scores)
        number = (population.next_number + np.arange(size))[:, None, None]
        redrawn_keys = redrawn[:, parameters:].reshape(members.numbers.shape)
        numbers = np.where(redrawn_keys, number, members.numbers).astype(np.uint32)
        return Proposal(
            replace(members, scores=scores.astype(np.float32), numbers=numbers), redrawn=redrawn
        )
