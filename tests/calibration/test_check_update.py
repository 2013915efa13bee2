"""Truths that are draws of an earlier posterior, inferred from what they show after it."""

from dataclasses import replace

import numpy as np
import pytest

from sim.calibration import check_update
from sim.calibration.calibrate import calibrate_further, simulator_of
from sim.calibration.check_update import check_before, earlier_draws, infer_draw
from sim.calibration.options import Calibrate, CheckInference
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
def slopes(settings):
    rng = np.random.default_rng(1)
    names = (target.id for target in simulator_of(settings, 1).targets)
    return {name: rng.standard_normal(len(Parameters._fields)) for name in names}


@pytest.fixture(scope="module")
def earlier(before, settings, slopes, tmp_path_factory):
    file = tmp_path_factory.mktemp("work") / "earlier.npz"
    return earlier_draws(before, settings, TASK, slopes, file)


def inferred(earlier, truth, task=TASK):
    return infer_draw(earlier, truth, task, np.random.default_rng(truth))


def test_a_truth_is_a_draw_of_the_earlier_posterior_and_no_draw_starts_from_it(earlier, before):
    not_moved = TASK.model_copy(update={"sweeps": 0, "last_sweeps": 0})
    true, members = inferred(earlier, 3, not_moved)
    assert (len(true), len(members)) == (1, TASK.draws)
    known = before.past_member.shape[1]
    assert (true.numbers[0, :known] == before.past_member).all(axis=(1, 2)).any()
    start = set(map(tuple, members.scores.tolist()))
    assert tuple(true.scores[0].tolist()) not in start


@pytest.fixture(scope="module")
def moved(before, settings, slopes, tmp_path_factory):
    file = tmp_path_factory.mktemp("work") / "moved.npz"
    task = TASK.model_copy(update={"before_sweeps": 200})
    first, again = (earlier_draws(before, settings, task, slopes, file) for _ in range(2))
    return first, again


def test_earlier_draws_that_are_moved_are_kept_after_each_hundred_moves(moved, earlier):
    first, scores = moved[0], moved[0].population.members.scores
    assert len(scores) == 3 * len(earlier.draw)
    assert (np.bincount(first.draw) == 3).all()
    for draw, unmoved in zip(earlier.draw, earlier.population.members.scores, strict=True):
        states = scores[first.draw == draw]
        np.testing.assert_array_equal(states[0], unmoved)
        assert len(np.unique(states, axis=0)) == 3


def test_moves_of_earlier_draws_are_those_of_the_targets_that_they_know(moved):
    population, sampler = moved[0].population, moved[0].sampler
    assert population.tempering == 0.0
    assert np.isfinite(population.known).all()
    # of members of the priors, few agree with the record as well as draws of the posterior do
    by_draw = np.stack([population.known[moved[0].draw == draw] for draw in range(12)])
    assert by_draw[:, 2].mean() > by_draw[:, 0].mean() - 5.0
    assert 0 < len(sampler.known) < len(sampler.targets)


def test_earlier_draws_of_an_interrupted_check_are_not_moved_again(moved):
    first, again = moved
    same = zip(again.population.members.arrays, first.population.members.arrays, strict=True)
    for new, old in same:
        np.testing.assert_array_equal(new, old)


def test_no_state_of_the_draw_that_is_the_truth_is_among_those_of_which_an_inference_starts(moved):
    earlier = moved[0]
    for seed in range(4):
        true, others = earlier.split(2, np.random.default_rng(seed))
        states = earlier.population.members.scores[earlier.draw == 2]
        assert true.scores[0].tolist() in states.tolist()
        assert len(others) == len(earlier.population.members) - len(states)
        assert not set(map(tuple, states.tolist())) & set(map(tuple, others.scores.tolist()))


def test_earlier_targets_keep_their_values_and_later_ones_are_those_of_the_truth(
    earlier, monkeypatch
):
    seen = []
    true_record = check_update.simulated_record

    def simulated_record(predictions, targets, rng, known):
        record = true_record(predictions, targets, rng, known)
        seen.append((targets, record, known))
        return record

    monkeypatch.setattr(check_update, "simulated_record", simulated_record)
    inferred(earlier, 0)
    ((targets, record, known),) = seen
    assert 0 < len(known) < len(targets)
    pairs = list(zip(targets, record, strict=True))
    assert all(after == before for before, after in pairs if before.id in known)
    assert any(after != before for before, after in pairs if before.id not in known)


def test_a_truth_is_inferred_alike_each_time(earlier):
    (_, first), (_, again) = inferred(earlier, 5), inferred(earlier, 5)
    np.testing.assert_array_equal(first.scores, again.scores)


def test_a_posterior_that_is_not_earlier_is_refused(before, settings):
    late = replace(before, until=settings.calibration.until)
    with pytest.raises(SettingsError, match="a posterior of a cut-off before 2023-12-31"):
        check_before(late, settings, TASK)


def test_as_many_draws_as_the_earlier_posterior_has_are_refused(before, settings):
    with pytest.raises(SettingsError, match="fewer than the 12 of"):
        check_before(before, settings, TASK.model_copy(update={"draws": 12}))


def test_more_truths_than_the_earlier_posterior_has_draws_are_refused(before, settings):
    with pytest.raises(SettingsError, match=r"at most 12, as many as task\.before"):
        check_before(before, settings, TASK.model_copy(update={"truths": 13}))


def test_draws_are_moved_first_only_where_an_earlier_posterior_is_named():
    with pytest.raises(ValueError, match=r"takes 0 without a task\.before"):
        CheckInference(before_sweeps=100)


def test_an_update_starts_from_all_states_of_the_earlier_draws(before, settings, slopes):
    task = Calibrate(draws=12, kept=12, sweeps=1, last_sweeps=1)
    found = calibrate_further(before, settings, task, slopes, before_sweeps=100)
    assert len(found.posterior) == len(before)
    assert found.posterior.account["before_sweeps"] == 100
    first = found.posterior.account["steps"][0]
    assert first["effective"] == pytest.approx(3.0, rel=0.01)  # an island has three draws
