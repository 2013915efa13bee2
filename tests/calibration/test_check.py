"""Simulation-based calibration: sound inferences pass, those that lie are found out."""

from dataclasses import replace

import numpy as np
import pytest
from scenarios import compose
from specimens import Toy, target

from sim.calibration import check
from sim.calibration.calibrate import bank_folder
from sim.calibration.check import Ranks, check_inference
from sim.calibration.options import CheckInference
from sim.calibration.targets import targets_of
from sim.world.parameters import Parameters

# ranks --------------------------------------------------------------------------------------------


class Half:
    """Luck that always says one half."""

    def random(self, size):
        return np.full(size, 0.5)


def test_a_rank_is_the_share_of_draws_below_and_a_place_among_equals():
    draws = np.array([[1.0, 0.0], [2.0, 0.0], [2.0, 0.0], [3.0, 1.0]])
    # one of four below, two equal: place 1 to 4 of 5; three equal and none below: 0 to 4 of 5
    shares = check._rank_shares(np.array([2.0, 0.0]), draws, Half())
    assert shares == pytest.approx([(1 + 0.5 * 3) / 5, 0.5 * 4 / 5])


def test_a_truth_below_or_above_all_draws_is_in_the_first_or_last_place():
    shares = check._rank_shares(np.array([-1.0, 9.0]), np.zeros((9, 2)), Half())
    assert shares == pytest.approx([0.05, 0.95])


def test_ranks_of_a_quantity_with_two_values_are_uniform_all_the_same():
    rng = np.random.default_rng(1)
    shares = np.array([
        check._rank_shares((rng.random(1) < 0.3) * 1.0, (rng.random((60, 1)) < 0.3) * 1.0, rng)
        for _ in range(600)
    ])  # fmt: skip
    assert Ranks(("fact",), shares).non_uniform() == []
    assert shares.mean() == pytest.approx(0.5, abs=0.04)


EVEN = (np.arange(100) + 0.5) / 100


UNEVEN = {
    "low": EVEN**2,
    "high": EVEN**0.5,
    "in the middle": 0.25 + EVEN / 2,
    "at the ends": np.where(EVEN < 0.5, EVEN / 3, 1 - (1 - EVEN) / 3),
}


@pytest.mark.parametrize("uneven", UNEVEN.values(), ids=UNEVEN)
def test_uneven_ranks_fail_and_are_named(uneven):
    ranks = Ranks(("one", "two", "three"), np.stack([EVEN, uneven, EVEN[::-1]], axis=1))
    assert ranks.non_uniform() == ["two"]


def test_many_even_ranks_are_allowed_to_be_as_uneven_as_chance_makes_them():
    shares = np.random.default_rng(2).random((120, 110))
    ranks = Ranks(tuple(map(str, range(110))), shares)
    assert (ranks.p_values() < 0.05).sum() > 1  # by themselves some would fail
    assert ranks.non_uniform() == []


class RanksWithPValues(Ranks):
    """Ranks with given p-values."""

    def p_values(self):
        return self.shares


@pytest.mark.parametrize(
    ("p_values", "non_uniform"),
    [
        # in order they are held to 0.05/3, 0.05/2 and 0.05, until one is met
        ([0.04, 0.01, 0.03], ["b"]),
        ([0.04, 0.01, 0.02], ["b", "c", "a"]),
        ([0.02, 0.02, 0.02], []),
    ],
)
def test_p_values_are_corrected_by_the_method_of_holm(p_values, non_uniform):
    assert RanksWithPValues(("a", "b", "c"), np.array(p_values)).non_uniform() == non_uniform


# toys ---------------------------------------------------------------------------------------------

SEEN = (
    target(id="near", kind="value", value=0.0, tolerance=0.5),
    target(id="claim", kind="interval", low=0.0, high=1.5, tolerance=0.3),
    target(id="fact", kind="fact", value=0.0, tolerance=0.1),
)


def shows(scores, luck):
    line = scores[:, 0] + luck[:, 0]
    other = scores[:, 1] - 0.5 * luck[:, 1]
    return np.stack([line, other, (scores[:, 2] > 0.5) * 1.0], axis=-1)


SOUND = Toy(shows, SEEN, parameters=4)
TASK = CheckInference(truths=100, bank=600, draws=64, sweeps=18, last_sweeps=24, seed=3)


def ranks_of(toy, truths=TASK.truths):
    predictions = SOUND.bank(TASK.bank).predictions
    shares = [check._ranks_of(toy, predictions, truth, TASK) for truth in range(truths)]
    names = ("x", "y", "z", "none", check.TOGETHER, *(t.id for t in SEEN))
    return Ranks(names, np.array(shares))


