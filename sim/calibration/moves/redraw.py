"""A move that redraws some coordinates from their priors."""

from dataclasses import replace

import numpy as np

from sim.calibration.adaptation import equal_cost_shares
from sim.calibration.moves.move import Proposal
from sim.calibration.population import Population

LARGEST_PROBABILITY = 0.5
"""Probability with which a coordinate without cost is redrawn."""


class Redraw:
    """Redraws coordinates of each member, those with high costs less often."""

    name = "drawn anew"

    def propose(self, population: Population, rng: np.random.Generator) -> Proposal:
        """Redraw parameters and noise keys from the priors, each with its own probability."""
        members, adaptation = population.members, population.adaptation
        size, parameters = members.scores.shape
        # by the root of their costs: those that decide would else hardly ever be redrawn
        probabilities = equal_cost_shares(
            adaptation.costs**0.5, adaptation.budget, LARGEST_PROBABILITY
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
