"""Draws that a user's facts leave without weight are moved from what they were before."""

from dataclasses import replace
from datetime import date

import numpy as np

from sim.calibration import moving
from sim.calibration.moving import moved
from sim.calibration.targets import all_targets, targets_of


def test_moved_draws_meet_the_facts_and_reach_their_end(article, to_june, monkeypatch):
    for name, count in (("MEMBERS_FOR_SLOPES", 256), ("SWEEPS", 2), ("LAST_SWEEPS", 2)):
        monkeypatch.setattr(moving, name, count)
    known = targets_of("article", date(2024, 3, 31))
    fdi = next(t for t in all_targets() if t.measure == "direct_investment" and t.value)
    # far from what the draws show, so that few of them have any weight
    fact = replace(fdi, id="mine", period="2024-01/2024-06", value=150.0, tolerance=10.0)
    facts, rng = [replace(fact, discrepancy=0.0)], np.random.default_rng(3)
    after, ancestors = moved(article, to_june, facts, known, rng)
    assert after.until == date(2024, 6, 30)
    assert after.past_member.shape == (48, 26, 16)
    assert len(np.unique(after.parameters, axis=0)) > 10
    assert 1.0 <= ancestors < 48.0
    after.check()
