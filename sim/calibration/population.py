"""The members of the sampler and the account of its steps."""

from dataclasses import dataclass

import numpy as np

from sim.calibration.adaptation import Adaptation
from sim.calibration.bank import Members


@dataclass(frozen=True)
class Step:
    """Account of one step of the sampler.

    Attributes
    ----------
    tempering : float
        Exponent of the likelihood after the step.
    effective : float
        Effective sample size of the weights.
    tail : float
        Shape of the tail of the weights, Pareto's k.
    accepted : dict of str to float
        Acceptance rate of each move.
    """

    tempering: float
    effective: float
    tail: float
    accepted: dict[str, float]


@dataclass(frozen=True)
class Population:
    """Equally weighted members of a tempered posterior, on islands that never exchange members.

    Attributes
    ----------
    members : Members
        The members and their predictions, one island after the other.
    known, tempered : ndarray
        Log likelihood of the targets that count in full, and that of the tempered ones given them,
        [member]; minus infinity of the tempered if a target excludes the member.
    adaptation : Adaptation
        Estimates that adapt the moves.
    next_number : int
        First member number that no noise key has used yet.
    islands : int
        Number of islands, all of one size.
    tempering : float
        Exponent of the tempered likelihood: 0 at first, 1 at the posterior.
    steps : tuple of Step
        Steps so far.
    ancestors : ndarray, optional
        From which of the first members each descends, [member]; not kept in a checkpoint.
    earlier : ndarray, optional
        Normal scores of the members when the present moves began, [member, parameter].
    """

    members: Members
    known: np.ndarray
    tempered: np.ndarray
    adaptation: Adaptation
    next_number: int
    islands: int
    tempering: float
    steps: tuple[Step, ...] = ()
    ancestors: np.ndarray | None = None
    earlier: np.ndarray | None = None

    @property
    def log_likelihood(self) -> np.ndarray:
        """Log likelihood of all targets, [member]."""
        return self.known + self.tempered
