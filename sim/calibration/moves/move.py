"""The interface of the sampler's moves."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from sim.calibration.population import Population


@dataclass(frozen=True)
class Proposal:
    """Proposed values of members.

    Attributes
    ----------
    scores, numbers : ndarray
        As in `Members`.
    redrawn : ndarray of bool, optional
        Which coordinates were redrawn, [member, coordinate]; the sampler estimates their costs.
    """

    scores: np.ndarray
    numbers: np.ndarray
    redrawn: np.ndarray | None = None


class Move(Protocol):
    """A way to propose new values of members.

    Attributes
    ----------
    name : str
        Name in the account of a calibration.
    """

    name: str

    def propose(self, population: Population, rng: np.random.Generator) -> Proposal:
        """Propose new values of every member.

        The proposal must be reversible with respect to the priors.
        """
