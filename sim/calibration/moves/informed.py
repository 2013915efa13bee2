"""A move of a few parameters together, long in directions that the targets do not constrain.

References
----------
Cui, Law and Marzouk (2016), Dimension-independent likelihood-informed MCMC, for steps whose
length depends on how much the likelihood constrains a direction.
"""

import numpy as np

from sim.calibration.adaptation import LEAST_COST, equal_cost_shares
from sim.calibration.moves.move import Proposal
from sim.calibration.population import Population

PARAMETERS_PER_STEP = (4, 8, 16)
"""Possible numbers of parameters in a step, one of which is drawn."""

STEP_BUDGET = 1.0
"""Change of predictions by a step in squared tolerances, if the model were linear."""

MEMBERS_PER_STEP = 16
"""Number of members whose steps change the same parameters."""


class InformedStep:
    """Moves a few parameters together, and does not change the noise keys.

    Parameters with high costs are moved more often.
    """

    name = "informed"

    def propose(self, population: Population, rng: np.random.Generator) -> Proposal:
        """Propose a step for each group of members, in different parameters."""
        members, adaptation = population.members, population.adaptation
        size, parameters = members.scores.shape
        weights = np.maximum(adaptation.costs[:parameters], LEAST_COST)
        weights /= weights.sum()
        scores = members.scores.astype(np.float64)
        for start in range(0, size, MEMBERS_PER_STEP):
            group = slice(start, start + MEMBERS_PER_STEP)
            together = min(int(rng.choice(PARAMETERS_PER_STEP)), parameters)
            moved = rng.choice(parameters, together, replace=False, p=weights)
            slopes = population.tempering**0.5 * adaptation.slopes[:, moved]
            scores[group, moved] = _stepped(scores[group, moved], slopes, rng)
        return Proposal(scores.astype(np.float32), members.numbers)


def _stepped(scores: np.ndarray, slopes: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    r"""Normal scores, [member, parameter], after a step that the slopes shorten.

    Along each singular vector of the slopes, with singular value :math:`\sigma`,
    :math:`s' = \sqrt{1 - b}\,s + \sqrt{b}\,\xi`, :math:`b = \min(1, t / \sigma^2)`: this leaves
    the prior invariant. In directions that are orthogonal to the slopes, scores are redrawn.
    """
    _, known, directions = np.linalg.svd(slopes, full_matrices=False)
    lengths = equal_cost_shares(known**2, STEP_BUDGET, 1.0)
    fresh = rng.standard_normal(scores.shape)
    along, anew = scores @ directions.T, fresh @ directions.T
    kept = np.sqrt(1.0 - lengths) * along + np.sqrt(lengths) * anew
    return np.asarray(fresh + (kept - anew) @ directions)