@pytest.fixture(scope="module")
def of_sound():
    # of the first hundred truths, "none" is high by chance, whatever the inference
    return ranks_of(SOUND, truths=300)


@pytest.mark.slow
def test_a_sound_inference_passes(of_sound):
    assert of_sound.non_uniform() == []
    assert of_sound.shares.min() >= 0.0
    assert of_sound.shares.max() <= 1.0
    assert of_sound.shares.mean(axis=0) == pytest.approx(
        np.full(8, 0.5), abs=4 * (12 * 300) ** -0.5
    )


SHIFT = np.array([1.5, 0.0, 0.0])


@pytest.mark.slow
def test_an_inference_that_moves_in_another_model_fails():
    shifted = replace(SOUND, shows=lambda scores, luck: shows(scores, luck) + SHIFT)
    assert {"x", "near"} & set(ranks_of(shifted).non_uniform())


@pytest.mark.slow
def test_an_inference_that_is_too_sure_fails(monkeypatch):
    true = check.simulated_record

    def too_sure(predictions, targets, rng):
        # errors of the record that are three times as large as it says
        wide = tuple(replace(t, tolerance=3 * t.tolerance) for t in targets[:1])
        record = true(predictions, (*wide, *targets[1:]), rng)
        return (replace(record[0], tolerance=targets[0].tolerance), *record[1:])

    monkeypatch.setattr(check, "simulated_record", too_sure)
    assert "near" in ranks_of(SOUND).non_uniform()


def test_a_truth_is_inferred_alike_each_time():
    predictions = SOUND.bank(TASK.bank).predictions
    first, other, again = (check._ranks_of(SOUND, predictions, n, TASK) for n in (17, 3, 17))
    np.testing.assert_array_equal(again, first)
    assert (other != first).any()


@pytest.mark.slow
def test_a_truth_among_others_is_inferred_as_it_is_alone(of_sound):
    predictions = SOUND.bank(TASK.bank).predictions
    alone = check._ranks_of(SOUND, predictions, 17, TASK)
    np.testing.assert_array_equal(alone, of_sound.shares[17])


# the task -----------------------------------------------------------------------------------------

SMALL = CheckInference(truths=2, bank=256, draws=64, sweeps=1, last_sweeps=3, seed=1)


@pytest.fixture(scope="module")
def settings():
    return compose("status_quo", ["calibration.until=2021-12-31"])


@pytest.fixture(scope="module")
def work(tmp_path_factory):
    return tmp_path_factory.mktemp("work")


@pytest.fixture(scope="module")
def found(settings, work):
    return check_inference(settings, SMALL, work)


def test_every_parameter_every_target_and_the_lag_that_is_forecast_are_ranked(settings, found):
    targets = targets_of("article", settings.calibration.until)
    of_targets = (t.id for t in targets)
    assert found.names == (*Parameters._fields, check.TOGETHER, *of_targets, *check.FORECASTS)
    assert found.shares.shape == (2, len(found.names))
    assert 0.0 <= found.shares.min() <= found.shares.max() <= 1.0


def test_truths_that_were_inferred_are_not_inferred_again(settings, found, work, monkeypatch):
    inferred = []
    true = check._ranks_of

    def ranks_of(simulator, predictions, truth, task, ahead):
        inferred.append(truth)
        return true(simulator, predictions, truth, task, ahead)

    monkeypatch.setattr(check, "_ranks_of", ranks_of)
    more = check_inference(settings, SMALL.model_copy(update={"truths": 3}), work)
    assert inferred == [2]
    np.testing.assert_array_equal(more.shares[:2], found.shares)
    fewer = check_inference(settings, SMALL.model_copy(update={"truths": 1}), work)
    assert inferred == [2]
    np.testing.assert_array_equal(fewer.shares, found.shares[:1])


@pytest.mark.slow
def test_ranks_of_another_bank_are_not_reused(settings, found, work):
    larger = check_inference(settings, SMALL.model_copy(update={"bank": 320}), work)
    assert (larger.shares != found.shares).any()


@pytest.mark.slow
def test_damaged_ranks_are_computed_again(settings, found, work, tmp_path):
    folder = bank_folder(settings, 1, tmp_path)
    folder.mkdir()
    (source,) = bank_folder(settings, 1, work).glob("ranks-256-*.json")
    (folder / source.name).write_text(source.read_text()[:300])
    again = check_inference(settings, SMALL, tmp_path)
    np.testing.assert_array_equal(again.shares, found.shares)
