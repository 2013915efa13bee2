"""The interface of the sampler's moves."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from sim.calibration.bank import Members
from sim.calibration.population import Population


@dataclass(frozen=True)
class Proposal:
    """Proposed values of members.

    Attributes
    ----------
    members : Members
        The proposed members; their predictions are still those of the present ones.
    redrawn : ndarray of bool, optional
        Which coordinates were redrawn, [member, coordinate]; the sampler estimates their costs.
    log_prior_ratio : ndarray, optional
        Log of the prior of what is proposed over that of the present, [member], where the proposal
        is symmetric and not reversible with respect to the priors.
    kinds : ndarray of int, optional
        Which of its `KINDS` each step was, [member]; the sampler adapts the lengths of such steps.
    """

    members: Members
    redrawn: np.ndarray | None = None
    kinds: np.ndarray | None = None
    log_prior_ratio: np.ndarray | None = None


class Move(Protocol):
    """A way to propose new values of members.

    Attributes
    ----------
    name : str
        Name in the account of a calibration, and of what is learnt of its steps.
    """

    name: str

    def propose(self, population: Population, rng: np.random.Generator) -> Proposal:
        """Propose new values of every member.

        The proposal must be reversible with respect to the priors, or symmetric.
        """
