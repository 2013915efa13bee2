"""A move that redraws some coordinates from their priors."""

from dataclasses import replace

import numpy as np

from sim.calibration.adaptation import (
    LEAST_COST,
    Adaptation,
    equal_cost_shares,
    renewal_shares,
)
from sim.calibration.moves.move import Proposal
from sim.calibration.population import Population

LARGEST_PROBABILITY = 0.5
"""Probability with which a coordinate without cost is redrawn."""

SHARE_OF_PARAMETERS = 0.2
"""Part of the budget of a move that is spent on parameters, which informed steps move too."""


def redraw_shares(adaptation: Adaptation, parameters: int) -> np.ndarray:
    """Probability with which each coordinate is redrawn, [coordinate]: parameters, then keys."""
    costs, budget = adaptation.costs, adaptation.budget
    shares = (
        equal_cost_shares(costs[:parameters], SHARE_OF_PARAMETERS * budget, LARGEST_PROBABILITY),
        renewal_shares(costs[parameters:], (1 - SHARE_OF_PARAMETERS) * budget, LARGEST_PROBABILITY),
    )
    return np.concatenate(shares)


class Redraw:
    """Redraws parameters and noise keys of each member.

    Parameters with high costs are redrawn less often, so that others can be; noise keys, which no
    other move changes, more often, so that all are renewed about as often.
    """

    name = "drawn anew"

    def propose(self, population: Population, rng: np.random.Generator) -> Proposal:
        """Redraw parameters and noise keys from the priors, each with its own probability."""
        members, adaptation = population.members, population.adaptation
        size, parameters = members.scores.shape
        probabilities = redraw_shares(adaptation, parameters)
        redrawn = rng.random((size, len(probabilities))) < probabilities
        fresh = rng.standard_normal((size, parameters))
        scores = np.where(redrawn[:, :parameters], fresh, members.scores)
        number = (population.next_number + np.arange(size))[:, None, None]
        redrawn_keys = redrawn[:, parameters:].reshape(members.numbers.shape)
        numbers = np.where(redrawn_keys, number, members.numbers).astype(np.uint32)
        return Proposal(
            replace(members, scores=scores.astype(np.float32), numbers=numbers), redrawn=redrawn
        )


class RedrawOne:
    """Redraws one noise key of each member, mostly one of those with high costs.

    Together with others such keys are hardly ever renewed.
    """

    name = "one drawn anew"

    def propose(self, population: Population, rng: np.random.Generator) -> Proposal:
        """Propose another value of one key, chosen in proportion to the square of its cost."""
        members, adaptation = population.members, population.adaptation
        size, parameters = members.scores.shape
        weights = np.maximum(adaptation.costs[parameters:], LEAST_COST) ** 2
        chosen = rng.choice(len(weights), size=size, p=weights / weights.sum())
        numbers = members.numbers.reshape(size, -1).copy()
        numbers[np.arange(size), chosen] = population.next_number + np.arange(size)
        return Proposal(replace(members, numbers=numbers.reshape(members.numbers.shape)))
