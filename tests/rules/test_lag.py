"""The measure of the lag, against worked examples, its properties and a slow second way."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.rules.lag import first_reaching, gap, lag, lag_is_censored
from sim.rules.numerics import compiled

DAYS = 32
"""Days a month in these tests: a power of two, so that every time is exact."""

type Records = list[tuple[int, int]]
"""Day and level of each record."""


def arrays(records: Records) -> tuple[np.ndarray, np.ndarray, int]:
    """Times, values and count, with room for more records that must not be read."""
    times = np.full(len(records) + 3, np.nan)
    values = np.full(len(records) + 3, np.nan)
    times[: len(records)] = [day / DAYS for day, _ in records]
    values[: len(records)] = [level for _, level in records]
    return times, values, len(records)


def measured(now: int, leader: Records, follower: Records) -> float:
    return lag(now / DAYS, *arrays(leader), *arrays(follower))


def censored(leader: Records, follower: Records) -> bool:
    return lag_is_censored(*arrays(leader)[1:], *arrays(follower)[1:])


def frontier_on(records: Records, day: int) -> int:
    """The frontier as a step function, read off by walking through all records."""
    return max(level for released, level in records if released <= day)


def counted(now: int, leader: Records, follower: Records) -> tuple[float, bool]:
    """The lag, and whether it is censored, by counting days back from today."""
    ahead, behind, sign = leader, follower, 1
    if frontier_on(leader, now) < frontier_on(follower, now):
        ahead, behind, sign = follower, leader, -1
    goal = frontier_on(behind, now)
    days = 0
    while days < now and frontier_on(ahead, now - days - 1) >= goal:
        days += 1
    return sign * days / DAYS, days == now


@st.composite
def frontiers(draw: st.DrawFn) -> Records:
    """One region's records: days apart, each better than the last."""
    days = draw(st.lists(st.integers(1, 300), max_size=8, unique=True).map(sorted))
    steps = draw(st.lists(st.integers(1, 6), min_size=len(days), max_size=len(days)))
    levels = np.cumsum([draw(st.integers(0, 12)), *steps]).tolist()
    return list(zip([0, *days], levels, strict=True))


NOWS = st.integers(300, 400)

any_time = settings(deadline=None)
"""The first call of a test may have to compile."""

LEADER = [(0, 20), (3 * DAYS, 22), (10 * DAYS, 24), (18 * DAYS, 26)]


@pytest.mark.parametrize(
    ("follower", "months", "reason"),
    [
        ([(0, 19), (6 * DAYS, 22)], 21, "an equal level counts from the leader's release"),
        ([(0, 19), (6 * DAYS, 23)], 14, "between two levels the leader's later release counts"),
        ([(0, 19), (20 * DAYS, 26)], 6, "one that has drawn level lags by the age of the leader's"),
        ([(0, 19), (12 * DAYS, 27)], -12, "a follower ahead since month 12 leads by 12"),
        ([(0, 19), (24 * DAYS, 27)], 0, "one that has just overtaken leads by nothing yet"),
        ([(0, 19)], 24, "what the leader had at the start goes back to the start"),
        ([(0, 30)], -24, "so does what the follower had at the start"),
    ],
)
def test_the_lag_of_worked_examples_at_month_24(follower: Records, months: float, reason: str):
    assert measured(24 * DAYS, LEADER, follower) == months, reason


def test_a_lag_is_no_negative_zero_when_the_follower_has_just_overtaken():
    assert not np.signbit(measured(DAYS, [(0, 20)], [(0, 19), (DAYS, 21)]))


@pytest.mark.parametrize(
    ("follower", "is_censored"),
    [
        ([(0, 19)], True),
        ([(0, 20)], True),
        ([(0, 19), (5 * DAYS, 21)], False),
        ([(0, 19), (12 * DAYS, 27)], False),
        ([(0, 27)], True),
    ],
)
def test_a_lag_is_censored_where_the_initial_frontier_answers(follower, is_censored):
    assert censored(LEADER, follower) is is_censored


@any_time
@given(NOWS, frontiers(), frontiers())
def test_the_lag_equals_a_count_of_days(now: int, leader: Records, follower: Records):
    assert (measured(now, leader, follower), censored(leader, follower)) == counted(
        now, leader, follower
    )


@any_time
@given(NOWS, frontiers(), frontiers())
def test_swapping_the_regions_turns_the_sign_unless_they_are_level(now, leader, follower):
    if leader[-1][1] == follower[-1][1]:
        assert measured(now, leader, follower) >= 0 <= measured(now, follower, leader)
    else:
        assert measured(now, leader, follower) == -measured(now, follower, leader)
        assert censored(leader, follower) == censored(follower, leader)


@any_time
@given(NOWS, frontiers(), frontiers())
def test_the_lag_has_the_sign_of_the_gap_and_is_no_longer_than_the_horizon(now, leader, follower):
    months = measured(now, leader, follower)
    if leader[-1][1] >= follower[-1][1]:
        assert 0 <= months <= now / DAYS
    else:
        assert -now / DAYS <= months <= 0


@any_time
@given(NOWS, frontiers(), frontiers(), st.integers(1, 20))
def test_a_better_follower_never_lags_more(now, leader, follower, step):
    better = [*follower, (now, follower[-1][1] + step)]
    assert measured(now, leader, better) <= measured(now, leader, follower)


@any_time
@given(NOWS, frontiers(), frontiers(), st.integers(1, 60))
def test_without_a_release_a_follower_that_is_behind_falls_back_by_the_time_that_passes(
    now, leader, follower, days
):
    waited = measured(now + days, leader, follower) - measured(now, leader, follower)
    assert waited == (days if leader[-1][1] >= follower[-1][1] else -days) / DAYS


@any_time
@given(frontiers(), st.floats(0, 60))
def test_the_search_finds_the_first_record_at_or_above_a_level(records: Records, level: float):
    _, values, count = arrays(records)
    assert first_reaching(values, count, level) == np.searchsorted(values[:count], level)


@compiled
def lags_of_members(now, times, values, counts, found):
    """As a kernel does it: records of leader and follower, [2, N, member]."""
    for m in range(counts.shape[1]):
        found[m] = lag(
            now,
            times[0, :, m],
            values[0, :, m],
            counts[0, m],
            times[1, :, m],
            values[1, :, m],
            counts[1, m],
        )


@any_time
@given(st.lists(st.tuples(frontiers(), frontiers()), min_size=1, max_size=4))
def test_a_kernel_gets_the_same_lag_from_strided_views(members):
    shape = (2, 12, len(members))
    times, values, counts = np.zeros(shape), np.zeros(shape), np.zeros(shape[::2], dtype=np.int64)
    for m, pair in enumerate(members):
        for region, records in enumerate(pair):
            day_and_level = np.array(records, dtype=float).T
            counts[region, m] = len(records)
            times[region, : len(records), m] = day_and_level[0] / DAYS
            values[region, : len(records), m] = day_and_level[1]
    found = np.empty(len(members))
    lags_of_members(400 / DAYS, times, values, counts, found)
    assert found.tolist() == [measured(400, *pair) for pair in members]


def test_the_gap_is_the_leaders_capability_minus_the_followers():
    assert gap(25.5, 24.75) == 0.75
    assert gap(24.75, 25.5) == -0.75
