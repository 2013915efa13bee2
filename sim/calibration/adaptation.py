"""Adaptation of the sampler's moves to the likelihood: how much each coordinate matters to it.

A coordinate is a parameter, or the random numbers of a group of agents in a quarter. Most of them
hardly affect the predictions of the targets; a few are decisive.

References
----------
Fearnhead and Taylor (2013), An adaptive sequential Monte Carlo sampler, for learning from the moves
of members.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.linalg import lstsq
from scipy.optimize import brentq

from sim.calibration.likelihood import in_tolerances
from sim.calibration.targets import Target

INITIAL_BUDGET = 2.0
"""Initial budget: mean loss of log likelihood that a move that redraws coordinates may have."""

TARGET_ACCEPTANCE = 0.35
"""Acceptance rate at which the budget stays constant."""

INITIAL_COST = 0.15
"""Initial estimate of the loss of log likelihood from redrawing one coordinate."""

PARAMETERS_PER_STEP = (1, 4, 12)
"""Possible numbers of parameters in an informed step, one of which is drawn."""

PARAMETERS_PER_DIFFERENCE = (4, 8, 12)
"""Possible numbers of parameters that a step along a difference moves, one of which is drawn."""

WIDTHS = (0.02, 0.1, 0.4, 1.0)
"""Shares of the scores that a step of the luck moves, one of which is drawn."""

KINDS = {"luck": WIDTHS, "informed": PARAMETERS_PER_STEP, "differences": PARAMETERS_PER_DIFFERENCE}
"""Kinds of steps whose lengths are learnt, by the name of the move."""

LIMITS = {"luck": (0.01, 1.0), "informed": (0.0, 30.0), "differences": (0.01, 1.0)}
"""Bounds on the length of a step, or on the change of predictions by an informed one."""

LEAST_COST = 0.01
"""Lower bound on the cost of a coordinate, which avoids a division by zero."""

LARGEST_LOSS = 4.0
"""Losses are clipped here, because a move with such a loss is not accepted anyway."""

WEIGHT_OF_HISTORY = 20.0
"""Number of moves of a coordinate to which the earlier estimate is equivalent."""


@dataclass(frozen=True)
class Adaptation:
    """Estimates that adapt the proposals of moves.

    Attributes
    ----------
    costs : ndarray
        Loss of log likelihood from redrawing a coordinate, [coordinate]: parameters, then random
        numbers by quarter and group.
    budget : float
        Loss of log likelihood that a move may have in total.
    slopes : ndarray
        Change of predictions with a normal score, in tolerances, [target, parameter].
    lengths : mapping of str to ndarray
        By the name of the move, for each of its `KINDS`: length of a step of the luck, 0 to 1;
        change of predictions by an informed step, in squared tolerances; length of a step along a
        difference of two members, 0 to 1.
    """

    costs: np.ndarray
    budget: float
    slopes: np.ndarray
    lengths: Mapping[str, np.ndarray]

    @classmethod
    def before_moves(cls, slopes: np.ndarray, keys: int) -> "Adaptation":
        """Initial estimates from slopes, [target, parameter], for a number of noise keys."""
        costs = np.full(slopes.shape[1] + keys, INITIAL_COST)
        lengths = {move: np.ones(len(kinds)) for move, kinds in KINDS.items()}
        return cls(costs, INITIAL_BUDGET, slopes, lengths)

    def with_more(self, keys: int, slopes: np.ndarray) -> "Adaptation":
        """The estimates with further keys and the slopes of other targets.

        Parameters
        ----------
        keys : int
            Number of keys; those that are new have the initial cost.
        slopes : ndarray
            [target, parameter]
        """
        added = slopes.shape[1] + keys - len(self.costs)
        costs = np.concatenate([self.costs, np.full(added, INITIAL_COST)])
        return replace(self, costs=costs, slopes=slopes)

    def after_steps(self, move: str, kinds: np.ndarray, accepted: np.ndarray) -> "Adaptation":
        """Lengthen steps of a kind that is accepted often, and shorten the others.

        Parameters
        ----------
        move : str
            Name of the move.
        kinds : ndarray of int
            Which kind each step was, [member].
        accepted : ndarray of bool
            [member]
        """
        lengths = self.lengths[move] * _factors(kinds, accepted, len(KINDS[move]))
        return replace(self, lengths={**self.lengths, move: lengths.clip(*LIMITS[move])})

    def after(self, redrawn: np.ndarray, loss: np.ndarray, accepted: np.ndarray) -> "Adaptation":
        """Update the estimates after coordinates of members were redrawn.

        Costs are estimated by least squares, regularised towards the earlier values. Losses are
        clipped, so costs are underestimated; the budget adapts to that.

        Parameters
        ----------
        redrawn : ndarray of bool
            [member, coordinate]
        loss : ndarray
            Loss of log likelihood of each move, [member].
        accepted : ndarray of bool
            [member]
        """
        rows = redrawn.astype(float)
        unexplained = np.clip(loss, 0.0, LARGEST_LOSS) - rows @ self.costs
        costs = self.costs + _regularised_fit(rows, unexplained, WEIGHT_OF_HISTORY)
        return replace(
            self,
            costs=costs.clip(min=0.0),
            budget=self.budget * float(np.exp(accepted.mean() - TARGET_ACCEPTANCE)),
        )


def least_squares_slopes(
    scores: np.ndarray, predictions: np.ndarray, targets: Sequence[Target]
) -> np.ndarray:
    """Slopes of predictions, in tolerances, with normal scores, by least squares.

    Parameters
    ----------
    scores, predictions : ndarray
        Of some members, [member, parameter] and [member, target].
    targets : sequence of Target
        In the order of the predictions.

    Returns
    -------
    ndarray
        [target, parameter]
    """
    values, scores = in_tolerances(predictions, targets), scores.astype(np.float64)
    slopes, *_ = lstsq(
        scores - scores.mean(axis=0),
        values - values.mean(axis=0),
        lapack_driver="gelsy",  # a third of the time of the default
    )
    return np.asarray(slopes.T)


def _regularised_fit(rows: np.ndarray, values: np.ndarray, weight: float) -> np.ndarray:
    """Coefficients of least squares with a penalty on their squares, [column].

    The equations are as many as the rows or the columns, whichever are fewer.
    """
    if len(rows) < rows.shape[1]:
        return np.asarray(rows.T @ np.linalg.solve(_penalised(rows @ rows.T, weight), values))
    return np.linalg.solve(_penalised(rows.T @ rows, weight), rows.T @ values)


def _penalised(information: np.ndarray, weight: float) -> np.ndarray:
    return information + weight * np.eye(len(information))


def equal_cost_shares(costs: np.ndarray, budget: float, at_most: float) -> np.ndarray:
    r"""Shares of coordinates such that each uses the same part of a budget.

    :math:`p_j = \min(p_{max}, s / c_j)` with s such that :math:`\sum_j p_j c_j = B`.
    """
    costs = np.maximum(costs, LEAST_COST)
    return _spending(1.0 / costs, costs, budget, at_most)


def renewal_shares(costs: np.ndarray, budget: float, at_most: float) -> np.ndarray:
    r"""Shares of coordinates such that all are renewed about as often.

    :math:`p_j = \min(p_{max}, s (1 + c_j))` with s such that :math:`\sum_j p_j c_j = B`: what is
    refused more often is tried more often.
    """
    costs = np.maximum(costs, LEAST_COST)
    return _spending(1.0 + costs, costs, budget, at_most)


def _spending(weights: np.ndarray, costs: np.ndarray, budget: float, at_most: float) -> np.ndarray:
    """Shares in proportion to weights, but for a largest one, that spend a budget."""

    def spent(scale: float) -> float:
        return float((np.minimum(at_most, scale * weights) * costs).sum())

    most = at_most / float(weights.min())
    if spent(most) <= budget:
        return np.full(len(costs), at_most)
    scale = brentq(lambda scale: spent(scale) - budget, 0.0, most)
    return np.minimum(at_most, scale * weights)


def _factors(kinds: np.ndarray, accepted: np.ndarray, count: int) -> np.ndarray:
    """By what each kind of step is lengthened, from how often it was accepted."""
    tried = np.bincount(kinds, minlength=count)
    rates = np.bincount(kinds, weights=accepted, minlength=count) / np.maximum(tried, 1)
    return np.exp(np.where(tried > 0, rates - TARGET_ACCEPTANCE, 0.0))
