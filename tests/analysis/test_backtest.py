"""The back-test: origins, what is asked of them, and how forecasts and rivals are scored."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from scenarios import compose

from sim.analysis.backtest import FORECASTERS, MODEL, OPPONENTS, SELVES, backtest, runs_of
from sim.analysis.channel_shifts import channel_shifts
from sim.analysis.enacted_runs import as_enacted, predicted, run_posterior
from sim.analysis.facts import CHANNELS, all_facts, index_scores
from sim.analysis.goals import goals_of, pooled
from sim.analysis.lag_errors import (
    FOLLOWERS_RUN,
    GAP,
    GROWTH,
    LAG,
    LEADERS_RUN,
    means_in_common,
)
from sim.analysis.origins import HORIZONS, Origin, cases_of, origins_of, rolling, select
from sim.analysis.rivals import it_stays, past_of
from sim.analysis.score_rows import best_opponent, from_frame, shipped_cases, summary, to_frame
from sim.analysis.scores import crps
from sim.calibration.posterior import load_posterior
from sim.calibration.targets import targets_of
from sim.calibration.update import extended
from sim.settings.errors import SettingsError
from sim.tables.backtest import sentences_on_errors

ARTICLE = date(2024, 3, 31)


def origin_at(day, name="mine"):
    return Origin(name, replace(extended(load_posterior("article"), day), until=day))


@pytest.fixture(scope="module")
def settings():
    return compose("as_enacted", ["ensemble.members=64", "ensemble.seed=3"])


@pytest.fixture(scope="module")
def found(settings):
    """The back-test of two cut-offs of the same draws."""
    return backtest(settings, [origin_at(ARTICLE, "article"), origin_at(date(2024, 6, 30))])


# origins and cases --------------------------------------------------------------------------------


def test_by_default_all_shipped_posteriors_with_a_later_lag_are_origins_in_order():
    months = [origin.month for origin in origins_of(None)]
    assert months == sorted(months)
    assert "article" in {origin.name for origin in origins_of(None)}
    assert max(months) < max(fact.end for fact in all_facts() if fact.channel == "lag")


def test_a_posterior_of_the_whole_record_cannot_be_an_origin(tmp_path):
    file = tmp_path / "all.npz"
    replace(load_posterior("article"), until=date(2025, 12, 31)).save(file)
    with pytest.raises(SettingsError, match="the month of the last measured lag"):
        origins_of([str(file)])


@pytest.mark.parametrize("names", [[], ["article", "article"], ["nobody"]])
def test_origins_are_named_once_and_exist(names):
    with pytest.raises(SettingsError, match=r"task\.posteriors"):
        origins_of(names)


@pytest.mark.parametrize("day", [date(2023, 6, 30), ARTICLE, date(2025, 6, 30)])
def test_every_case_ends_in_the_quarter_of_its_horizon_after_its_origin(day):
    for case in cases_of(origin_at(day)):
        ahead = int((case.fact.end - case.origin.month).astype(int))
        assert case.horizon - 3 < ahead <= case.horizon


def test_a_forecast_shares_no_fact_with_the_calibration_that_it_tests():
    used = {(t.measure, t.of, t.region, t.period) for t in targets_of("current", ARTICLE)}
    asked = [case.fact for case in cases_of(origin_at(ARTICLE))]
    assert not used & {(f.measure, f.of, f.region, f.period) for f in asked}


def test_lags_are_asked_at_every_horizon_that_is_on_record():
    asked = {
        (c.fact.of, c.horizon) for c in cases_of(origin_at(ARTICLE)) if c.fact.channel == "lag"
    }
    assert asked == {(i, h) for i in ("ECI", "Artificial Analysis") for h in HORIZONS if h < 24}
    early = {c.fact.of for c in cases_of(origin_at(date(2023, 9, 30))) if c.fact.channel == "lag"}
    assert "LMArena" in early


def test_of_two_posteriors_that_end_on_one_day_the_one_of_the_whole_record_counts():
    cases = xr.Dataset(
        coords={
            "origin": ("case", ["article", "record-2024-03", "record-2024-06"]),
            "cut_off": ("case", ["2024-03", "2024-03", "2024-06"]),
        }
    )
    assert rolling(cases)["origin"].values.tolist() == ["record-2024-03", "record-2024-06"]
    alone = cases.isel(case=[0, 2])
    assert rolling(alone)["origin"].values.tolist() == ["article", "record-2024-06"]


# forecasts ----------------------------------------------------------------------------------------


def test_a_forecast_runs_under_the_enacted_measures_whatever_the_scenario(settings):
    other = compose("strict_controls", ["ensemble.members=64", "sanctions.capital=1"])
    assert as_enacted(other).sanctions == as_enacted(settings).sanctions
    assert as_enacted(settings).horizon.end.year == 2025


def test_another_seed_forecasts_from_the_same_past(settings):
    posterior = load_posterior("article")
    one, other = (run_posterior(posterior, settings, seed) for seed in (3, 4))
    past = slice(None, "2024-03")
    xr.testing.assert_identical(one.sel(time=past), other.sel(time=past))
    assert not one["capability_lag"].equals(other["capability_lag"])


def test_of_a_series_with_its_own_scale_only_growth_is_forecast(settings):
    run = run_posterior(load_posterior("article"), settings, 3)
    (fact,) = (
        f for f in all_facts() if f.name == "money for Chinese AI firms" and f.period == "2024"
    )
    origin = np.datetime64("2024-06")
    said = predicted(run, fact, origin, all_facts())
    doubled = [replace(f, value=2 * f.value) for f in all_facts()]
    np.testing.assert_allclose(predicted(run, fact, origin, doubled), said + np.log(2))
    assert predicted(run, fact, np.datetime64("2019-01"), all_facts()) is None


# scores -------------------------------------------------------------------------------------------


def test_every_channel_is_scored_by_the_model_the_prior_and_the_other_noise(found):
    assert set(found.cases["channel"].values) == set(CHANNELS)
    for name in (MODEL, "prior", "another_ensemble_seed"):
        assert found.cases["crps"].sel(forecaster=name).notnull().all(), name
    assert found.cases["crps"].sel(forecaster="another_posterior_seed").isnull().all()
    assert set(FORECASTERS) == {MODEL, *SELVES, *OPPONENTS}


def test_uniform_forecasts_are_of_lags_alone(found):
    scored = found.cases["crps"].sel(forecaster="uniform_12").notnull().values
    np.testing.assert_array_equal(scored, found.cases["channel"].values == "lag")


def test_a_rival_is_scored_on_what_it_said_at_the_origin(found):
    case = select(found.cases, origin="mine", fact="lag on ECI", horizon=12)
    known = past_of("lag on ECI", np.datetime64("2024-06"), all_facts(), index_scores())
    expected = crps(6.8, it_stays(known, 12))
    assert float(case["observed"][0]) == 6.8
    assert float(case["crps"].sel(forecaster="it_stays")[0]) == pytest.approx(expected)


def test_an_ensemble_is_run_for_each_forecaster_of_each_origin():
    posterior = load_posterior("article")
    assert runs_of([Origin("one", posterior), Origin("two", posterior, posterior)]) == 1 + 2 + 3


def test_fans_hold_every_origin_to_the_end_of_the_record(found):
    assert found.fans["origin"].values.tolist() == ["article", "mine"]
    assert str(found.fans["time"].values[-1])[:7] == "2025-12"
    ordered = found.fans["fan"].diff("part").values
    assert (ordered >= 0).all()


def test_rows_hold_what_a_table_needs(found):
    again = from_frame(to_frame(found.cases))
    pd.testing.assert_frame_equal(summary(again), summary(found.cases), atol=1e-3)
    assert [g.met for g in goals_of(again)] == [g.met for g in goals_of(found.cases)]


def test_a_summary_counts_an_opponent_only_where_it_forecast_all_lags(found):
    row = summary(found.cases).loc["article"]
    assert np.isnan(row["crps_trend"])  # too few scores of the leader on one index
    assert row["lags"] == 8
    scored = {name: row[f"crps_{name}"] for name in OPPONENTS if name != "trend"}
    assert best_opponent(row) == min(scored, key=scored.get)


# goals --------------------------------------------------------------------------------------------


def with_crps(model, rival, within=1.0, origins=6):
    """Cases of lags in which the model and all opponents score the same everywhere."""
    scores = np.full((origins, len(FORECASTERS)), rival)
    scores[:, 0] = model
    cut_offs = ["2024-03", "2024-06", "2024-09", "2024-12", "2025-03", "2025-06"][:origins]
    return xr.Dataset(
        {
            "crps": (("case", "forecaster"), scores),
            "within": (
                ("case", "forecaster", "level"),
                np.full((origins, len(FORECASTERS), 1), within),
            ),
        },
        {
            "forecaster": list(FORECASTERS),
            "level": [0.9],
            "channel": ("case", ["lag"] * origins),
            "origin": ("case", cut_offs),
            "cut_off": ("case", cut_offs),
            "horizon": ("case", [3] * origins),
        },
    )


def test_goals_are_met_by_a_forecast_that_is_better_and_calibrated():
    assert all(goal.met for goal in goals_of(with_crps(1.0, 2.0, within=0.9)))


def test_goals_are_not_met_by_a_forecast_that_is_worse_and_too_narrow():
    assert not any(goal.met for goal in goals_of(with_crps(3.0, 2.0, within=0.5)))


def test_a_goal_without_a_case_or_with_few_origins_cannot_be_told():
    goals = goals_of(with_crps(1.0, 2.0, within=0.9, origins=3))
    assert [goal.met for goal in goals[-3:]] == [None, True, None]


def test_goals_are_pooled_over_origins_of_2024_on_and_to_eighteen_months(found):
    chosen = pooled(found.cases)
    assert set(chosen["channel"].values) == {"lag"}
    assert chosen["horizon"].max() == 18
    early = found.cases.assign_coords(cut_off=("case", ["2023-12"] * found.cases.sizes["case"]))
    assert pooled(early).sizes["case"] == 0


def test_the_scores_that_ship_are_complete():
    cases = shipped_cases()
    assert set(cases["origin"].values) <= {origin.name for origin in origins_of(None)}
    assert cases["crps"].sel(forecaster=[MODEL, "prior"]).notnull().all()
    assert len(goals_of(cases)) == len(OPPONENTS) + 3


# what errors of the lag rest on -------------------------------------------------------------------


def scored(fact, month, bias, observed=1.0, origin="2024-06"):
    """One case of the model."""
    labels = {"fact": fact, "month": month, "origin": origin, "cut_off": origin, "horizon": 6}
    return xr.Dataset(
        {"observed": ("case", [observed]), "bias": (("case", "forecaster"), [[bias]])},
        {"forecaster": [MODEL], **{name: ("case", [value]) for name, value in labels.items()}},
    )


def test_errors_of_the_lag_and_of_what_it_rests_on_are_compared_on_the_same_cases():
    cases = [
        scored(LAG, "2024-12", bias=8.0, observed=4.0),
        scored(GAP, "2024-12", bias=0.5),
        scored(GROWTH, "2024-12", bias=-0.25),
        scored(LEADERS_RUN, "2024-12", bias=-0.5, observed=26.5),
        scored(FOLLOWERS_RUN, "2024-12", bias=0.0, observed=25.0),
        # the others were not scored for this month
        scored(LAG, "2024-09", bias=50.0),
        scored(GAP, "2024-09", bias=50.0),
    ]
    means = means_in_common(xr.concat(cases, "case"))
    assert {name: means[name].ratio for name in (LAG, GAP, GROWTH)} == {
        LAG: 3.0,
        GAP: 1.5,
        GROWTH: 0.75,
    }
    lead = means[LEADERS_RUN] - means[FOLLOWERS_RUN]
    assert (lead.forecast, lead.observed, lead.cases) == (1.0, 1.5, 1)
    assert "+0.50 dex in forecasts and -0.50 on record" in sentences_on_errors(
        xr.concat(cases, "case")
    )


def test_without_a_case_in_which_all_are_scored_nothing_is_compared():
    alone = xr.concat([scored(LAG, "2024-12", bias=8.0), scored(GAP, "2024-09", bias=0.5)], "case")
    assert means_in_common(alone) == {}
    assert sentences_on_errors(alone) == ""


# channels that explain a miss ---------------------------------------------------------------------

TIMES = np.arange("2018-01", "2026-01", dtype="datetime64[M]").astype("datetime64[ns]")
NEAR = np.arange(40) % 4 == 0
"""A quarter: mean 1/4 and standard deviation sqrt(3)/4, so that they stand sqrt(3) above it."""


def run_with(name, region, gain, first="2024-04"):
    """A run whose near members measure what came, and gain one in a channel from a month on."""
    names = ("capability", "training_compute", "know_how", "breakthroughs", "capability_gap")
    labels = {"time": TIMES, "region": ["US", "CN", "RoW"], "index": ["ECI", "Artificial Analysis"]}
    shape = (len(NEAR), len(TIMES), 3)
    data = {n: (("member", "time", "region"), np.zeros(shape)) for n in names}
    later = np.datetime64(first) <= TIMES
    data[name][1][:, later, labels["region"].index(region)] = gain[:, None]
    lag = np.full((*shape, 2), 200.0)
    for case in cases_of(origin_at(ARTICLE)):
        if case.fact.channel == "lag":
            month = case.fact.end.astype("datetime64[ns]") == TIMES
            lag[np.ix_(NEAR, month, [1], [labels["index"].index(case.fact.of)])] = case.fact.value
    data["measured_capability_lag"] = (("member", "time", "region", "index"), lag)
    return xr.Dataset(data, labels)


@pytest.mark.parametrize(
    ("name", "region", "channel", "sign"),
    [
        ("capability", "CN", "the follower's progress", 1),
        ("capability", "US", "the leader's progress", 1),
        ("training_compute", "CN", "the gap in largest runs narrowed", 1),
        ("know_how", "US", "the gap in know-how narrowed", -1),
        ("breakthroughs", "US", "breakthroughs of the leader", 1),
        ("breakthroughs", "CN", "breakthroughs that reached the follower", 1),
    ],
)
def test_the_channel_that_the_nearest_members_share_comes_first(name, region, channel, sign):
    run = run_with(name, region, NEAR.astype(float))
    first, *others = channel_shifts(run, cases_of(origin_at(ARTICLE))).items()
    assert first == (channel, pytest.approx(sign * 3**0.5))
    assert {shift for _, shift in others} == {0.0}


def test_channels_start_at_the_cut_off():
    run = run_with("capability", "CN", NEAR.astype(float), first="2024-03")
    shifts = channel_shifts(run, cases_of(origin_at(ARTICLE)))
    assert set(shifts.values()) == {0.0}


def test_a_small_gap_at_the_cut_off_is_a_channel():
    run = run_with("capability_gap", "CN", 1.0 - NEAR, first="2024-03")
    first = next(iter(channel_shifts(run, cases_of(origin_at(ARTICLE))).items()))
    assert first == ("the gap at the cut-off was small", pytest.approx(3**0.5))
