"""Answers: the same numbers as the command line gives, whatever was asked before."""

from datetime import date

import numpy as np
import pytest
from scenarios import compose

from sim.analysis.changes import shares_by_direction
from sim.analysis.projection import project
from sim.dashboard import answers
from sim.dashboard.answers import SupersededError, answer
from sim.dashboard.choice import Choice
from sim.dashboard.controls import CONTROLS
from sim.settings.variables import QUANTILES

CAPS = "sanctions.chip_exports."
CHINA = {"region": "CN"}


def small(**changed):
    start = {"scenario": "status_quo", "calibration": "article", "members": 64}
    return Choice(**(start | {"end": date(2028, 12, 31)} | changed))


@pytest.fixture(scope="module")
def choice():
    return small(scenario="strict_controls").with_level("sanctions.cloud", 0.3)


@pytest.fixture(scope="module")
def run(choice):
    """What the command line gives."""
    return project(compose(choice.scenario, choice.overrides))


def test_the_lag_is_that_of_the_command_line(choice, run):
    shown = answer(choice).figures["lag"]["capability_lag_mean"].sel(regime="chosen")
    lag = run["capability_lag_mean"].sel(CHINA).transpose("member", "time").values
    np.testing.assert_array_equal(shown.values, np.quantile(lag, QUANTILES, axis=0))


def test_the_change_is_that_of_the_command_line(choice, run):
    shown = answer(choice).figures["change"]
    change = run["capability_lag_mean_change"].sel(CHINA).transpose("member", "time").values
    expected = np.quantile(change, QUANTILES, axis=0)
    # the mean of a difference against the difference of means: rounding only
    np.testing.assert_allclose(shown["capability_lag_mean_change"].values, expected, atol=1e-9)
    shares = shares_by_direction(change[:, -1])
    np.testing.assert_array_equal(shown["shares_by_direction"].isel(time=-1), shares)


@pytest.mark.slow
def test_stocks_and_flows_are_those_of_the_command_line(choice, run):
    figures = answer(choice).figures
    stock = figures["compute"]["compute_stock"].sel(regime="chosen", owner="CN", quantile=0.5)
    expected = run["compute_stock"].sel(CHINA).median("member")
    np.testing.assert_array_equal(stock.values, expected.values)
    for figure, name, dims in (
        ("chips", "chips_delivered", ["supplier"]),
        ("chips", "grey_market_chips", []),
        ("investment", "ai_investment", ["source_region"]),
        ("direct_investment", "fdi", []),
    ):
        flow = run[name].sel(CHINA).mean("member").isel(time=slice(-12, None)).sum("time")
        last = figures[figure][name].sel(regime="chosen").isel(time=-1)
        np.testing.assert_allclose(last.transpose(*dims), flow.transpose(*dims), rtol=1e-12)


def test_the_split_adds_up_to_the_mean_lag(choice, run):
    shown = answer(choice).figures["split"]["split"].sel(regime="chosen", month="2028-12")
    lag = run["capability_lag"].sel(CHINA).isel(time=-1).mean()
    assert float(shown.sum("part")) == pytest.approx(float(lag), abs=1e-9)


def test_the_status_quo_changes_nothing():
    result = answer(small())
    assert result.is_reference
    change = result.figures["change"].isel(time=slice(11, None))
    assert not change["capability_lag_mean_change"].values.any()
    assert (change["shares_by_direction"].sel(direction="same") == 1.0).all()


@pytest.mark.slow
def test_a_regime_from_today_is_compared_with_what_was_enacted():
    today = {"scenario": "as_enacted", "calibration": "current"}
    assert answer(small(**today)).is_reference
    closed = small(**today | {"scenario": "full_decoupling"})
    shown = answer(closed).figures["change"]["capability_lag_mean_change"]
    run = project(compose(closed.scenario, closed.overrides))
    change = run["capability_lag_mean_change"].sel(CHINA).transpose("member", "time").values
    np.testing.assert_allclose(shown.values, np.quantile(change, QUANTILES, axis=0), atol=1e-9)
    assert not shown.sel(time=slice("2018-12", "2025-12")).values.any()
    assert shown.sel(quantile=0.5)[-1] > 0


@pytest.mark.slow
def test_a_regime_is_the_status_quo_until_its_date():
    late = small(since=date(2026, 7, 1)).with_level("sanctions.open_weights", 1)
    lag = answer(late).figures["lag"]["capability_lag_mean"].sel(quantile=0.5)
    before, after = lag.sel(time=slice("2019", "2026-06")), lag.sel(time=slice("2028", None))
    np.testing.assert_array_equal(before.sel(regime="chosen"), before.sel(regime="reference"))
    assert (after.sel(regime="chosen") > after.sel(regime="reference")).all()


