"""Truths that are draws of an earlier posterior, inferred from what they show after it."""

from dataclasses import replace
from functools import partial

import numpy as np
import pytest

from sim.calibration import check_update
from sim.calibration.calibrate import simulator_of
from sim.calibration.check_update import check_before, infer_draw
from sim.calibration.options import CheckInference
from sim.calibration.posterior import load_posterior
from sim.settings.compose import compose
from sim.settings.errors import SettingsError
from sim.world.parameters import Parameters

TASK = CheckInference(truths=2, draws=8, sweeps=1, last_sweeps=1, before="record-2023-06")


@pytest.fixture(scope="module")
def before():
    return load_posterior("record-2023-06").rows(np.arange(12))


@pytest.fixture(scope="module")
def settings():
    return compose(None, ["calibration=current", "calibration.until=2023-12-31"])


@pytest.fixture(scope="module")
def update(before, settings):
    names = [target.id for target in simulator_of(settings, 1).targets]
    rng = np.random.default_rng(1)
    slopes = {name: rng.standard_normal(len(Parameters._fields)) for name in names}
    return partial(infer_draw, before, settings, slopes)


def inferred(update, truth, task=TASK):
    true, members, _ = update(truth, task, np.random.default_rng(truth))
    return true, members


def test_a_truth_is_a_draw_of_the_earlier_posterior_and_no_draw_starts_from_it(update, before):
    true, members = inferred(update, 3, TASK.model_copy(update={"sweeps": 0, "last_sweeps": 0}))
    assert (len(true), len(members)) == (1, TASK.draws)
    earlier = before.past_member.shape[1]
    np.testing.assert_array_equal(true.numbers[0, :earlier], before.past_member[3])
    start = set(map(tuple, members.scores.tolist()))  # as nothing has been moved
    assert tuple(true.scores[0].tolist()) not in start


def test_earlier_targets_keep_their_values_and_later_ones_are_those_of_the_truth(
    update, monkeypatch
):
    seen = []
    true_record = check_update.simulated_record

    def simulated_record(predictions, targets, rng, known):
        record = true_record(predictions, targets, rng, known)
        seen.append((targets, record, known))
        return record

    monkeypatch.setattr(check_update, "simulated_record", simulated_record)
    inferred(update, 0)
    ((targets, record, known),) = seen
    assert 0 < len(known) < len(targets)
    pairs = list(zip(targets, record, strict=True))
    assert all(after == before for before, after in pairs if before.id in known)
    assert any(after != before for before, after in pairs if before.id not in known)


def test_a_truth_is_inferred_alike_each_time(update):
    (_, first), (_, again) = inferred(update, 5), inferred(update, 5)
    np.testing.assert_array_equal(first.scores, again.scores)


def test_a_posterior_that_is_not_earlier_is_refused(before, settings):
    late = replace(before, until=settings.calibration.until)
    with pytest.raises(SettingsError, match="a posterior of a cut-off before 2023-12-31"):
        check_before(late, settings, TASK)


def test_as_many_draws_as_the_earlier_posterior_has_are_refused(before, settings):
    with pytest.raises(SettingsError, match="fewer than the 12 of"):
        check_before(before, settings, TASK.model_copy(update={"draws": 12}))
