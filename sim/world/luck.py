"""Whose luck a member has: that of its draw up to the calibration's date, and its own after it."""

from typing import NamedTuple

import numpy as np

from sim.rules.numerics import rule


class Luck(NamedTuple):
    """Noise keys of members: arrays in the ensemble, numbers for one run of agents.

    A draw that met the figures met them with its luck: up to the month `own_from` a member has the
    noise of its draw (`past_seed`, and one `past_member` a year since the start and group of
    agents), from then on its own (`seed`, `member`).
    """

    past_seed: np.ndarray
    past_member: np.ndarray
    seed: np.ndarray
    member: np.ndarray
    own_from: int


PAST_YEARS = 16
"""Years since the start that a draw's past may reach."""


GROUPS = 8
"""Groups of agents, by their keys, that share the luck of a year: a part of a draw's luck can be
drawn anew without the rest.
"""


@rule
def group_of(agent):
    """Group of an agent, by its key."""
    return int(np.uint64(agent) & np.uint64(GROUPS - 1))


@rule
def keys_of(luck, month, agent):
    """Seeds and member numbers of an agent's noise in a month, for all members of a block.

    Whose luck it is does not depend on the member: asked once, a loop over members has no branch.
    """
    if month < luck.own_from:
        return luck.past_seed[:], luck.past_member[month // 12, group_of(agent), :]
    return luck.seed[:], luck.member[:]


@rule
def key_of(luck, month, agent, m):
    """Seed and member number of an agent's noise in a month, for member m of a block."""
    if month < luck.own_from:
        return luck.past_seed[m], luck.past_member[month // 12, group_of(agent), m]
    return luck.seed[m], luck.member[m]
