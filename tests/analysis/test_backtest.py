"""The back-test: what is asked of a posterior, how it is scored, and which channel explains it."""

from dataclasses import replace
from datetime import date
from io import StringIO

import numpy as np
import pytest
import xarray as xr
from rich.console import Console
from scenarios import compose

from sim.analysis.backtest import (
    Forecast,
    by_release,
    channel_shifts,
    end_of,
    lag_scores,
    other_forecasts,
    run_forecast,
)
from sim.calibration.measures import measured
from sim.calibration.posterior import load_posterior
from sim.calibration.targets import all_targets, targets_of
from sim.settings.errors import SettingsError
from sim.tables.backtest import lag_table, other_table, score_table, verdict

ARTICLE = date(2024, 3, 31)
BY_ID = {target.id: target for target in all_targets()}
LAGS = [
    *("F030", "F040", "F031", "F041", "F032", "F042", "F033", "F043", "F034", "F044"),
    *("ECI-2025-09", "AA-2025-09", "ECI-2025-12", "AA-2025-12"),
]


def made(ids, shown, until=ARTICLE, dataset=None):
    """A forecast of some targets: what members show by id, or the same of all."""
    later = tuple(BY_ID[id_] for id_ in ids)
    by_id = shown if isinstance(shown, dict) else dict.fromkeys(ids, np.asarray(shown, float))
    posterior = replace(load_posterior("article"), until=until)
    return Forecast("mine", posterior, xr.Dataset() if dataset is None else dataset, later, by_id)


@pytest.fixture(scope="module")
def settings():
    return compose("as_enacted", ["ensemble.members=64", "ensemble.seed=3"])


@pytest.fixture(scope="module")
def article(settings):
    return run_forecast("article", load_posterior("article"), settings)


@pytest.fixture(scope="module")
def later(settings):
    """A posterior with a cut-off of its own."""
    return run_forecast(
        "later", replace(load_posterior("article"), until=date(2024, 6, 30)), settings
    )


# what is asked ------------------------------------------------------------------------------------


def test_targets_before_the_cut_off_are_not_forecast(article, later):
    assert min(end_of(t) for t in article.later) == np.datetime64("2024-06")
    assert min(end_of(t) for t in later.later) == np.datetime64("2024-09")
    assert {t.id for t in later.later} < {t.id for t in article.later}


def test_a_forecast_shares_no_target_with_the_calibration_that_it_tests(article):
    used = {t.id for t in targets_of("record", ARTICLE)} | {
        t.id for t in targets_of("article", ARTICLE)
    }
    assert not used & {t.id for t in article.later}


def test_every_later_value_is_forecast(article):
    later = [t for t in all_targets() if end_of(t) > np.datetime64("2024-03")]
    expected = {t.id for t in later if t.kind != "bound"}
    assert {t.id for t in article.later} == set(article.predictions) == expected
    assert set(LAGS) < expected
    assert all(values.shape == (64,) for values in article.predictions.values())
    assert all(np.isfinite(values).all() for values in article.predictions.values())


def test_a_forecast_runs_under_the_enacted_measures_to_the_end_of_the_record(article):
    times = article.dataset["time"].values.astype("datetime64[M]")
    assert times[-1] == max(end_of(t) for t in all_targets())
    assert article.dataset.attrs["scenario"] == "as_enacted"
    assert article.dataset.attrs["history_until"] == "the end of the record"


def test_predictions_of_a_forecast_match_its_dataset(article):
    values = measured(article.dataset, article.later)
    for id_, predictions in article.predictions.items():
        np.testing.assert_array_equal(predictions, values[id_].values)


def test_a_forecast_does_not_depend_on_the_scenario(article):
    other = compose(
        "strict_controls", ["ensemble.members=64", "ensemble.seed=3", "sanctions.capital=1"]
    )
    again = run_forecast("article", load_posterior("article"), other)
    for id_, predictions in article.predictions.items():
        np.testing.assert_array_equal(again.predictions[id_], predictions)


def test_another_seed_forecasts_from_the_same_past(article, settings):
    seeded = settings.model_copy(
        update={"ensemble": settings.ensemble.model_copy(update={"seed": 4})}
    )
    other = run_forecast("article", load_posterior("article"), seeded)
    known = targets_of("article", ARTICLE)
    past, others_past = (measured(of.dataset, known) for of in (article, other))
    for id_, values in past.items():
        np.testing.assert_array_equal(values, others_past[id_])
    assert (other.predictions["F034"] != article.predictions["F034"]).any()


# scores of lags -----------------------------------------------------------------------------------


def crps(scored, id_):
    return dict(
        zip(scored["forecaster"].values, scored["crps"].sel(target=id_).values, strict=True)
    )


