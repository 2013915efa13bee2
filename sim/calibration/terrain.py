"""What moves have learnt of the likelihood: how much each coordinate matters to it.

A coordinate is a parameter, or the luck of a group of agents in a year. Most hardly matter to the
targets; a few decide.

References
----------
Fearnhead and Taylor (2013), An adaptive sequential Monte Carlo sampler, for learning from the moves
that members make.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import brentq, nnls

from sim.calibration.bank import Members
from sim.calibration.likelihood import in_tolerances
from sim.calibration.targets import Target

FIRST_BUDGET = 2.0
"""Log likelihood that redrawing coordinates may lose on average, before any was redrawn."""

ACCEPTED = 0.35
"""Acceptance rate of redrawn coordinates at which the budget stays as it is."""

FIRST_COST = 0.15
"""Log likelihood that redrawing a coordinate is taken to lose, before any was redrawn."""

LEAST_COST = 0.01
HOPELESS = 4.0
"""Log likelihood beyond which a loss is all the same: the move is not accepted."""

REMEMBERED = 20.0
"""Moves of a coordinate that earlier knowledge counts for."""


@dataclass(frozen=True)
class Terrain:
    """How the likelihood falls around members.

    Attributes
    ----------
    costs : ndarray
        Log likelihood that redrawing a coordinate loses, [coordinate]: parameters, then the luck
        of year by group.
    budget : float
        Log likelihood that redrawing coordinates together may lose.
    slopes : ndarray
        Tolerances by which predictions change with a normal score, [target, parameter].
    """

    costs: np.ndarray
    budget: float
    slopes: np.ndarray

    @classmethod
    def of(cls, members: Members, targets: Sequence[Target]) -> "Terrain":
        """Before any move: costs all alike, and slopes by least squares."""
        values = in_tolerances(members.predictions, targets)
        scores = members.scores.astype(np.float64)
        slopes, *_ = np.linalg.lstsq(scores - scores.mean(axis=0), values - values.mean(axis=0))
        coordinates = members.scores.shape[1] + members.numbers[0].size
        return cls(np.full(coordinates, FIRST_COST), FIRST_BUDGET, slopes.T)

    def after(self, redrawn: np.ndarray, loss: np.ndarray, accepted: np.ndarray) -> "Terrain":
        """What is known after coordinates of members were redrawn.

        Costs are learnt by least squares around what was known, never negative. The losses of
        moves that fail are cut off, so costs come out low: the budget makes up for it.

        Parameters
        ----------
        redrawn : ndarray of bool
            [member, coordinate]
        loss : ndarray
            Log likelihood that each move lost, [member].
        accepted : ndarray of bool
            [member]
        """
        anchor = np.sqrt(REMEMBERED)
        rows = np.concatenate([redrawn.astype(float), anchor * np.eye(len(self.costs))])
        lost = np.concatenate([np.clip(loss, 0.0, HOPELESS), anchor * self.costs])
        return replace(
            self,
            costs=np.asarray(nnls(rows, lost)[0]),
            budget=self.budget * float(np.exp(accepted.mean() - ACCEPTED)),
        )


def even_shares(costs: np.ndarray, budget: float, at_most: float) -> np.ndarray:
    r"""How much of each to do, so that each uses the same part of a budget.

    :math:`p_j = \min(p_{max}, s / c_j)` with s such that :math:`\sum_j p_j c_j = B`.
    """
    costs = np.maximum(costs, LEAST_COST)

    def spent(share: float) -> float:
        return float((np.minimum(at_most, share / costs) * costs).sum())

    most = at_most * float(costs.max())
    if spent(most) <= budget:
        return np.full(len(costs), at_most)
    share = brentq(lambda share: spent(share) - budget, 0.0, most)
    return np.minimum(at_most, share / costs)
