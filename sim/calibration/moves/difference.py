"""A move of parameters that hang together, along the difference of two members.

References
----------
ter Braak (2006), A Markov chain Monte Carlo version of the genetic algorithm differential
evolution, Statistics and Computing 16.
ter Braak and Vrugt (2008), Differential evolution Markov chain with snooker updater and fewer
chains, Statistics and Computing 18: differences of past members, which leave every chain valid.
"""

from dataclasses import replace

import numpy as np

from sim.calibration.adaptation import PARAMETERS_PER_DIFFERENCE
from sim.calibration.moves.move import Proposal
from sim.calibration.population import Population

SHORTEST = 0.4
"""Length of the shortest of steps, against that of the longest ones."""

LEAST_SLOPE = 1e-6
"""Lower bound on a slope, so that there are always enough parameters to choose from."""


class DifferenceStep:
    r"""Moves some parameters to which one target responds along the difference of two members.

    :math:`s' = s + g (s_a - s_b)` in these parameters, with a and b members of the same island when
    the present moves began. The length g is at most :math:`2.38 / \sqrt{2 d}` for d parameters, the
    best one for a normal posterior, and shorter where the sampler learns that it has to be. Such
    differences follow a ridge of the posterior on which parameters make up for one another.
    """

    name = "differences"

    def propose(self, population: Population, rng: np.random.Generator) -> Proposal:
        """Propose a step for each member."""
        members, adaptation = population.members, population.adaptation
        kinds = rng.integers(len(PARAMETERS_PER_DIFFERENCE), size=len(members))
        together = np.array(PARAMETERS_PER_DIFFERENCE)[kinds]
        lengths = adaptation.lengths[self.name][kinds] * SHORTEST ** rng.random(len(members))
        lengths *= 2.38 / np.sqrt(2.0 * together)
        moved = _chosen(adaptation.slopes, together, rng)
        step = np.where(moved, lengths[:, None] * _differences(population, rng), 0.0)
        scores = (members.scores + step).astype(np.float32)
        return Proposal(
            replace(members, scores=scores),
            kinds=kinds,
            log_prior_ratio=_log_prior(scores) - _log_prior(members.scores),
        )


def _log_prior(scores: np.ndarray) -> np.ndarray:
    """Log density of normal scores but for a constant, [member]."""
    return np.asarray(-0.5 * (scores.astype(np.float64) ** 2).sum(axis=1))


def _chosen(slopes: np.ndarray, together: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Which parameters of each member move, [member, parameter].

    A target is drawn by how much it says, and parameters without replacement in proportion to its
    squared slopes: those with the smallest of exponential numbers at these rates.
    """
    says = np.linalg.norm(slopes, axis=1) + LEAST_SLOPE
    targets = rng.choice(len(slopes), size=len(together), p=says / says.sum())
    rates = np.maximum(np.abs(slopes[targets]), LEAST_SLOPE) ** 2
    ranks = (rng.exponential(size=rates.shape) / rates).argsort(axis=1).argsort(axis=1)
    return np.asarray(ranks < together[:, None])


def _differences(population: Population, rng: np.random.Generator) -> np.ndarray:
    """Difference of two members of each one's island, when the moves began, [member, parameter]."""
    assert population.earlier is not None  # set when moves begin
    earlier = population.earlier.astype(np.float64)
    size = len(earlier) // population.islands
    first = np.arange(len(earlier)) // size * size  # of each member's island
    one = rng.integers(size, size=len(earlier))
    other = (one + rng.integers(1, size, size=len(earlier))) % size
    return np.asarray(earlier[first + one] - earlier[first + other])
