"""Scores of forecasts against closed forms, and the rivals that know less."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from sim.analysis.scores import (
    KNOW_NOTHING,
    Measurement,
    crps_of_knowing_nothing,
    crps_of_members,
    crps_of_staying,
    crps_of_walk,
    rank_share,
    walk_spread,
    within,
)

MONTHS = st.floats(-50, 50)
MEMBERS = st.lists(MONTHS, min_size=1, max_size=20).map(np.array)


# continuous ranked probability score --------------------------------------------------------------


@pytest.mark.parametrize(
    ("observed", "members", "expected"),
    [
        # mean distance to the observation less half the mean distance of two members
        (1.0, [0.0, 4.0], 2.0 - 1.0),
        (0.0, [0.0, 4.0], 2.0 - 1.0),
        (10.0, [0.0, 4.0], 8.0 - 1.0),
        (3.0, [0.0, 3.0, 6.0], 2.0 - 4.0 / 3.0),
        (7.5, [5.0], 2.5),
        (5.0, [5.0, 5.0], 0.0),
    ],
)
def test_a_worked_score_of_members(observed, members, expected):
    assert crps_of_members(observed, np.array(members)) == pytest.approx(expected)


def closed_form_of_a_normal(z):
    return z * (2 * norm.cdf(z) - 1) + 2 * norm.pdf(z) - 1 / math.sqrt(math.pi)


@pytest.mark.parametrize("z", [0.0, 0.7, -2.5])
def test_the_score_of_a_walk_is_that_of_a_normal(z):
    assert crps_of_walk(12.0 + 3.0 * z, 12.0, 3.0) == pytest.approx(
        3.0 * closed_form_of_a_normal(z)
    )


def test_at_the_last_value_a_walk_of_one_month_scores_a_quarter_of_it():
    assert crps_of_walk(12.0, 12.0, 1.0) == pytest.approx((math.sqrt(2) - 1) / math.sqrt(math.pi))


@pytest.mark.parametrize("z", [0.0, 1.5])
def test_many_members_score_as_the_distribution_that_they_come_from(z):
    members = norm.ppf((np.arange(4000) + 0.5) / 4000)
    assert crps_of_members(z, members) == pytest.approx(closed_form_of_a_normal(z), abs=1e-3)


@pytest.mark.parametrize(
    ("observed", "expected"), [(12.0, 2.0), (0.0, 8.0), (24.0, 8.0), (6.0, 3.5), (30.0, 14.0)]
)
def test_the_rival_that_knows_nothing_is_uniform_over_two_years(observed, expected):
    # 24 (u^2 - u + 1/3) at u of the interval, and the distance to it beyond
    assert KNOW_NOTHING == (0.0, 24.0)
    assert crps_of_knowing_nothing(observed) == pytest.approx(expected)


def test_it_stays_scores_the_error():
    assert crps_of_staying(6.4, 12.6) == pytest.approx(6.2)
    assert crps_of_staying(12.6, 6.4) == pytest.approx(6.2)


@given(MONTHS, MEMBERS, st.floats(0.1, 10), MONTHS)
def test_a_score_is_in_the_units_of_the_observation(observed, members, factor, origin):
    score = crps_of_members(observed, members)
    assert score >= -1e-9
    moved = crps_of_members(origin + factor * observed, origin + factor * members)
    assert moved == pytest.approx(factor * score, rel=1e-6, abs=1e-6)


@given(st.floats(-3, 3), st.floats(0.3, 3))
def test_no_forecast_does_better_on_average_than_the_truth(centre, spread):
    truth = norm.ppf((np.arange(200) + 0.5) / 200)
    own = np.mean([crps_of_members(y, truth) for y in truth[::10]])
    other = np.mean([crps_of_members(y, centre + spread * truth) for y in truth[::10]])
    assert own <= other + 2e-3


# ranks and intervals ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("observed", "expected"), [(0.0, 0.0), (1.0, 0.125), (2.0, 0.5), (2.5, 0.75), (9.0, 1.0)]
)
def test_a_rank_counts_members_below_and_half_of_those_that_are_equal(observed, expected):
    assert rank_share(observed, np.array([1.0, 2.0, 2.0, 3.0])) == pytest.approx(expected)


@given(MONTHS, MEMBERS)
def test_ranks_from_either_end_add_up_to_one(observed, members):
    assert rank_share(observed, members) + rank_share(-observed, -members) == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("observed", "half", "most"),
    [(50.0, True, True), (25.0, True, True), (75.0, True, True), (24.9, False, True),
     (80.0, False, True), (5.0, False, True), (4.9, False, False), (95.1, False, False)],
)  # fmt: skip
def test_an_observation_lies_in_the_central_part_of_the_members_or_not(observed, half, most):
    members = np.arange(101.0)
    assert within(observed, members, 0.5) is half
    assert within(observed, members, 0.9) is most


# the random walk ----------------------------------------------------------------------------------


def test_the_step_of_a_walk_is_from_successive_measurements_of_one_index():
    known = [
        Measurement("ECI", 10, 4.0),
        Measurement("ECI", 13, 10.0),  # 36 in three months: 12
        Measurement("Elo", 11, 8.0),
        Measurement("Elo", 12, 6.0),  # 4 in one
        Measurement("Elo", 16, 2.0),  # 16 in four: 4
        Measurement("other", 12, 90.0),  # once is no step
    ]
    expected = math.sqrt((12 + 4 + 4) / 3)
    assert walk_spread(known) == pytest.approx(expected)
    assert walk_spread(known[::-1]) == pytest.approx(expected)


def test_a_walk_that_never_moved_has_no_spread():
    assert walk_spread([Measurement("ECI", 1, 5.0), Measurement("ECI", 4, 5.0)]) == 0.0


@pytest.mark.parametrize("known", [[], [Measurement("ECI", 1, 5.0), Measurement("Elo", 2, 5.0)]])
def test_without_two_measurements_of_an_index_there_is_no_walk(known):
    with pytest.raises(ValueError, match="no index was measured twice"):
        walk_spread(known)


def test_the_step_of_a_walk_is_estimated_from_its_measurements():
    rng = np.random.default_rng(4)
    months = np.cumsum(rng.integers(1, 6, 3000))
    steps = rng.standard_normal(3000) * np.sqrt(np.diff(months, prepend=0)) * 1.7
    known = [
        Measurement("ECI", int(m), float(x)) for m, x in zip(months, np.cumsum(steps), strict=True)
    ]
    assert walk_spread(known) == pytest.approx(1.7, rel=0.05)