def test_lags_are_scored_against_the_last_that_was_known():
    scored = lag_scores(made(LAGS, [10.0, 10.0]))
    assert scored["target"].values.tolist() == LAGS
    # in March 2024 the lag was 12.6 months on ECI, 16.0 on Artificial Analysis
    assert crps(scored, "F030")["it_stays"] == pytest.approx(15.6 - 12.6)
    assert crps(scored, "F034")["it_stays"] == pytest.approx(12.6 - 6.4)
    assert crps(scored, "F040")["it_stays"] == pytest.approx(16.0 - 15.6)
    assert [crps(scored, id_)["model"] for id_ in ("F030", "F031")] == pytest.approx([5.6, 6.6])
    # 15.6 is 0.65 of two years: 24 (0.65^2 - 0.65 + 1/3)
    assert crps(scored, "F030")["know_nothing"] == pytest.approx(24 * (0.65**2 - 0.65 + 1 / 3))


def test_the_walk_takes_the_steps_that_were_measured_before_the_cut_off():
    scored = lag_scores(made(LAGS, [10.0, 10.0]))
    # 9.6 to 12.6 and 13.0 to 16.0 in three months; 11.5 to 9.7 in one and to 12.5 in three more
    squares = [3.0**2 / 3, 3.0**2 / 3, 1.8**2, 2.8**2 / 3]
    assert scored.attrs["walk_spread"] == pytest.approx(np.mean(squares) ** 0.5)


def test_a_later_cut_off_uses_later_measurements():
    ids = LAGS[2:]
    scored = lag_scores(made(ids, [10.0, 10.0], until=date(2024, 6, 30)))
    assert crps(scored, "F031")["it_stays"] == pytest.approx(15.6 - 3.4)
    earlier = lag_scores(made(ids, [10.0, 10.0]))
    assert scored.attrs["walk_spread"] != earlier.attrs["walk_spread"]


def test_an_observation_has_a_rank_and_is_compared_with_intervals():
    members = np.linspace(0.0, 20.0, 201)
    scored = lag_scores(made(["F030", "F031"], members))  # 15.6 and 3.4 months
    assert scored["rank"].values == pytest.approx([0.78, 0.17], abs=0.01)
    assert scored["within"].values.tolist() == [[False, True], [False, True]]
    assert scored["observed"].values.tolist() == [15.6, 3.4]
    assert scored["release"].values.tolist() == ["Qwen2-72B", "Qwen2.5-72B"]


def test_bounds_runs_and_money_are_not_scored_as_lags(article):
    assert set(lag_scores(article)["target"].values) == set(LAGS)


def test_each_release_counts_once():
    # off by 5.6 on one release, by 6.6 and 3.1 on the next
    scored = lag_scores(made(["F030", "F031", "F041"], [10.0, 10.0]))
    means = by_release(scored)
    assert float(means["crps"].sel(forecaster="model")) == pytest.approx(
        (5.6 + (6.6 + 3.1) / 2) / 2
    )


def test_a_release_is_within_as_far_as_its_rows_are():
    shown = {"F030": np.full(9, 15.6), "F031": np.full(9, 3.4), "F041": np.zeros(9)}
    means = by_release(lag_scores(made(list(shown), shown)))
    assert means["within"].values == pytest.approx([0.75, 0.75])


def test_a_posterior_of_the_whole_record_cannot_be_scored(article):
    posterior = replace(article.posterior, until=date(2025, 6, 30))
    with pytest.raises(SettingsError, match="2025-06-30"):
        lag_scores(replace(article, posterior=posterior, later=()))


# other quantities ---------------------------------------------------------------------------------


def test_other_quantities_are_values_of_known_scale_that_are_not_lags_on_indices(article):
    ids = {missed.target.id for missed in other_forecasts(article)}
    known = {t.id for t in article.later if t.kind == "value" and not t.series}
    assert ids == known - set(LAGS)
    assert {"B046", "D036", "B026", "C092"} <= ids


@pytest.mark.parametrize(
    ("published", "outside"),
    [(50.0, False), (5.0, False), (95.0, False), (4.9, True), (95.1, True)],
)
def test_a_quantity_is_missed_if_it_lies_outside_nine_tenths_of_the_members(published, outside):
    asked = made(["B046"], np.arange(101.0))
    asked = replace(asked, later=(replace(BY_ID["B046"], value=published),))
    (missed,) = other_forecasts(asked)
    assert (missed.low, missed.middle, missed.high) == pytest.approx((5.0, 50.0, 95.0))
    assert missed.is_outside is outside


# channels -----------------------------------------------------------------------------------------

TIMES = np.arange("2024-01", "2025-07", dtype="datetime64[M]").astype("datetime64[ns]")


def with_channel(near, name="capability", region="CN"):
    """A dataset in which members that came near gain one in a channel after the cut-off."""
    names = "capability", "training_compute", "know_how", "breakthroughs", "capability_gap"
    labels = {"time": TIMES, "region": ["US", "CN", "RoW"]}
    shape = (len(near), len(TIMES), 3)
    data = {n: (("member", "time", "region"), np.zeros(shape)) for n in names}
    dataset = xr.Dataset(data, labels)
    gain = np.zeros(shape)
    place = labels["region"].index(region)
    gain[:, 3:, place] = near[:, None]  # from April 2024 on
    return dataset.assign({name: (("member", "time", "region"), gain)})


