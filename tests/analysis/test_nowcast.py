"""The nowcast: quantities of members, and what tables say of them."""

from datetime import date

import numpy as np
import pytest
import xarray as xr
from scenarios import compose, refusal

from sim.analysis.nowcast import ITSELF, first_month, nowcast
from sim.analysis.projection import project
from sim.tables.nowcast import (
    chance_below,
    chance_table,
    lag_table,
    reached_by,
    reaching,
    save_rows,
)
from sim.world.indices import INDICES

WORDS = ["calibration=prior", "ensemble.members=32", "horizon.end=2026-12-31"]


@pytest.fixture(scope="module")
def settings():
    return compose(None, WORDS)


@pytest.fixture(scope="module")
def found(settings):
    return nowcast(settings, date(2024, 9, 15), 3)


def reached(months, now="2026-11"):
    data = {"months_to_reach": ("member", np.array(months, dtype=float))}
    return xr.Dataset(data, attrs={"now": now, "horizon_end": "2032-12"})


# quantities ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("happens", "start", "first"),
    [([0, 1, 0, 1], 0, 1), ([0, 1, 0, 1], 2, 1), ([0, 1, 0, 0], 2, np.nan), ([1, 1], 2, np.nan)],
)
def test_the_first_month_is_counted_from_the_start(happens, start, first):
    np.testing.assert_equal(first_month(np.array([happens], dtype=bool), start), [first])


def test_lags_are_those_of_a_run_of_the_same_members(found, settings):
    run = project(settings).sel(region="CN")
    for name, month in (("at_data", "2024-03"), ("now", "2024-09"), ("next", "2024-12")):
        lags = found[f"lag_{name}"]
        itself = run["capability_lag"].sel(time=month).squeeze("time").values
        np.testing.assert_allclose(lags.sel(measure=ITSELF), itself, rtol=1e-6)
        for index in INDICES:
            measured = run["measured_capability_lag"].sel(time=month, index=index).squeeze("time")
            np.testing.assert_allclose(lags.sel(measure=index), measured, rtol=1e-6)


def test_the_lowest_lag_ahead_is_no_longer_than_the_last(found):
    assert bool((found["lag_lowest"] <= found["lag_next"]).all())


def test_the_next_release_lifts_the_frontier_of_the_follower(found, settings):
    frontier = project(settings)["capability"].sel(region="CN", time=slice("2024-09", None)).values
    for member, months in enumerate(found["months_to_release"].values):
        until = frontier.shape[1] if np.isnan(months) else int(months)
        assert (frontier[member, :until] == frontier[member, 0]).all()
        if until < frontier.shape[1]:
            assert frontier[member, until] > frontier[member, 0]


def test_the_leaders_present_frontier_is_reached_and_not_before(found, settings):
    frontier = project(settings)["capability"].sel(time=slice("2024-09", None))
    goal = frontier.sel(region="US").values[:, 0]
    follower = frontier.sel(region="CN").values
    for member, months in enumerate(found["months_to_reach"].values):
        until = follower.shape[1] if np.isnan(months) else int(months)
        assert (follower[member, :until] < goal[member]).all()
        if until < follower.shape[1]:
            assert follower[member, until] >= goal[member]


# what is said -------------------------------------------------------------------------------------


def test_a_chance_is_a_share_of_the_members_that_have_a_value():
    assert chance_below(np.array([1.0, 3.0, 5.0, np.nan]), 3.0) == pytest.approx(1 / 3)
    assert np.isnan(chance_below(np.array([np.nan]), 3.0))


def test_members_that_never_get_there_count_as_later_than_the_horizon():
    of_ten = reached([0, 1, 2, 3, 4, 5, 6, np.nan, np.nan, np.nan])
    assert [reached_by(of_ten, level) for level in (0.1, 0.5, 0.9)] == ["2026-11", "2027-03", None]
    assert "90% of members not by December 2032" in reaching(of_ten)
    assert "Not reached by December 2032: 30% of members." in reaching(of_ten)


def test_tables_have_a_row_for_the_lag_and_each_index(found):
    for table in (lag_table(found), chance_table(found, (3.0, 6.0))):
        assert table.row_count == 1 + len(INDICES)


def test_rows_hold_quantiles_chances_and_dates(found, tmp_path):
    save_rows(tmp_path / "nowcast.csv", found, (3.0,))
    rows = [line.split(",") for line in (tmp_path / "nowcast.csv").read_text().splitlines()]
    assert {row[0] for row in rows[1:]} == {
        *("lag_at_data", "lag_now", "lag_next", "lag_lowest", "lag_at_release", "reached")
    }
    said = {tuple(row[:3]): row[3] for row in rows}
    median = float(found["lag_now"].sel(measure="ECI").median())
    assert float(said["lag_now", "ECI", "quantile 0.5"]) == pytest.approx(median, abs=1e-3)


@pytest.mark.parametrize(
    ("word", "says"),
    [
        ("task.date=2024-01-31", "task.date: got 2024-01-31, takes a date from 2024-03-31"),
        ("task.date=2026-11-30", "task.ahead: got 3, takes at most"),
        ("task.below=[a]", "task.below"),
    ],
)
def test_a_month_outside_the_data_and_the_horizon_is_refused(word, says):
    assert says in refusal("task=nowcast", *WORDS, word)