@pytest.mark.slow
def test_an_answer_does_not_depend_on_earlier_answers(choice):
    warm = answer(choice)
    answers.ANSWERS.clear()
    answers.SNAPSHOTS.clear()
    answers._reference.cache_clear()
    cold = answer(choice)
    assert cold is not warm
    for name, dataset in warm.figures.items():
        assert dataset.identical(cold.figures[name]), name


def test_an_answer_that_is_not_wanted_any_more_ends_early():
    asked = []

    def is_wanted():
        asked.append(True)
        return len(asked) < 2

    with pytest.raises(SupersededError):
        answer(small().with_level("sanctions.cloud", 0.77), is_wanted)
    assert len(asked) == 2


@pytest.mark.slow
def test_pasts_that_do_not_fit_into_memory_are_not_kept(choice, monkeypatch):
    expected = answer(choice)
    answers.ANSWERS.clear()
    answers.SNAPSHOTS.clear()
    monkeypatch.setattr(answers, "SNAPSHOT_MEMORY", 0)
    result = answer(choice)
    assert not answers.SNAPSHOTS
    assert result.figures["lag"].identical(expected.figures["lag"])


# what moves when a control is tightened: to which level, on top of what, figure, variable, where,
# and whether it falls (-1) or rises (+1)
LEADING, HOME = {"supplier": "Leading US designer"}, {"supplier": "Chinese designer"}
MOVES = [
    (f"{CAPS}tpp_cap", 1000, {}, "chips", "chips_delivered", LEADING, -1),
    (f"{CAPS}density_cap", 0.01, {}, "chips", "chips_delivered", LEADING, -1),
    (f"{CAPS}interconnect_cap", 100, {f"{CAPS}density_cap": None, f"{CAPS}interconnect_cap": 1200},
     "chips", "chips_delivered", LEADING, -1),
    (f"{CAPS}levy", 0.9, {}, "chips", "chips_delivered", LEADING, -1),
    ("sanctions.lithography", 1, {"sanctions.lithography": 0},
     "chips", "chips_delivered", HOME, -1),
    ("sanctions.tools", 1, {"sanctions.tools": 0}, "chips", "chips_delivered", HOME, -1),
    ("sanctions.foundry", 1, {"sanctions.foundry": 0}, "chips", "chips_delivered", HOME, -1),
    ("sanctions.capital", 1, {}, "investment", "ai_investment", {"source_region": "US"}, -1),
    ("sanctions.cloud", 1, {}, "compute", "rented_compute", {}, -1),
    ("sanctions.model_access", 1, {}, "lag", "capability_lag_mean", {"quantile": 0.5}, +1),
    ("sanctions.open_weights", 1, {}, "lag", "capability_lag_mean", {"quantile": 0.5}, +1),
    ("sanctions.enforcement", 1, {}, "chips", "grey_market_chips", {}, -1),
    ("response.ai_plus", 100, {}, "investment", "ai_investment", {"source_region": "CN"}, +1),
    ("response.substitution", 1, {}, "chips", "chips_delivered", LEADING, -1),
    ("response.retaliation", 1, {}, "chips", "chips_delivered", LEADING, -1),
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(
    ("key", "level", "others", "figure", "name", "where", "sign"), MOVES, ids=[m[0] for m in MOVES]
)
def test_a_control_moves_its_figure_as_the_instrument_means(
    key, level, others, figure, name, where, sign
):
    start = small(levels=tuple(others.items()))
    before, after = (
        float(answer(choice).figures[figure][name].sel(regime="chosen", **where)[..., -1].mean())
        for choice in (start, start.with_level(key, level))
    )
    assert sign * (after - before) > 1e-3 * abs(before)


@pytest.mark.slow
def test_stockpiling_brings_orders_forward_where_a_measure_is_announced():
    start = small(since=date(2022, 8, 1))  # the rule of October 2022 was announced in August
    usual, stocked = (
        answer(start.with_level("response.stockpiling", level)).figures["chips"]["chips_delivered"]
        for level in (0, 1)
    )
    in_september = {"regime": "chosen", "time": "2022-09-01"}
    assert stocked.sel(in_september).sum() > 1.01 * usual.sel(in_september).sum()


def test_every_control_is_seen_to_move_a_figure():
    assert {key for key, *_ in MOVES} | {"response.stockpiling"} == set(CONTROLS)
