"""The labs on whose luck the targets hang: those that ever hold the frontier of their region."""

import numpy as np

from sim.calibration.bank import Members, Simulator
from sim.ensemble import simulate
from sim.settings.roster import FOLLOWER, LEADER
from sim.world.noise_keys import SEARCHING_LABS, STORED_LABS

LEAST_SHARE = 0.005
"""Part of the month ends that a lab has to hold its region's frontier for its luck to be stored."""

MONTHS = 48
"""Months before the last target that count."""


def decisive_labs(simulator: Simulator, members: Members) -> tuple[int, ...]:
    """Find the labs that hold the frontier of the leader's or the follower's region at times.

    Parameters
    ----------
    simulator : Simulator
        Simulates the members.
    members : Members
        Likely members.

    Returns
    -------
    tuple of int
        Keys of the labs, those that lead most often first; at most `STORED_LABS`.
    """
    labs = simulator.world.cast.labs
    results = simulate(
        simulator.world,
        simulator.draws(members),
        threads=simulator.threads,
        detail=True,
        only=("lab_capability",),
    )
    capability = results["lab_capability"][:, -MONTHS:]
    shares = np.zeros(len(labs.region))
    for region in (LEADER, FOLLOWER):
        here = np.flatnonzero((labs.region == region) & ~labs.cloud)
        first = here[capability[:, :, here].argmax(axis=-1)]
        shares += np.bincount(first.ravel(), minlength=len(shares)) / first.size
    leading = np.argsort(-shares, kind="stable")[:STORED_LABS]
    return tuple(int(labs.key[lab]) for lab in leading if shares[lab] >= LEAST_SHARE)


def searching_labs(simulator: Simulator) -> tuple[int, ...]:
    """Keys of the labs that do research, and so may have breakthroughs; at most as many as fit."""
    labs = simulator.world.cast.labs
    return tuple(int(key) for key in labs.key[~labs.cloud][:SEARCHING_LABS])
