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

    Parameters with high costs are redrawn less often, so that others can be; noise keys, which few
    other moves change, more often, so that all are renewed about as often.
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


class RedrawOneKey:
    """Redraws one noise key of each member, mostly one of those with high costs.

    Together with others such keys are hardly ever renewed.
    """

    name = "one key"

    def propose(self, population: Population, rng: np.random.Generator) -> Proposal:
        """Propose another value of one key."""
        members = population.members
        size, parameters = members.scores.shape
        numbers = members.numbers.reshape(size, -1).copy()
        chosen = _costly(population.adaptation.costs[parameters:], size, rng)
        numbers[np.arange(size), chosen] = population.next_number + np.arange(size)
        return Proposal(replace(members, numbers=numbers.reshape(members.numbers.shape)))


class RedrawOneParameter:
    """Redraws one parameter of each member, mostly one of those with high costs.

    A quarter of such steps or more are accepted even of those parameters on which all calendars
    depend, which other moves change little by little.
    """

    name = "one parameter"

    def propose(self, population: Population, rng: np.random.Generator) -> Proposal:
        """Propose another value of one parameter, drawn from its prior."""
        scores = population.members.scores.copy()
        size, parameters = scores.shape
        chosen = _costly(population.adaptation.costs[:parameters], size, rng)
        scores[np.arange(size), chosen] = rng.standard_normal(size)
        return Proposal(replace(population.members, scores=scores))


def _costly(costs: np.ndarray, size: int, rng: np.random.Generator) -> np.ndarray:
    """Coordinates, each drawn in proportion to the square of its cost, [member]."""
    weights = np.maximum(costs, LEAST_COST) ** 2
    return rng.choice(len(weights), size=size, p=weights / weights.sum())
