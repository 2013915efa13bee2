"""Stored luck: the same run as by key, in the precision of a posterior's file."""

from dataclasses import replace

import numpy as np
import pytest
from scenarios import compose
from scipy.stats import kstest

from sim.calibration import luck
from sim.calibration.bank import MONTHS
from sim.calibration.calibrate import simulator_of
from sim.calibration.decisive import searching_labs
from sim.calibration.luck import Owners, no_octaves, rounded
from sim.world.noise_keys import (
    BY_KEY,
    LENGTH,
    NUMBERS,
    STORED_INVESTORS,
    STORED_LABS,
    STORED_QUARTERS,
)

SIZE = 192
FEW = Owners(labs=(5, 2**63 + 1), investors=(8, 9, 10))


@pytest.fixture(scope="module")
def by_key():
    return simulator_of(compose("status_quo", ["calibration=article"]), seed=5)


@pytest.fixture(scope="module")
def storing(by_key):
    """The simulator with as much luck stored as there may be."""
    labs, investors = by_key.world.cast.labs, by_key.world.cast.investors
    chosen = np.flatnonzero(~labs.cloud)[:STORED_LABS]
    owners = Owners(
        labs=tuple(labs.key[chosen].tolist()),
        investors=tuple(investors.key[:STORED_INVESTORS].tolist()),
    )
    return replace(by_key, owners=owners)


@pytest.fixture(scope="module")
def keyed(by_key):
    """Predictions of members of the priors by their keys."""
    return by_key.run(by_key.of_priors(np.arange(SIZE))).predictions


@pytest.fixture(scope="module")
def stored(storing):
    """The same members with stored luck."""
    return storing.run(storing.of_priors(np.arange(SIZE)))


# what is stored -----------------------------------------------------------------------------------


def test_luck_of_the_priors_is_standard_normal():
    luck = FEW.of_priors(7, np.arange(400))
    of_labs, of_investors = FEW.split(luck)
    assert luck.shape == (400, FEW.scores)
    assert kstest(of_labs.ravel(), "norm").pvalue > 0.01
    assert kstest(of_investors.ravel(), "norm").pvalue > 0.01


def test_luck_of_a_member_depends_on_its_number_alone():
    many, few = FEW.of_priors(7, np.arange(50)), FEW.of_priors(7, np.array([49, 3]))
    np.testing.assert_array_equal(few, many[[49, 3]])
    assert (FEW.of_priors(8, np.array([3])) != many[3]).mean() > 0.9


def test_luck_of_an_owner_does_not_depend_on_the_others():
    alone = Owners(labs=FEW.labs[1:]).of_priors(7, np.arange(20))
    np.testing.assert_array_equal(
        alone.reshape(20, STORED_QUARTERS, NUMBERS),
        FEW.split(FEW.of_priors(7, np.arange(20)))[0][:, 1],
    )


def test_scores_are_split_into_labs_and_investors_that_share_their_memory():
    luck = np.zeros((4, FEW.scores))
    of_labs, of_investors = FEW.split(luck)
    assert of_labs.shape == (4, 2, STORED_QUARTERS, NUMBERS)
    assert of_investors.shape == (4, 3, STORED_QUARTERS)
    of_labs[:], of_investors[:] = 1.0, 2.0
    assert set(np.unique(luck)) == {1.0, 2.0}


def test_rounding_twice_changes_nothing_more():
    once = rounded(np.random.default_rng(1).standard_normal(1000))
    assert once.dtype == np.float32
    np.testing.assert_array_equal(rounded(once), once)


def test_numbers_that_the_model_takes_as_shares_are_stored_as_shares():
    draws = FEW.stored(FEW.of_priors(7, np.arange(400)))
    shares = draws["runs"][..., LENGTH]
    assert kstest(shares.ravel(), "uniform").pvalue > 0.01
    assert draws["stored_labs"].tolist() == list(FEW.labs)
    assert draws["stored_investors"].tolist() == list(FEW.investors)


