"""Scores of a forecast that is given by equally likely values."""

import numpy as np


def crps(observed: float, members: np.ndarray) -> float:
    """Continuous ranked probability score, in units of the observation.

    References
    ----------
    Gneiting and Raftery (2007), Strictly proper scoring rules, prediction, and estimation.
    """
    from scoringrules import crps_ensemble  # compiles for seconds when it is imported

    return float(crps_ensemble(observed, members))


def bias(observed: float, members: np.ndarray) -> float:
    """Mean of a forecast minus the observation: positive if it was too high."""
    return float(members.mean() - observed)


def rank_share(observed: float, members: np.ndarray) -> float:
    """Share of members below an observation; those equal to it count half."""
    return float((members < observed).mean() + 0.5 * (members == observed).mean())


def within(observed: float, members: np.ndarray, part: float) -> bool:
    """Whether an observation lies in the central interval that holds some share of the members."""
    low, high = np.quantile(members, [0.5 - part / 2, 0.5 + part / 2])
    return bool(low <= observed <= high)
