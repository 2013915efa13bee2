"""From priors and targets to a posterior: repeatable, and taken up where it was stopped."""

import shutil
import zipfile
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from scenarios import compose
from specimens import changed

from sim.calibration import calibrate as calibrate_module
from sim.calibration.bank import parameters_of
from sim.calibration.calibrate import bank_folder, calibrate, simulator_of
from sim.calibration.convergence import failed
from sim.calibration.criteria import YEARS
from sim.calibration.fingerprint import fingerprints
from sim.calibration.likelihood import log_likelihood
from sim.calibration.options import Calibrate
from sim.calibration.targets import targets_of
from sim.settings.errors import SettingsError
from sim.world.noise_keys import GROUPS
from sim.world.parameters import Parameters

TASK = Calibrate(bank=512, draws=64, kept=48, sweeps=2, last_sweeps=3, seed=1)


@pytest.fixture(scope="module")
def settings():
    return compose("status_quo", ["calibration=article"])


@pytest.fixture(scope="module")
def work(tmp_path_factory):
    return tmp_path_factory.mktemp("work")


class Told:
    """Bars that keep what they were told."""

    def __init__(self):
        self.bars = []

    @contextmanager
    def __call__(self, total, description):
        done = []
        yield done.append
        self.bars.append((description, total, sum(done)))

    @property
    def steps(self):
        return [d for d, _, _ in self.bars if d.startswith("tempering")]


@pytest.fixture(scope="module")
def told():
    return Told()


@pytest.fixture(scope="module")
def undisturbed(settings, work, told):
    return calibrate(settings, TASK, work, told)


@pytest.fixture
def with_bank(undisturbed, work, tmp_path):
    """A folder with the bank alone, for calibrations that start anew."""
    for folder in work.glob("bank-*"):
        shutil.copytree(folder, tmp_path / folder.name)
    return tmp_path


def assert_same(one, other):
    np.testing.assert_array_equal(one.posterior.parameters, other.posterior.parameters)
    np.testing.assert_array_equal(one.posterior.past_member, other.posterior.past_member)
    np.testing.assert_array_equal(one.posterior.luck, other.posterior.luck)
    np.testing.assert_array_equal(one.members.predictions, other.members.predictions)
    assert one.posterior.account == other.posterior.account
    assert one.posterior.fingerprints == other.posterior.fingerprints


# what comes out -----------------------------------------------------------------------------------


def test_a_posterior_has_as_many_draws_as_were_to_be_kept(undisturbed):
    posterior = undisturbed.posterior
    posterior.check()
    assert posterior.parameters.shape == (48, len(Parameters._fields))
    assert posterior.past_member.shape == (48, 25, GROUPS)
    assert posterior.luck.shape == (48, posterior.owners.scores)
    assert posterior.seed == 1
    assert posterior.until == date(2024, 3, 31)


def test_a_posterior_records_how_it_was_made(settings, undisturbed):
    targets = targets_of("article", date(2024, 3, 31))
    assert undisturbed.posterior.fingerprints == fingerprints(settings, targets)
    account = undisturbed.posterior.account
    assert (account["bank"], account["sweeps"], account["last_sweeps"]) == (512, 2, 3)
    assert account["steps"][-1]["tempering"] == 1.0
    moves = {"luck", "drawn anew", "one key, breakthroughs"}  # the first three
    assert set(account["accepted"]) == moves
    likelihood = log_likelihood(undisturbed.members.predictions, undisturbed.simulator.targets)
    assert account["mean_log_likelihood"] == pytest.approx(likelihood.mean(), rel=0.1)


def test_a_posterior_records_its_criteria(undisturbed):
    criteria = undisturbed.posterior.account["criteria"]
    assert set(criteria) == {"distinct", "distinct_keys", "distinct_breakthroughs", "rhat"}
    assert set(criteria["rhat"]) == {str(year) for year in YEARS}
    assert failed(undisturbed.posterior.account)  # after three moves hardly anything has mixed


def test_draws_of_a_posterior_lie_within_the_priors(settings, undisturbed):
    for name, column in zip(Parameters._fields, undisturbed.posterior.parameters.T, strict=True):
        prior = settings.calibration.parameters[name]
        slack = 1e-6 * max(abs(prior.low), abs(prior.high))
        assert prior.low - slack <= column.min() <= column.max() <= prior.high + slack, name


def test_draws_meet_the_targets_better_than_the_priors_do(undisturbed, work):
    targets = undisturbed.simulator.targets
    (file,) = work.glob("bank-*/0-511.npy")
    of_priors = np.median(log_likelihood(np.load(file), targets))
    of_posterior = np.median(log_likelihood(undisturbed.members.predictions, targets))
    assert of_posterior > of_priors + 20


