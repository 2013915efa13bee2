"""Scores of forecasts against closed forms."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from sim.analysis.scores import bias, crps, rank_share, within

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
    assert crps(observed, np.array(members)) == pytest.approx(expected)


def closed_form_of_a_normal(z):
    return z * (2 * norm.cdf(z) - 1) + 2 * norm.pdf(z) - 1 / math.sqrt(math.pi)


@pytest.mark.parametrize("z", [0.0, 1.5])
def test_many_members_score_as_the_distribution_that_they_come_from(z):
    members = norm.ppf((np.arange(4000) + 0.5) / 4000)
    assert crps(z, members) == pytest.approx(closed_form_of_a_normal(z), abs=1e-3)


@given(MONTHS, MONTHS)
def test_the_score_of_a_degenerate_forecast_is_the_absolute_error(observed, forecast):
    expected = pytest.approx(abs(observed - forecast), abs=1e-9)
    assert crps(observed, np.full(7, forecast)) == expected


@given(MONTHS, MEMBERS, st.floats(0.1, 10), MONTHS)
def test_a_score_is_in_the_units_of_the_observation(observed, members, factor, origin):
    score = crps(observed, members)
    assert score >= -1e-9
    moved = crps(origin + factor * observed, origin + factor * members)
    assert moved == pytest.approx(factor * score, rel=1e-6, abs=1e-6)


@given(st.floats(-3, 3), st.floats(0.3, 3))
def test_no_forecast_does_better_on_average_than_the_truth(centre, spread):
    truth = norm.ppf((np.arange(200) + 0.5) / 200)
    own = np.mean([crps(y, truth) for y in truth[::10]])
    other = np.mean([crps(y, centre + spread * truth) for y in truth[::10]])
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


def test_a_forecast_that_is_too_high_has_a_positive_bias():
    assert bias(5.0, np.array([6.0, 8.0])) == 2.0


@pytest.mark.parametrize("level", [0.5, 0.8, 0.9])
def test_the_coverage_of_a_calibrated_forecast_is_nominal(level):
    rng = np.random.default_rng(1)
    centres = rng.standard_normal(2000)
    members = norm.ppf((np.arange(200) + 0.5) / 200)
    covered = [within(c + rng.standard_normal(), c + members, level) for c in centres]
    assert np.mean(covered) == pytest.approx(level, abs=0.03)
