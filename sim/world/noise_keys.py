"""Keys of a member's random numbers: its posterior draw's until the cut-off, then its own."""

from typing import NamedTuple

import numpy as np

from sim.rules.numerics import rule


class NoiseKeys(NamedTuple):
    """Noise keys of members: arrays in the ensemble, numbers for one run of agents.

    A posterior draw met the targets with its own random draws: up to the month `own_from` a member
    has their keys (`past_seed`, and one `past_member` a quarter since the start and group of
    agents), from then on its own (`seed`, `member`). Luck on which targets hang is stored as it is:
    numbers of the generations of some labs (`generations`, in the order of their keys in
    `stored_labs`) and of the quarters of some investors. NaN stands for what is drawn by key.
    """

    past_seed: np.ndarray
    past_member: np.ndarray
    seed: np.ndarray
    member: np.ndarray
    own_from: int
    stored_labs: np.ndarray
    generations: np.ndarray
    stored_investors: np.ndarray
    shocks: np.ndarray


QUARTER = 3
"""Months of a quarter."""

STORED_LABS, STORED_GENERATIONS = 24, 12
"""Numbers of labs, and of the first generations of each, that can be stored."""

AT_START = STORED_GENERATIONS
"""Place after the generations for what is drawn when a lab enters the world: where in its first
interval the first run falls (as `LENGTH`), and the first update (as `DELAY`).
"""

STORED_INVESTORS, STORED_QUARTERS = 12, 40
"""Numbers of investors, and of quarters since the start, that can be stored."""

BOLDNESS, QUALITY, LENGTH, DELAY, INDEX_ERROR = range(5)
"""Stored numbers of a generation: boldness and quality of its run, standard normal; length of the
run and delay of the next one, uniform from 0 to 1; what indices get wrong of it, standard normal.
"""

NUMBERS = 5
"""How many numbers of a generation are stored."""

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
def key_of(noise_keys, month, agent, m):
    """Seed and member number of an agent's noise in a month, for member m of a block."""
    if month < noise_keys.own_from:
        return noise_keys.past_seed[m], noise_keys.past_member[month // QUARTER, group_of(agent), m]
    return noise_keys.seed[m], noise_keys.member[m]


@rule
def place_in(owners, agent):
    """Place of an agent, by its key, among those whose luck is stored; minus one for none."""
    for place in range(owners.shape[0]):
        if owners[place] == np.uint64(agent):
            return place
    return -1


@rule
def of_generation(noise_keys, month, lab, generation, number, m, drawn):
    """A number of a lab's generation for member m of a block: the stored one if there is one."""
    if generation >= STORED_GENERATIONS:
        return drawn
    return in_row(noise_keys, month, lab, generation, number, m, drawn)


@rule
def of_entry(noise_keys, month, lab, number, m, drawn):
    """A number of a lab's entry into the world: the stored one if there is one."""
    return in_row(noise_keys, month, lab, AT_START, number, m, drawn)


@rule
def in_row(noise_keys, month, lab, row, number, m, drawn):
    """A number in a row of a lab's stored luck; the drawn one if none is stored."""
    place = place_in(noise_keys.stored_labs, lab) if month < noise_keys.own_from else -1
    if place < 0:
        return drawn
    stored = float(noise_keys.generations[place, row, number, m])
    return drawn if np.isnan(stored) else stored


@rule
def of_quarter(noise_keys, month, place, m, drawn):
    """An investor's shock for member m of a block: the stored one if there is one."""
    if place < 0 or month >= noise_keys.own_from or month // QUARTER >= noise_keys.shocks.shape[1]:
        return drawn
    stored = float(noise_keys.shocks[place, month // QUARTER, m])
    return drawn if np.isnan(stored) else stored
