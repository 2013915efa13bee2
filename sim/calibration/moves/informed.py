"""A move of a few parameters together, freely where the targets know nothing.

References
----------
Cui, Law and Marzouk (2016), Dimension-independent likelihood-informed MCMC, for steps that differ
by what the likelihood knows of a direction.
"""

import numpy as np

from sim.calibration.moves.move import Proposal
from sim.calibration.population import Population
from sim.calibration.terrain import LEAST_COST, even_shares

MOVED_TOGETHER = (4, 8, 16)
"""Parameters that one step moves: one of these numbers, by chance."""

STEP_BUDGET = 1.0
"""Squared tolerances by which a step may change predictions, were the model linear."""

CROWD = 16
"""Members that make a step in the same parameters."""


class InformedStep:
    """Moves a few parameters together, and leaves luck as it is.

    Parameters that cost much are moved more often.
    """

    name = "informed"

    def propose(self, population: Population, rng: np.random.Generator) -> Proposal:
        """A step in other parameters for each crowd of members."""
        members, terrain = population.members, population.terrain
        size, parameters = members.scores.shape
        weights = np.maximum(terrain.costs[:parameters], LEAST_COST)
        weights /= weights.sum()
        scores = members.scores.astype(np.float64)
        for start in range(0, size, CROWD):
            crowd = slice(start, start + CROWD)
            together = min(int(rng.choice(MOVED_TOGETHER)), parameters)
            moved = rng.choice(parameters, together, replace=False, p=weights)
            slopes = population.tempering**0.5 * terrain.slopes[:, moved]
            scores[crowd, moved] = _stepped(scores[crowd, moved], slopes, rng)
        return Proposal(scores.astype(np.float32), members.numbers)


def _stepped(scores: np.ndarray, slopes: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    r"""Normal scores, [member, parameter], after a step that the slopes shorten.

    Along each singular vector of the slopes, with singular value :math:`\sigma`,
    :math:`s' = \sqrt{1 - b}\,s + \sqrt{b}\,\xi`, :math:`b = \min(1, t / \sigma^2)`: it leaves
    the prior as it is. Along what the slopes do not reach, scores are redrawn.
    """
    _, known, directions = np.linalg.svd(slopes, full_matrices=False)
    lengths = even_shares(known**2, STEP_BUDGET, 1.0)
    fresh = rng.standard_normal(scores.shape)
    along, anew = scores @ directions.T, fresh @ directions.T
    kept = np.sqrt(1.0 - lengths) * along + np.sqrt(lengths) * anew
    return np.asarray(fresh + (kept - anew) @ directions)
