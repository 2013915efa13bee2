"""How many members a change makes longer, leaves as they are, and makes shorter."""

import numpy as np

NO_CHANGE = 0.05
"""Months; a lag that changes by less stays the same."""


DIRECTIONS = ("longer", "same", "shorter")


def shares_by_direction(changes: np.ndarray) -> np.ndarray:
    """Shares of members whose lag is longer, the same and shorter.

    Parameters
    ----------
    changes : ndarray
        Change of each member's lag, months, [member, ...].

    Returns
    -------
    ndarray
        [direction, ...], in the order of `DIRECTIONS`; they add up to one.
    """
    longer = (changes >= NO_CHANGE).mean(axis=0)
    shorter = (changes <= -NO_CHANGE).mean(axis=0)
    return np.stack([longer, 1.0 - longer - shorter, shorter])


STANDARD_ERRORS = 2.0
"""Standard errors by which a mean has to differ from zero not to be put down to chance."""


def lower_ends(values: np.ndarray) -> np.ndarray:
    """Means over members less two standard errors: above zero if a mean is not chance.

    Parameters
    ----------
    values : ndarray
        [..., member]
    """
    error = values.std(axis=-1) / np.sqrt(values.shape[-1])
    return np.asarray(values.mean(axis=-1) - STANDARD_ERRORS * error)
