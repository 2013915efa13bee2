"""What it saves that worlds share their past: each figure against runs from the start."""

from functools import partial

import numpy as np
import pytest
from tables import seconds_in_turns, show

from sim.analysis.experiment import MEASURES, Experiment, draw_levels
from sim.calibration.members import draws_of
from sim.ensemble import simulate
from sim.ensemble.apart import simulate_apart
from sim.ensemble.paired import Pair
from sim.ensemble.shared_past import SharedPast
from sim.settings.compose import compose
from sim.settings.instruments import SENDERS
from sim.world import build_world

pytestmark = pytest.mark.benchmark

MEMBERS = 512
IN_TURN = ("strict_controls", "detente", "full_decoupling", "leaky_controls")
REGIMES = 64


def test_a_shared_past():
    composed = compose("strict_controls")
    draws, engine = draws_of(composed, members=MEMBERS), composed.engine
    pair = Pair.of(composed)
    assert pair.reference is not None
    one = partial(simulate, pair.world, draws)
    both = partial(pair.simulate, draws, engine)
    pairs = [Pair.of(compose(scenario)) for scenario in IN_TURN]
    rows = [
        compared("a scenario and its reference, against one run", both, one),
        compared(
            "the same, against two runs",
            both,
            lambda: (one(), simulate(pair.reference, draws)),
        ),
        compared(
            f"{len(IN_TURN)} scenarios in turn, against pairs by themselves",
            partial(in_turn, pairs, draws, engine),
            lambda: [each.simulate(draws, engine) for each in pairs],
        ),
        *(
            compared(f"{REGIMES} drawn regimes, {each} members each, up to 2028", shared, alone)
            for each, shared, alone in map(drawn_regimes, (4, 64))
        ),
    ]
    show(f"time against runs from the start, {MEMBERS} members", ["ratio", "ms", "what"], rows)


def in_turn(pairs, draws, engine):
    past = SharedPast()
    for pair in pairs:
        past.simulate(pair, draws, "the same", engine, lambda _: None)


def drawn_regimes(each):
    """Members under regimes of their own: with a past in common, and each from the start."""
    settings = compose("status_quo", ["calibration=prior", "horizon.end=2028-12-31"])
    experiment = Experiment(settings, SENDERS)
    levels = draw_levels(REGIMES, len(SENDERS), seed=1)
    regimes = [experiment.regime(tuple(row)) for row in levels.tolist()]
    world, draws = build_world(settings), draws_of(settings, members=REGIMES * each)
    of_member = np.repeat(np.arange(REGIMES), each)[:, None]
    shared = partial(simulate_apart, world, draws, regimes, of_member, only=MEASURES)

    def alone():
        for number, regime in enumerate(regimes):
            rows = np.flatnonzero(of_member[:, 0] == number)
            simulate_apart(
                world, draws.rows(rows), [regime], np.zeros((each, 1), dtype=int), only=MEASURES
            )

    return each, shared, alone


def compared(what, work, against):
    took, other = seconds_in_turns(work, against)
    return [f"{took / other:.2f}", f"{1e3 * took:,.0f}", what]
