"""What a move of the sampler is."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from sim.calibration.population import Population


@dataclass(frozen=True)
class Proposal:
    """Where members might go.

    Attributes
    ----------
    scores, numbers : ndarray
        As in `Members`.
    redrawn : ndarray of bool, optional
        Which coordinates were redrawn, [member, coordinate]: the sampler learns what each costs.
    """

    scores: np.ndarray
    numbers: np.ndarray
    redrawn: np.ndarray | None = None


class Move(Protocol):
    """One way to propose where members might go.

    Attributes
    ----------
    name : str
        Its name in the account of a calibration.
    """

    name: str

    def propose(self, population: Population, rng: np.random.Generator) -> Proposal:
        """Propose a place for every member.

        Under the priors, the way there and the way back must be equally likely.
        """
