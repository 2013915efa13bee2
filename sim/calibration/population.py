"""The members of the sampler, and how they came where they are."""

from dataclasses import dataclass

import numpy as np

from sim.calibration.bank import Members
from sim.calibration.terrain import Terrain


@dataclass(frozen=True)
class Step:
    """How one step of the sampler went.

    Attributes
    ----------
    tempering : float
        Exponent of the likelihood after it.
    effective : float
        Effective sample size of its weights.
    tail : float
        Shape of the tail of its weights, Pareto's k.
    accepted : dict of str to float
        Acceptance rate of each move.
    """

    tempering: float
    effective: float
    tail: float
    accepted: dict[str, float]


@dataclass(frozen=True)
class Population:
    """Equally weighted members of a tempered posterior.

    Attributes
    ----------
    members : Members
        Where they are, and what they show.
    log_likelihood : ndarray
        [member]
    terrain : Terrain
        What moves have learnt.
    next_number : int
        First number that no luck has used yet.
    tempering : float
        Exponent of the likelihood: 0 at the priors, 1 at the posterior.
    steps : tuple of Step
        How it came here.
    """

    members: Members
    log_likelihood: np.ndarray
    terrain: Terrain
    next_number: int
    tempering: float
    steps: tuple[Step, ...] = ()
