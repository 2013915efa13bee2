"""Keys of a member's random numbers: its posterior draw's until the cut-off, then its own."""

import math
from typing import NamedTuple

import numpy as np

from sim.rules.numerics import rule


class NoiseKeys(NamedTuple):
    """Noise keys of members: arrays in the ensemble, numbers for one run of agents.

    A posterior draw met the targets with its own random draws: up to the month `own_from` a member
    has their keys (`past_seed`, and one `past_member` a quarter since the start and group of
    agents), from then on its own (`seed`, `member`). Luck on which targets hang is stored as it is:
    numbers of the runs of some labs (`runs`, by quarter, in the order of the labs' keys in
    `stored_labs`) and of the quarters of some investors; NaN stands for what is drawn by key. Of
    all labs (`searching_labs`) the octave of the draw that decides about a breakthrough is stored
    (`octaves`, by month): within it the key decides, and all if `BY_KEY` is stored.
    """

    past_seed: np.ndarray
    past_member: np.ndarray
    seed: np.ndarray
    member: np.ndarray
    own_from: int
    stored_labs: np.ndarray
    runs: np.ndarray
    searching_labs: np.ndarray
    octaves: np.ndarray
    stored_investors: np.ndarray
    shocks: np.ndarray


QUARTER = 3
"""Months of a quarter."""

STORED_LABS, STORED_INVESTORS, STORED_QUARTERS = 24, 12, 40
"""Numbers of labs and investors, and of quarters since the start, whose luck can be stored."""

BOLDNESS, QUALITY, INDEX_ERROR, LENGTH = range(4)
"""Stored numbers of a run, by the quarter of its launch: boldness, quality, and what indices get
wrong of its generation of models, standard normal; its length, uniform from 0 to 1.
"""

NUMBERS = 4
"""How many numbers of a run are stored."""

SEARCHING_LABS, STORED_MONTHS = 64, QUARTER * STORED_QUARTERS
"""Numbers of labs, and of months since the start, whose breakthroughs can be stored."""

BY_KEY = 255
"""What stands for an octave that is drawn by key."""

PAST_QUARTERS = 64
"""Quarters since the start that a draw's past may reach."""


GROUPS = 16
"""Groups of agents, by their keys, that share the key of a quarter: a part of a member's random
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
        return noise_keys.past_seed[:], noise_keys.past_member[month // QUARTER, group_of(agent), :]
    return noise_keys.seed[:], noise_keys.member[:]


@rule
def place_in(owners, agent):
    """Place of an agent, by its key, among those whose luck is stored; minus one for none."""
    for place in range(owners.shape[0]):
        if owners[place] == np.uint64(agent):
            return place
    return -1


@rule
def of_run(noise_keys, month, lab, number, m, drawn):
    """A number of a run launched this month for member m of a block: the stored one if any is."""
    place = place_in(noise_keys.stored_labs, lab) if month < noise_keys.own_from else -1
    if place < 0 or month // QUARTER >= noise_keys.runs.shape[1]:
        return drawn
    stored = float(noise_keys.runs[place, month // QUARTER, number, m])
    return drawn if np.isnan(stored) else stored


@rule
def of_search(noise_keys, month, place, m, drawn):
    """A lab's draw about a breakthrough for member m of a block: in the stored octave if any is."""
    if place < 0 or month >= noise_keys.own_from or month >= noise_keys.octaves.shape[1]:
        return drawn
    octave = np.int64(noise_keys.octaves[place, month, m])
    return drawn if octave == BY_KEY else in_octave(octave, drawn)


@rule
def octave_of(drawn):
    """Octave of a draw from 0 to 1: k for draws from 2^-(k+1) to 2^-k."""
    return -math.frexp(drawn)[1]


@rule
def in_octave(octave, drawn):
    """The draw in an octave that lies there as `drawn` does in its own; for that octave `drawn`."""
    return math.frexp(drawn)[0] / (1 << octave)


@rule
def of_quarter(noise_keys, month, place, m, drawn):
    """An investor's shock for member m of a block: the stored one if there is one."""
    if place < 0 or month >= noise_keys.own_from or month // QUARTER >= noise_keys.shocks.shape[1]:
        return drawn
    stored = float(noise_keys.shocks[place, month // QUARTER, m])
    return drawn if np.isnan(stored) else stored