def test_luck_used_by_the_last_target_is_finite_and_later_luck_is_not_stored(undisturbed):
    posterior = undisturbed.posterior
    of_labs, of_investors = posterior.owners.split(posterior.luck)
    assert np.isfinite(of_investors[:, :, :25]).all()  # to the first quarter of 2024
    assert np.isnan(of_investors[:, :, 25:]).all()
    runs = np.isfinite(of_labs)
    assert (runs == runs[..., :1]).all()  # all numbers of one, or none
    assert not runs[:, :, 25:].any()
    launched = runs[..., 0].sum(axis=-1)
    assert 0 < launched.mean() < launched.max() < 25


def test_used_luck_is_that_of_the_members(undisturbed):
    used, luck = undisturbed.posterior.luck, undisturbed.members.luck
    kept = np.isfinite(used)
    np.testing.assert_array_equal(used[kept], luck[kept])


def test_luck_that_is_not_stored_changes_no_prediction(undisturbed):
    members = replace(undisturbed.members, luck=undisturbed.posterior.luck.astype(np.float32))
    assert np.isnan(members.luck).any()
    again = undisturbed.simulator.run(members).predictions
    np.testing.assert_array_equal(again, undisturbed.members.predictions)


def test_simulating_a_draw_again_gives_the_same_predictions(undisturbed):
    members = undisturbed.members
    again = undisturbed.simulator.run(members)
    np.testing.assert_array_equal(again.predictions, members.predictions)


def test_draws_and_members_are_in_the_same_order(settings, undisturbed):
    values = parameters_of(undisturbed.members.scores, settings.calibration)
    for name, column in zip(Parameters._fields, undisturbed.posterior.parameters.T, strict=True):
        np.testing.assert_array_equal(values[name].astype(np.float32), column, err_msg=name)
    np.testing.assert_array_equal(undisturbed.members.numbers, undisturbed.posterior.past_member)


def test_draws_are_in_random_order(tmp_path):
    # resampling leaves the numbers of the bank in order, and without a sweep nothing changes them
    unmoved = TASK.model_copy(update={"sweeps": 0, "last_sweeps": 0})
    few = compose("status_quo", ["calibration=article", "calibration.until=2021-12-31"])
    numbers = calibrate(few, unmoved, tmp_path).posterior.past_member[:, 0, 0].astype(int)
    of_bank = numbers[numbers < TASK.bank]
    assert len(set(of_bank)) > 1
    assert (np.diff(of_bank) < 0).any()


def test_more_draws_can_be_kept_than_are_moved_if_their_states_are_draws_too(settings, with_bank):
    sizes = {"draws": 16, "states": 2, "kept": 24, "sweeps": 0, "last_sweeps": 0}
    found = calibrate(settings, TASK.model_copy(update=sizes), with_bank)
    assert len(found.posterior) == 24
    assert found.posterior.account["states"] == 2
    # all states are of the posterior, so that each has the likelihood of what it shows
    targets, luck = found.simulator.targets, found.members.luck
    assert np.isfinite(log_likelihood(found.members.predictions, targets)).all()
    assert len(np.unique(luck, axis=0)) > 16


def test_islands_take_turns_among_the_draws():
    rng = np.random.default_rng(1)
    kept = calibrate_module._in_turn(rng.random(TASK.draws), TASK.kept, rng)
    assert len(set(kept)) == len(kept) == TASK.kept
    np.testing.assert_array_equal(kept // (TASK.draws // 4), np.arange(TASK.kept) % 4)


def test_quantiles_of_the_lag_hardly_change_when_few_draws_are_kept():
    rng = np.random.default_rng(1)
    lag, kept = rng.gamma(2.0, size=1024), 256
    levels = (0.05, 0.5, 0.95)
    before = np.quantile(lag, levels)
    in_turn = [calibrate_module._in_turn(lag, kept, rng) for _ in range(50)]
    random = [rng.choice(len(lag), kept, replace=False) for _ in range(50)]
    by_order, at_random = (
        np.std([np.quantile(lag[places], levels) - before for places in chosen], axis=0)
        for chosen in (in_turn, random)
    )
    assert (by_order < at_random / 2.0).all()


def test_each_draw_is_kept_as_often_as_any_other():
    rng = np.random.default_rng(2)
    lag = rng.random(TASK.draws)
    times = np.zeros(TASK.draws)
    for _ in range(2000):
        times[calibrate_module._in_turn(lag, TASK.kept, rng)] += 1
    np.testing.assert_allclose(times / 2000, TASK.kept / TASK.draws, atol=0.05)


def test_bars_are_filled_to_the_end(undisturbed, told):
    assert told.bars[0][0] == "bank"
    assert told.bars[-1][0] == "final moves"
    assert len(told.steps) == len(undisturbed.posterior.account["steps"]) - 1 > 2
    assert [total for _, total, _ in told.bars] == [done for _, _, done in told.bars]


# again, and taken up ------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_same_seed_gives_the_same_draws_on_any_number_of_threads(
    settings, undisturbed, tmp_path
):
    asked = changed(settings, "engine.threads=1")
    assert_same(calibrate(asked, TASK, tmp_path), undisturbed)


