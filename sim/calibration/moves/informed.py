"""A move of a few parameters together, long in directions that the targets do not constrain.

References
----------
Cui, Law and Marzouk (2016), Dimension-independent likelihood-informed MCMC, for steps whose
length depends on how much the likelihood constrains a direction.
"""

from dataclasses import replace

import numpy as np

from sim.calibration.adaptation import LEAST_COST, PARAMETERS_PER_STEP, equal_cost_shares
from sim.calibration.moves.move import Proposal
from sim.calibration.population import Population

SHORTEST_STEP = 0.03
"""Change of predictions by the shortest of steps, against that of the longest ones: where the model
is rough only short steps are accepted."""

MEMBERS_PER_STEP = 16
"""Number of members whose steps change the same parameters."""


class InformedStep:
    """Moves a few parameters together, and does not change noise keys and luck.

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
        kinds = np.repeat(
            rng.integers(len(PARAMETERS_PER_STEP), size=-(-size // MEMBERS_PER_STEP)),
            MEMBERS_PER_STEP,
        )[:size]
        # what redrawing a parameter costs bounds its step where the model is far from linear
        slopes = np.concatenate([adaptation.slopes, np.diag(adaptation.costs[:parameters] ** 0.5)])
        for start in range(0, size, MEMBERS_PER_STEP):
            group = slice(start, start + MEMBERS_PER_STEP)
            together = min(PARAMETERS_PER_STEP[kinds[start]], parameters)
            moved = rng.choice(parameters, together, replace=False, p=weights)
            scores[group, moved] = _stepped(
                scores[group, moved],
                population.tempering**0.5 * slopes[:, moved],
                adaptation.lengths[self.name][kinds[start]] * SHORTEST_STEP ** rng.random(),
                rng,
            )
        return Proposal(replace(members, scores=scores.astype(np.float32)), kinds=kinds)


def _stepped(
    scores: np.ndarray, slopes: np.ndarray, change: float, rng: np.random.Generator
) -> np.ndarray:
    r"""Normal scores, [member, parameter], after a step that the slopes shorten.

    Along each singular vector of the slopes, with singular value :math:`\sigma`,
    :math:`s' = \sqrt{1 - b}\,s + \sqrt{b}\,\xi`, :math:`b = \min(1, t / \sigma^2)`: this leaves
    the prior invariant. The t of all directions spend the wanted change of predictions, in squared
    tolerances, if the model were linear.
    """
    _, known, directions = np.linalg.svd(slopes, full_matrices=False)
    lengths = equal_cost_shares(known**2, change, 1.0)
    fresh = rng.standard_normal(scores.shape)
    along, anew = scores @ directions.T, fresh @ directions.T
    kept = np.sqrt(1.0 - lengths) * along + np.sqrt(lengths) * anew
    return np.asarray(fresh + (kept - anew) @ directions)
