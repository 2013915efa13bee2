"""How many members a change makes longer, leaves as they are, and makes shorter."""

import numpy as np

NO_CHANGE = 0.05
"""Months; a lag that changes by less stays the same."""


def shares_by_direction(changes: np.ndarray) -> tuple[float, float, float]:
    """Shares of members whose lag is longer, the same and shorter.

    Parameters
    ----------
    changes : ndarray
        Change of each member's lag, months.

    Returns
    -------
    tuple of float
        They add up to one.
    """
    longer = float((changes >= NO_CHANGE).mean())
    shorter = float((changes <= -NO_CHANGE).mean())
    return longer, 1.0 - longer - shorter, shorter
