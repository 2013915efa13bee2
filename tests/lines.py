"""A sum and a difference of two scores that targets know well and badly: members to be moved."""

import numpy as np
from specimens import Toy, target

from sim.calibration.population import Population

PARAMETERS, YEARS, STORED = 90, 3, 200
SEEN = (
    target(kind="value", value=0.0, tolerance=0.1),
    target(kind="value", value=0.0, tolerance=2.0),
)


def a_sum_and_a_difference(scores, luck):
    """The first target knows the sum of two scores well, the second their difference badly."""
    one, two = scores[:, 0].astype(float), scores[:, 1].astype(float)
    return np.stack([one + two, one - two], axis=-1)


TOY = Toy(a_sum_and_a_difference, SEEN, parameters=PARAMETERS, years=YEARS, stored=STORED)


def population(members, adaptation, tempering=1.0, next_number=50_000):
    """Members at an exponent of the likelihood; how likely they are is no matter to a move."""
    return Population(
        members,
        *np.zeros((2, len(members))),
        adaptation,
        next_number,
        islands=1,
        tempering=tempering,
    )
