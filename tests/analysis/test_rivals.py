"""Rivals of the model: what they know, and what they say of series whose future is known."""

from dataclasses import replace

import numpy as np
import pytest

from sim.analysis.facts import all_facts, index_scores, names_of
from sim.analysis.rivals import (
    LONGEST_LAG,
    OF_ANY_SERIES,
    RIVALS,
    SIZE,
    Past,
    gap_over_pace,
    it_stays,
    mean_so_far,
    past_of,
    random_walk,
    trend,
    uniform_12,
    uniform_24,
)

ORIGINS = [np.datetime64(month) for month in ("2023-06", "2023-12", "2024-03", "2025-06")]
LAGS = [name for name in names_of(all_facts()) if name.startswith("lag on")]


def series(*points):
    return np.array(points, dtype=float).reshape(-1, 2)


def past(own, origin, pool=None, leader=(), follower=(), on_index=False):
    own = series(*own)
    return Past(origin, own, (own, *(pool or ())), series(*leader), series(*follower), on_index)


def said(forecast):
    return np.quantile(forecast, [0.05, 0.5, 0.95])


# what they know -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", names_of(all_facts()))
@pytest.mark.parametrize("origin", ORIGINS, ids=str)
def test_no_rival_uses_a_fact_after_its_origin(name, origin):
    def changed(row, date):
        return replace(row, **{date: 7.0 * getattr(row, date) + 100.0})

    facts = [
        fact if max(fact.end, fact.known_from) <= origin else changed(fact, "value")
        for fact in all_facts()
    ]
    scores = [s if s.month <= origin else changed(s, "score") for s in index_scores()]
    honest = past_of(name, origin, all_facts(), index_scores())
    for label, rival in (RIVALS if name in LAGS else OF_ANY_SERIES).items():
        said_of_both = rival(honest, 12), rival(past_of(name, origin, facts, scores), 12)
        if said_of_both[0] is None:
            assert said_of_both[1] is None, label
        else:
            np.testing.assert_array_equal(*said_of_both, err_msg=label)


@pytest.mark.parametrize("name", names_of(all_facts()))
@pytest.mark.parametrize("origin", ORIGINS, ids=str)
def test_a_forecast_is_finite_values_or_none(name, origin):
    known = past_of(name, origin, all_facts(), index_scores())
    for rival in (RIVALS if name in LAGS else OF_ANY_SERIES).values():
        for months in (3, 24):
            values = rival(known, months)
            assert values is None or (values.shape == (SIZE,) and np.isfinite(values).all())


@pytest.mark.parametrize("rival", [random_walk, it_stays, mean_so_far, trend, gap_over_pace])
def test_before_anything_was_measured_a_rival_says_nothing(rival):
    assert rival(past([], 100), 12) is None


# what they say ------------------------------------------------------------------------------------


def test_a_walk_spreads_with_the_root_of_time():
    known = past([(0, 10.0), (3, 13.0), (6, 10.0)], 6)
    near, far = random_walk(known, 3), random_walk(known, 12)
    assert said(near)[1] == said(far)[1] == pytest.approx(10.0, abs=0.02)
    assert far.std() == pytest.approx(2 * near.std())
    # changes of 3 and -3 in three months, and none in six: variance of a month (3 + 3 + 0) / 3
    assert near.std() == pytest.approx(np.sqrt(2.0 * 3), rel=0.01)


def test_a_walk_starts_from_the_month_that_was_measured_last():
    known = past([(0, 10.0), (3, 13.0)], 6)
    later = replace(known, origin=3)
    assert random_walk(known, 3).std() == pytest.approx(random_walk(later, 6).std())


def test_persistence_has_the_same_error_at_any_horizon():
    known = past([(0, 10.0), (3, 14.0)], 3)
    np.testing.assert_array_equal(it_stays(known, 3), it_stays(known, 24))
    assert it_stays(known, 3).mean() == pytest.approx(14.0)
    assert it_stays(known, 3).std() == pytest.approx(4.0, rel=0.01)


def test_errors_are_pooled_over_series_of_a_kind():
    other = series((0, 5.0), (3, 9.0))
    assert it_stays(past([(3, 14.0)], 3), 3) is None
    assert it_stays(past([(3, 14.0)], 3, [other]), 3).std() == pytest.approx(4.0, rel=0.01)


def test_the_mean_so_far_is_about_the_mean():
    known = past([(0, 8.0), (3, 12.0), (6, 10.0)], 6)
    assert mean_so_far(known, 3).mean() == pytest.approx(10.0)
    assert mean_so_far(known, 3).std() == pytest.approx(2.0 * np.sqrt(4 / 3), rel=0.01)


def test_the_trend_of_a_line_is_the_line():
    known = past([(m, 5.0 + 0.5 * m) for m in range(0, 24, 3)], 21)
    np.testing.assert_allclose(trend(known, 12), 5.0 + 0.5 * 33)


def lines(leader, follower, origin=24):
    months = range(0, 25, 3)
    return past([], origin, leader=[(m, leader(m)) for m in months],
                follower=[(m, follower(m)) for m in months], on_index=True)  # fmt: skip


def test_between_parallel_trends_the_lag_is_their_distance_in_time():
    known = lines(lambda m: 10.0 + m, lambda m: 4.0 + m)
    np.testing.assert_allclose(trend(known, 12), 6.0)
    np.testing.assert_allclose(gap_over_pace(known, 12), 6.0)


def test_a_follower_that_overtakes_has_a_negative_lag_at_its_own_pace():
    known = lines(lambda m: 10.0 + m, lambda m: 4.0 + 2.0 * m)
    # in month 36 they stand at 46 and 76
    np.testing.assert_allclose(trend(known, 12), -15.0)


def test_gap_over_pace_does_not_depend_on_the_horizon_or_the_unit():
    leader, follower = (lambda m: 10.0 + m + m % 2), (lambda m: 4.0 + m - m % 2)
    known = lines(leader, follower)
    other = lines(lambda m: 7.0 * leader(m), lambda m: 7.0 * follower(m))
    np.testing.assert_array_equal(gap_over_pace(known, 3), gap_over_pace(known, 24))
    np.testing.assert_allclose(gap_over_pace(known, 3), gap_over_pace(other, 3))
    assert gap_over_pace(known, 3).std() > 0


def test_a_leader_that_stands_still_leaves_the_longest_lag():
    known = lines(lambda m: 10.0, lambda m: 4.0)
    assert said(gap_over_pace(known, 12)).tolist() == [LONGEST_LAG] * 3


@pytest.mark.parametrize(("rival", "longest"), [(uniform_12, 12), (uniform_24, 24)])
def test_a_uniform_forecast_fills_its_range_evenly(rival, longest):
    values = rival(past([], 0), 3)
    assert said(values) == pytest.approx(longest * np.array([0.05, 0.5, 0.95]), abs=0.05)
    assert (values.min() > 0) & (values.max() < longest)