def hitting(near, distance=100.0):
    """What members show if some come exactly, and the others not at all."""
    return {id_: BY_ID[id_].value + np.where(near, 0.0, distance) for id_ in LAGS}


NEAR = np.arange(40) % 4 == 0
"""A quarter: mean 1/4 and standard deviation sqrt(3)/4, so that they stand sqrt(3) above it."""


@pytest.mark.parametrize(
    ("name", "region", "channel", "sign"),
    [
        ("capability", "CN", "the follower's progress", 1),
        ("capability", "US", "the leader's progress", 1),
        ("training_compute", "CN", "the gap in largest runs narrowed", 1),
        ("training_compute", "US", "the gap in largest runs narrowed", -1),
        ("know_how", "CN", "the gap in know-how narrowed", 1),
        ("breakthroughs", "US", "breakthroughs of the leader", 1),
        ("breakthroughs", "CN", "breakthroughs that reached the follower", 1),
    ],
)
def test_the_channel_that_the_nearest_members_share_comes_first(name, region, channel, sign):
    dataset = with_channel(NEAR.astype(float), name, region)
    shifts = channel_shifts(made(LAGS, hitting(NEAR), dataset=dataset))
    first, *others = shifts.items()
    assert first == (channel, pytest.approx(sign * 3**0.5))
    assert {shift for _, shift in others} == {0.0}


def test_channels_start_at_the_cut_off():
    dataset = with_channel(NEAR.astype(float))
    early = dataset["capability"].copy()
    early[:, 2:, 1] = NEAR.astype(float)[:, None]  # from March 2024 on
    shifts = channel_shifts(made(LAGS, hitting(NEAR), dataset=dataset.assign(capability=early)))
    assert set(shifts.values()) == {0.0}


def test_a_small_gap_at_the_cut_off_is_a_channel():
    dataset = with_channel(np.zeros(40))
    gap = dataset["capability_gap"].copy()
    gap[:, 2, 1] = np.where(NEAR, 0.0, 1.0)
    shifts = channel_shifts(made(LAGS, hitting(NEAR), dataset=dataset.assign(capability_gap=gap)))
    assert next(iter(shifts.items())) == ("the gap at the cut-off was small", pytest.approx(3**0.5))


def test_rows_on_one_release_are_one_piece_of_evidence():
    # half of the members meet F030 and F040, one release; the other half F034, another one
    half = np.arange(40) % 2 == 0
    ids = ["F030", "F040", "F034"]
    shown = {id_: BY_ID[id_].value + np.where(half ^ (id_ == "F034"), 0.0, 2.5) for id_ in ids}
    shifts = channel_shifts(made(ids, shown, dataset=with_channel(half.astype(float))))
    assert shifts["the follower's progress"] == pytest.approx(0.0, abs=1e-12)


# tables -------------------------------------------------------------------------------------------


def printed(table):
    console = Console(file=StringIO(), width=160)
    console.print(table)
    return console.file.getvalue()


def test_the_table_of_scores_has_a_row_a_posterior_and_tells_the_skill():
    scored = lag_scores(made(["F030", "F031", "F041"], [10.0, 10.0]))
    text = printed(score_table({"mine": scored, "again": scored}))
    assert text.count("3 on 2") == 2
    model, best = (
        5.225,
        min(
            float(by_release(scored)["crps"].sel(forecaster=f))
            for f in scored["forecaster"].values[1:]
        ),
    )
    assert f"{1 - model / best:+.2f}" in text
    assert "5.22" in text


def test_the_table_of_lags_has_a_row_a_measurement():
    asked = made(["F030", "F031"], np.arange(101.0))
    text = printed(lag_table(lag_scores(asked), asked.predictions))
    assert "50.0 [5.0, 95.0]" in text
    assert "Qwen2-72B" in text
    assert "monthly step of the random walk: 1.7 months" in text


def test_the_table_of_other_quantities_counts_those_that_were_missed():
    missed = other_forecasts(
        made(["B046", "B047"], {"B046": np.arange(101.0), "B047": np.zeros(9)})
    )
    text = printed(other_table(missed))
    assert "1 of 2 outside the 90% interval" in text
    assert [line.rstrip().endswith("outside") for line in text.splitlines() if "B04" in line] == [
        False,
        True,
    ]


@pytest.mark.parametrize(
    ("members", "says", "side"),
    [([3.3, 3.5], "beats its best rival", "below"), ([80.0, 81.0], "does not beat", "below"),
     ([0.0, 1.0], "its best rival", "above")],
)  # fmt: skip
def test_the_verdict_says_who_won_and_on_which_side_the_forecasts_lie(members, says, side):
    scored = lag_scores(made(["F031"], members))
    sentence = verdict(scored, {"a channel": -1.26, "another": 0.5, "a third": 0.1})
    observed_is_between = members[0] < 3.4 < members[1]
    assert says in sentence
    assert observed_is_between or f"lie {side} the middle" in sentence
    assert "a channel (-1.3 sd), another (+0.5 sd)" in sentence
