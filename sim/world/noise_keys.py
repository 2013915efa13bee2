"""Keys of a member's random numbers: its posterior draw's until the cut-off, then its own."""

from typing import NamedTuple

import numpy as np

from sim.rules.numerics import rule


class NoiseKeys(NamedTuple):
    """Noise keys of members: arrays in the ensemble, numbers for one run of agents.

    A posterior draw met the targets with its own random draws: up to the month `own_from` a member
    has their keys (`past_seed`, and one `past_member` a year since the start and group of
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
"""Groups of agents, by their keys, that share the key of a year: a part of a member's random
numbers can be drawn anew without the rest.
"""


@rule
def group_of(agent):
    """Group of an agent, by its key."""
    return int(np.uint64(agent) & np.uint64(GROUPS - 1))


@rule
def keys_of(noise_keys, month, agent):
    """Seeds and member numbers of an agent's noise in a month, for all members of a block.

    Whose keys hold does not depend on the member: asked once, a loop over members has no branch.
    """
    if month < noise_keys.own_from:
        return noise_keys.past_seed[:], noise_keys.past_member[month // 12, group_of(agent), :]
    return noise_keys.seed[:], noise_keys.member[:]


@rule
def key_of(noise_keys, month, agent, m):
    """Seed and member number of an agent's noise in a month, for member m of a block."""
    if month < noise_keys.own_from:
        return noise_keys.past_seed[m], noise_keys.past_member[month // 12, group_of(agent), m]
    return noise_keys.seed[m], noise_keys.member[m]
