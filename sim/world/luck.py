"""Whose luck a member has: that of its draw up to the calibration's date, and its own after it."""

from typing import NamedTuple

import numpy as np

from sim.rules.numerics import rule


class Luck(NamedTuple):
    """Noise keys of members: arrays in the ensemble, numbers for one run of agents.

    A draw that met the figures met them with its luck: up to the month `own_from` a member has the
    noise of its draw (`past_seed`, `past_member`), from then on its own (`seed`, `member`).
    """

    past_seed: np.ndarray
    past_member: np.ndarray
    seed: np.ndarray
    member: np.ndarray
    own_from: int


@rule
def key_of(luck, month, m):
    """Seed and member number of a month's noise for member m of a block."""
    if month < luck.own_from:
        return luck.past_seed[m], luck.past_member[m]
    return luck.seed[m], luck.member[m]
