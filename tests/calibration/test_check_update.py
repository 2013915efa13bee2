"""Truths that are draws of an earlier posterior, inferred from what they show after it."""

from dataclasses import replace

import numpy as np
import pytest

from sim.calibration import check_update
from sim.calibration.check_update import Update, check_before
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
    names = [target.id for target in check_update.sampler_of_update(before, settings, 1).targets]
    rng = np.random.default_rng(1)
    slopes = {name: rng.standard_normal(len(Parameters._fields)) for name in names}
    return Update.of(before, settings, 1, slopes)


def inferred(update, truth):
    return update.inferred(truth, TASK, np.random.default_rng(truth))


def test_a_truth_is_a_draw_of_the_earlier_posterior_and_no_draw_starts_from_it(update, before):
    true, members = inferred(update, 3)
    assert len(true), len(members) == (1, TASK.draws)
    earlier = before.past_member.shape[1]
    np.testing.assert_array_equal(true.numbers[0, :earlier], before.past_member[3])
    start = set(map(tuple, members.luck[:, :4].tolist()))
    assert tuple(true.luck[0, :4].tolist()) not in start


def test_earlier_targets_keep_their_values_and_later_ones_are_those_of_the_truth(
    update, monkeypatch
):
    seen = {}
    true_record = check_update.simulated_record

    def simulated_record(predictions, targets, rng, known):
        record = true_record(predictions, targets, rng, known)
        seen.update({target.id: target for target in record})
        return record

    monkeypatch.setattr(check_update, "simulated_record", simulated_record)
    inferred(update, 0)
    known = update.sampler.known
    recorded = {target.id: target for target in update.sampler.targets}
    assert 0 < len(known) < len(recorded)
    assert all(seen[name] == recorded[name] for name in known)
    assert any(seen[name] != recorded[name] for name in recorded.keys() - known)


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
