"""Moves of members: where they might go, such that the tempered posterior stays as it is.

A coordinate is a parameter, or the luck of a group of agents in a year. Most coordinates hardly
matter to the targets and can be drawn anew in dozens together; a few decide, and moves that touch
many of those are never accepted. What each costs is learnt from the moves made so far. Where the
targets know a few combinations of parameters, and nothing of the rest, parameters go freely along
what is not known, and by small steps along what is.

References
----------
Fearnhead and Taylor (2013), An adaptive sequential Monte Carlo sampler, for learning from the moves
that members make. Cui, Law and Marzouk (2016), Dimension-independent likelihood-informed MCMC, for
steps that differ by what the likelihood knows of a direction.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import brentq, nnls

from sim.calibration.bank import Members
from sim.calibration.likelihood import in_tolerances
from sim.calibration.targets import Target

FIRST_BUDGET = 2.0
"""Log likelihood that drawing coordinates anew may lose on average, before any was."""

ACCEPTED = 0.35
"""Part of what is drawn anew that should be accepted: the budget is raised or cut until it is."""

FIRST_COST = 0.15
"""Log likelihood that drawing a coordinate anew is taken to lose before any was."""

LEAST_COST = 0.01
HOPELESS = 4.0
"""Log likelihood beyond which a loss is all the same: the move is not accepted."""

REMEMBERED = 20.0
"""Moves of a coordinate that what was known before counts for."""

AT_MOST = 0.5
"""Chance at which even a coordinate that costs nothing is drawn anew."""

MOVED_TOGETHER = (4, 8, 16)
"""Parameters that one informed step moves, about."""

STEP_BUDGET = 1.0
"""Squared tolerances by which an informed step may change what is shown, were the model linear."""

CROWD = 16
"""Members that make an informed step in the same parameters."""


@dataclass(frozen=True)
class Proposal:
    """Where members might go; the priors hold it as likely both ways.

    Attributes
    ----------
    kind : str
        Of the move.
    scores, numbers : ndarray
        As in `Members`.
    redrawn : ndarray, optional
        Which coordinates were drawn anew, [member, coordinate].
    """

    kind: str
    scores: np.ndarray
    numbers: np.ndarray
    redrawn: np.ndarray | None = None


@dataclass(frozen=True)
class Terrain:
    """How the likelihood falls around members.

    Attributes
    ----------
    costs : ndarray
        Log likelihood that drawing a coordinate anew loses, [coordinate]: parameters, then the luck
        of year by group.
    budget : float
        Log likelihood that drawing coordinates anew together may lose.
    slopes : ndarray
        Tolerances by which what is shown changes with a normal score, [target, parameter].
    """

    costs: np.ndarray
    budget: float
    slopes: np.ndarray

    @classmethod
    def of(cls, members: Members, targets: Sequence[Target]) -> "Terrain":
        """Before any move: costs all alike, and slopes by least squares."""
        values = in_tolerances(members.shown, targets)
        scores = members.scores.astype(np.float64)
        slopes, *_ = np.linalg.lstsq(scores - scores.mean(axis=0), values - values.mean(axis=0))
        coordinates = members.scores.shape[1] + members.numbers[0].size
        return cls(np.full(coordinates, FIRST_COST), FIRST_BUDGET, slopes.T)

    def after(self, redrawn: np.ndarray, loss: np.ndarray, accepted: np.ndarray) -> "Terrain":
        """What is known after members were drawn anew.

        Costs are learnt by least squares around what was known, never negative. The losses of
        moves that fail are cut off, so costs come out low: the budget makes up for it.

        Parameters
        ----------
        redrawn : ndarray
            [member, coordinate]
        loss : ndarray
            Log likelihood that each move lost, [member].
        accepted : ndarray
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


def drawn_anew(
    members: Members, terrain: Terrain, next_number: int, luck: np.random.Generator
) -> Proposal:
    """Some coordinates from the priors: as likely as the priors say both ways."""
    size, parameters = members.scores.shape
    chances = even_shares(terrain.costs, terrain.budget, AT_MOST)
    redrawn = luck.random((size, len(chances))) < chances
    fresh = luck.standard_normal((size, parameters))
    scores = np.where(redrawn[:, :parameters], fresh, members.scores)
    number = (next_number + np.arange(size))[:, None, None]
    of_luck = redrawn[:, parameters:].reshape(members.numbers.shape)
    return Proposal(
        kind="drawn anew",
        scores=scores.astype(np.float32),
        numbers=np.where(of_luck, number, members.numbers).astype(np.uint32),
        redrawn=redrawn,
    )


def informed(
    members: Members, terrain: Terrain, power: float, luck: np.random.Generator
) -> Proposal:
    r"""Some parameters together, freely where the targets know nothing, luck held fixed.

    Along each singular vector of the slopes, with singular value :math:`\sigma`,
    :math:`s' = \sqrt{1 - b}\,s + \sqrt{b}\,\xi`, :math:`b = \min(1, t / \sigma^2)`: it leaves
    the prior as it is. Parameters that cost much are moved the more often.
    """
    size, parameters = members.scores.shape
    weights = np.maximum(terrain.costs[:parameters], LEAST_COST)
    weights /= weights.sum()
    scores = members.scores.astype(np.float64)
    for start in range(0, size, CROWD):
        crowd = slice(start, start + CROWD)
        together = min(int(luck.choice(MOVED_TOGETHER)), parameters)
        moved = luck.choice(parameters, together, replace=False, p=weights)
        scores[crowd, moved] = _stepped(
            scores[crowd, moved], power**0.5 * terrain.slopes[:, moved], luck
        )
    return Proposal("informed", scores.astype(np.float32), members.numbers)


def _stepped(scores: np.ndarray, slopes: np.ndarray, luck: np.random.Generator) -> np.ndarray:
    """Normal scores, [member, parameter], after a step that the slopes shorten."""
    _, known, directions = np.linalg.svd(slopes, full_matrices=False)
    lengths = even_shares(known**2, STEP_BUDGET, 1.0)
    fresh = luck.standard_normal(scores.shape)
    along, anew = scores @ directions.T, fresh @ directions.T
    kept = np.sqrt(1.0 - lengths) * along + np.sqrt(lengths) * anew
    return np.asarray(fresh + (kept - anew) @ directions)