def test_luck_of_runs_not_launched_and_of_later_quarters_is_unused():
    luck = np.ones((2, FEW.scores))
    launched = np.random.default_rng(1).random((2, 2, 7)) < 0.3
    of_labs, of_investors = FEW.split(FEW.without_unused(luck, launched))
    finite = np.isfinite(of_labs)
    np.testing.assert_array_equal(finite[:, :, :7].all(axis=-1), launched)
    np.testing.assert_array_equal(finite[:, :, :7].any(axis=-1), launched)
    assert not finite[:, :, 7:].any()
    assert np.isfinite(of_investors[:, :, :7]).all()
    assert np.isnan(of_investors[:, :, 7:]).all()


# a run with stored luck ---------------------------------------------------------------------------


def test_stored_luck_gives_the_run_by_key_but_for_rounding(stored, keyed, storing):
    for column, target in enumerate(storing.targets):
        one, other = stored.predictions[:, column], keyed[:, column]
        # rounding tips a release into another month now and then
        same = np.isclose(one, other, rtol=0.005, atol=0.005)
        assert same.mean() > 0.97, target.id


def test_stored_luck_that_is_not_rounded_gives_the_run_by_key(storing, keyed, monkeypatch):
    monkeypatch.setattr(luck, "rounded", lambda scores: scores.astype(np.float32))
    exact = storing.run(storing.of_priors(np.arange(SIZE))).predictions
    assert (exact == keyed).mean() > 0.9
    assert np.isclose(exact, keyed, rtol=1e-4, atol=1e-5).mean() > 0.999


def test_luck_that_is_not_a_number_is_drawn_by_key(storing, keyed):
    members = storing.of_priors(np.arange(SIZE))
    unknown = replace(members, luck=np.full_like(members.luck, np.nan))
    np.testing.assert_array_equal(storing.run(unknown).predictions, keyed)


def test_other_stored_luck_gives_another_run(storing, stored):
    other = replace(stored, luck=stored.luck[::-1])
    assert (storing.run(other).predictions != stored.predictions).mean() > 0.5


def test_luck_used_by_the_last_target_is_finite_and_the_rest_is_not_stored(storing, stored):
    used = storing.used_luck(stored)
    of_labs, of_investors = storing.owners.split(used)
    quarters = -(-storing.world.calendar.months // 3)
    assert used.dtype == np.float16
    assert np.isfinite(of_investors[:, :, :quarters]).all()
    assert np.isnan(of_investors[:, :, quarters:]).all()
    launched = np.isfinite(of_labs).all(axis=-1).sum(axis=-1)
    assert 0 <= launched.min() < launched.max() < quarters
    known = np.isfinite(used)
    np.testing.assert_array_equal(used[known], stored.luck[known])


@pytest.mark.slow
def test_luck_that_is_not_used_by_the_last_target_changes_no_prediction(storing, stored):
    used = replace(stored, luck=storing.used_luck(stored).astype(np.float32))
    np.testing.assert_array_equal(storing.run(used).predictions, stored.predictions)


# breakthroughs ------------------------------------------------------------------------------------


def test_octaves_by_key_change_no_prediction(by_key, keyed):
    searching = replace(by_key, owners=Owners(searching=searching_labs(by_key)))
    members = searching.with_octaves(searching.of_priors(np.arange(SIZE)))
    months = (members.octaves != BY_KEY).all(axis=(0, 1))
    assert np.flatnonzero(months).tolist() == list(
        range(by_key.world.calendar.months - MONTHS, by_key.world.calendar.months)
    )
    np.testing.assert_array_equal(searching.run(members).predictions, keyed)


def test_octaves_that_are_stored_stay_and_later_ones_are_by_key(by_key):
    owners = Owners(searching=searching_labs(by_key))
    numbers = by_key.of_priors(np.arange(20)).numbers
    first = owners.octaves(5, numbers, range(10, 20), no_octaves(20))
    first[:, 0, 10] = 31
    both = owners.octaves(5, numbers, range(10, 30), first)
    np.testing.assert_array_equal(both[:, :, :20], first[:, :, :20])
    np.testing.assert_array_equal(
        both[:, :, 20:30], owners.octaves(5, numbers, range(20, 30), no_octaves(20))[:, :, 20:30]
    )