@pytest.mark.slow
def test_another_seed_gives_other_draws(settings, undisturbed, tmp_path):
    other = calibrate(settings, TASK.model_copy(update={"seed": 2}), tmp_path)
    assert not np.isin(other.posterior.parameters[:, 0], undisturbed.posterior.parameters).any()


class StoppedError(Exception):
    """What stops a calibration in the middle."""


@pytest.mark.slow
@pytest.mark.parametrize(
    "at",
    [
        pytest.param("bank", marks=pytest.mark.slow),
        "tempering",
        pytest.param("final moves", marks=pytest.mark.slow),
    ],
)
def test_a_calibration_that_was_stopped_gives_the_draws_of_one_that_was_not(
    settings, undisturbed, tmp_path, at
):
    seen = []

    def stop(total, description):
        seen.append(description)
        # in the third step of the tempering, or where else it is said
        if description.startswith(at) and (at != "tempering" or len(seen) == 4):
            return stopping
        return nullcontext(lambda done: None)

    def fail(done):
        raise StoppedError

    stopping = nullcontext(fail)
    with pytest.raises(StoppedError):
        calibrate(settings, TASK, tmp_path, stop)
    told = Told()
    assert_same(calibrate(settings, TASK, tmp_path, told), undisturbed)
    left = len(undisturbed.posterior.account["steps"]) - 1
    done = {"bank": 0, "tempering": 2, "final moves": left}[at]
    assert len(told.steps) == left - done


@pytest.mark.slow
def test_a_finished_calibration_moves_on_from_its_last_step(settings, undisturbed, work):
    again = Told()
    assert_same(calibrate(settings, TASK, work, again), undisturbed)
    assert again.steps == []
    longer = calibrate(settings, TASK.model_copy(update={"last_sweeps": 6}), work, again)
    assert again.steps == []
    assert longer.posterior.account["steps"] == undisturbed.posterior.account["steps"]
    assert (longer.members.scores != undisturbed.members.scores).any()


@pytest.mark.slow
def test_a_calibration_of_other_sizes_does_not_resume(settings, work, undisturbed):
    told = Told()
    calibrate(settings, TASK.model_copy(update={"sweeps": 1}), work, told)
    assert told.steps


@pytest.mark.slow
@pytest.mark.parametrize("kept", [pytest.param(0, marks=pytest.mark.slow), 500])
def test_a_damaged_checkpoint_is_ignored(settings, undisturbed, work, with_bank, kept):
    told, found = Told(), None
    for file in work.glob("population-*.npz"):
        (with_bank / file.name).write_bytes(file.read_bytes()[:kept])
    with suppress(EOFError, zipfile.BadZipFile):
        found = calibrate(settings, TASK, with_bank, told)
    assert found is not None
    assert_same(found, undisturbed)
    assert told.steps


def test_no_partial_file_remains(undisturbed, work):
    assert list(work.rglob("*.part")) == []


# what a bank depends on ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "key",
    [
        "calibration.targets=record",
        "calibration.until=2023-12-31",
        "calibration.parameters.utilisation.low=0.26",
        "roster.regions.CN.market=0.9",
    ],
)
def test_a_bank_is_of_its_targets_its_cut_off_its_priors_and_its_cast(settings, key):
    assert bank_folder(changed(settings, key), 1) != bank_folder(settings, 1)


def test_a_bank_is_of_its_seed(settings):
    assert bank_folder(settings, 1) != bank_folder(settings, 2)


@pytest.mark.parametrize("scenario", ["never_controlled"])
def test_a_bank_is_of_history_whatever_the_scenario(settings, scenario):
    other = compose(scenario, ["ensemble.members=7", "ensemble.seed=9", "horizon.end=2029-12-31"])
    assert bank_folder(other, 1) == bank_folder(settings, 1)
    members = simulator_of(settings, 1).of_priors(np.arange(64))
    one, two = (simulator_of(of, 1).run(members) for of in (settings, other))
    np.testing.assert_array_equal(one.predictions, two.predictions)


def test_a_cut_off_before_the_first_target_is_named(settings, tmp_path):
    early = changed(settings, "calibration.until=2018-06-30")
    with pytest.raises(SettingsError, match=r"calibration\.until"):
        calibrate(early, TASK, tmp_path)
