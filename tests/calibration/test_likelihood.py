"""How likely the record is under what a member shows, and records that a member might leave."""

import math
import os
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import kstest, multivariate_normal, norm
from specimens import target

from sim.calibration.likelihood import log_likelihood, simulated_record
from sim.calibration.record_errors import SERIES_SPREAD
from sim.calibration.targets import all_targets, targets_of

FDI = target(kind="value", value=33.0, tolerance=8.0)
MONEY = target(kind="value", value=2.0, tolerance=0.2, scale="log")
CLAIM = target(kind="interval", low=12.0, high=24.0, tolerance=1.0)
REVENUE = target(kind="interval", low=2.0, high=6.0, tolerance=0.2, scale="log")
BOUND = target(kind="bound", low=10.0, tolerance=2.5)
FACT = target(kind="fact", value=0.0, tolerance=0.05)
SERIES = tuple(
    target(id=str(value), kind="value", value=value, tolerance=0.3, scale="log", series="a survey")
    for value in (10.0, 50.0)
)


def of_one(predictions, a_target):
    return log_likelihood(np.array([[predictions]], dtype=float), [a_target])[0]


# one target ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("a_target", "predictions", "expected"),
    [
        (FDI, 33.0, 0.0),
        (FDI, 41.0, -0.5),
        (FDI, 17.0, -2.0),
        (MONEY, 2.0, 0.0),
        (MONEY, 2.0 * math.exp(0.2), -0.5),
        (MONEY, 2.0 * math.exp(-0.6), -4.5),
        (CLAIM, 18.0, 0.0),
        (CLAIM, 12.0, math.log(0.5)),
        (CLAIM, 24.0, math.log(0.5)),
        (CLAIM, 11.0, norm.logcdf(-1.0)),
        (CLAIM, 26.0, norm.logcdf(-2.0)),
        (REVENUE, 2.0, math.log(0.5)),
        (REVENUE, 6.0 * math.exp(0.2), norm.logcdf(-1.0)),
        (BOUND, 10.0, math.log(0.5)),
        (BOUND, 12.5, norm.logcdf(1.0)),
        (BOUND, 60.0, 0.0),
        (FACT, 0.0, math.log(0.95)),
        (FACT, 1.0, math.log(0.05)),
        (replace(FACT, value=1.0), 1.0, math.log(0.95)),
    ],
)
def test_a_worked_likelihood(a_target, predictions, expected):
    assert of_one(predictions, a_target) == pytest.approx(expected, abs=1e-7)


def test_targets_of_their_own_add_up():
    targets = [FDI, CLAIM, FACT]
    predictions = np.array([[41.0, 12.0, 1.0], [33.0, 18.0, 0.0]])
    assert log_likelihood(predictions, targets) == pytest.approx(
        [-0.5 + math.log(0.5) + math.log(0.05), math.log(0.95)], abs=1e-8
    )


@given(st.floats(0, 11))
def test_however_far_a_claimed_interval_minds_both_its_ends_alike(beyond):
    below, above = of_one(12.0 - beyond, CLAIM), of_one(24.0 + beyond, CLAIM)
    assert below == pytest.approx(above, rel=1e-6)


@given(st.floats(0, 6))
def test_within_six_deviations_a_claimed_interval_minds_both_its_ends_alike(beyond):
    below, above = of_one(12.0 - beyond, CLAIM), of_one(24.0 + beyond, CLAIM)
    assert below == pytest.approx(above, rel=1e-6)


@pytest.mark.parametrize(
    ("a_target", "predictions"),
    [
        (MONEY, 0.0),
        (MONEY, -1.0),
        (MONEY, np.nan),
        (FDI, np.nan),
        (FDI, np.inf),
        (CLAIM, np.nan),
        (CLAIM, np.inf),
        (REVENUE, 0.0),
        (REVENUE, -3.0),
        (BOUND, np.nan),
        (BOUND, -np.inf),
        *((SERIES[0], predictions) for predictions in (0.0, -1.0, np.nan, np.inf)),
    ],
)
def test_impossible_predictions_have_zero_likelihood_and_not_nan(a_target, predictions):
    assert of_one(predictions, a_target) == -np.inf


def test_an_impossible_member_does_not_change_the_likelihood_of_others():
    predictions = np.array([[0.0, 10.0], [10.0, 50.0], [10.0, np.nan]])
    assert log_likelihood(predictions, SERIES) == pytest.approx([-np.inf, 0.0, -np.inf])


ALL = all_targets()


@given(
    st.sampled_from([t for t in ALL if t.kind == "value"]), st.floats(-3, 3), st.floats(0.01, 0.99)
)
def test_no_value_is_likelier_than_the_published_and_nearer_is_likelier(a_target, errors, part):
    def at(distance):
        off = distance * a_target.tolerance
        return a_target.value * math.exp(off) if a_target.scale == "log" else a_target.value + off

    published, near, far = (of_one(at(d), a_target) for d in (0.0, part * errors, errors))
    assert published == pytest.approx(0.0, abs=1e-12)
    assert published >= near - 1e-12 >= far - 1e-9


@given(st.lists(st.floats(-2, 2), min_size=len(ALL), max_size=len(ALL)))
def test_the_record_is_likeliest_to_a_member_that_shows_it(errors):
    values = [t for t in ALL if t.kind == "value"]
    predictions = np.array([[t.value for t in values]] * 2)
    predictions[1] += np.array(errors[: len(values)]) * np.abs(predictions[0])
    truth, other = log_likelihood(predictions, values)
    assert truth >= other


# series with a scale of their own -----------------------------------------------------------------


def test_a_series_is_normal_around_a_scale_that_is_integrated_out():
    predictions = np.array([[10.0, 50.0], [14.0, 50.0], [8.0, 90.0]])
    covariance = np.diag([0.09, 0.09]) + 0.7**2
    density = multivariate_normal([0.0, 0.0], covariance)
    ratios = np.log([10.0, 50.0]) - np.log(predictions)
    expected = density.logpdf(ratios) - density.logpdf([0.0, 0.0])
    assert log_likelihood(predictions, SERIES) == pytest.approx(expected)


def test_two_rows_off_together_and_two_rows_apart():
    c, tau, spread = 0.4, 0.3, SERIES_SPREAD
    together = np.array([[10.0, 50.0]]) * math.exp(c)
    apart = np.array([[10.0 * math.exp(c), 50.0 * math.exp(-c)]])
    assert log_likelihood(together, SERIES) == pytest.approx(-(c**2) / (tau**2 + 2 * spread**2))
    assert log_likelihood(apart, SERIES) == pytest.approx(-(c**2) / tau**2)


@given(st.floats(0.2, 5.0).filter(lambda factor: abs(factor - 1) > 0.01))
def test_a_factor_common_to_a_series_costs_less_than_to_rows_of_their_own(factor):
    predictions = np.array([[10.0, 50.0]])
    own = [replace(t, series="") for t in SERIES]
    of_series = log_likelihood(predictions * factor, SERIES) - log_likelihood(predictions, SERIES)
    of_rows = log_likelihood(predictions * factor, own) - log_likelihood(predictions, own)
    assert of_rows < of_series < 0


def test_one_series_does_not_move_the_scale_of_another():
    others = [replace(t, id=t.id + "b", series="another survey") for t in SERIES]
    predictions = np.array([[14.0, 60.0, 3.0, 40.0]])
    both = log_likelihood(predictions, [*SERIES, *others])
    each = log_likelihood(predictions[:, :2], SERIES) + log_likelihood(predictions[:, 2:], others)
    assert both == pytest.approx(each)


# a discrepancy that values of a quantity share ---------------------------------------------------

LAG = target(measure="measured_lag", of="ECI", kind="value", value=12.0, tolerance=2.5)
LAGS = [
    replace(LAG, id=month, period=month, discrepancy=2.5)
    for month in ("2023-06", "2023-12", "2024-06")
]


def test_a_discrepancy_is_normal_and_fades_with_the_months_between_values():
    predictions = np.array([[14.0, 15.0, 9.0], [10.0, 12.0, 13.0]])
    apart = np.array([[0, 6, 12], [6, 0, 6], [12, 6, 0]])
    density = multivariate_normal([12.0] * 3, 6.25 * (np.eye(3) + np.exp(-apart / 12.0)))
    expected = density.logpdf(predictions) - density.logpdf([12.0] * 3)
    assert log_likelihood(predictions, LAGS) == pytest.approx(expected)


@given(st.floats(0.1, 20.0))
def test_values_off_together_cost_less_with_a_discrepancy_than_without(off):
    together = np.full((1, 3), 12.0 + off)
    without = [replace(t, discrepancy=0.0) for t in LAGS]
    alone = [replace(t, of=name) for t, name in zip(LAGS, ("a", "b", "c"), strict=True)]
    costs = [-log_likelihood(together, targets)[0] for targets in (LAGS, alone, without)]
    assert costs[0] < costs[1] < costs[2]


# rows that rest on one release --------------------------------------------------------------------


def test_rows_on_one_release_count_as_one():
    rows = [replace(LAG, id=str(i), release="Yi-34B") for i in range(4)]
    assert log_likelihood(np.full((1, 4), 14.5), rows) == pytest.approx([-0.5])


# records that a member might have left ------------------------------------------------------------


def records(predictions, targets, count=4000):
    rng = np.random.default_rng(1)
    return [simulated_record(np.array(predictions), targets, rng) for _ in range(count)]


def test_a_recorded_value_errs_by_its_tolerance():
    values = np.array([r.value for (r,) in records([100.0], (FDI,))])
    assert values.mean() == pytest.approx(100.0, abs=0.5)
    assert values.std() == pytest.approx(8.0, rel=0.04)


def test_a_value_on_a_log_scale_errs_by_a_part_of_itself():
    logs = np.log([r.value for (r,) in records([7.0], (MONEY,))])
    assert logs.mean() == pytest.approx(math.log(7.0), abs=0.012)
    assert logs.std() == pytest.approx(0.2, rel=0.04)


def test_rows_on_one_release_err_by_their_wider_tolerance():
    rows = tuple(replace(LAG, id=str(i), release="Yi-34B") for i in range(4))
    values = np.array([[r.value for r in of_all] for of_all in records([9.0] * 4, rows)])
    assert values.std(axis=0) == pytest.approx([5.0] * 4, rel=0.05)


def test_values_of_a_quantity_err_together_as_far_as_they_are_near_in_time():
    values = np.array([[r.value for r in rows] for rows in records([12.0] * 3, tuple(LAGS))])
    apart = np.array([[0, 6, 12], [6, 0, 6], [12, 6, 0]])
    assert np.cov(values.T) == pytest.approx(6.25 * (np.eye(3) + np.exp(-apart / 12.0)), abs=0.8)


def test_rows_of_a_series_share_their_scale_and_err_by_themselves():
    logs = np.log([[r.value for r in rows] for rows in records([10.0, 20.0], SERIES)])
    covariance = np.cov(logs.T)
    assert logs.mean(axis=0) == pytest.approx(np.log([10.0, 20.0]), abs=0.05)
    expected = np.diag([0.09, 0.09]) + SERIES_SPREAD**2
    assert covariance == pytest.approx(expected, rel=0.08)


def test_a_fact_is_recorded_wrongly_as_often_as_its_tolerance_says():
    for holds in (0.0, 1.0):
        wrong = np.mean([r.value != holds for (r,) in records([holds], (FACT,))])
        assert wrong == pytest.approx(0.05, abs=0.01)


def test_a_claim_is_a_cell_of_the_width_of_the_claim():
    for (r,) in records([31.0], (CLAIM,), count=200):
        assert r.high - r.low == pytest.approx(12.0)
        assert (r.low - 12.0) % 12.0 == pytest.approx(0.0)
    for (r,) in records([9.0], (REVENUE,), count=200):
        assert r.high / r.low == pytest.approx(3.0)


def test_a_claim_holds_the_value_with_its_error():
    lows = np.array([r.low for (r,) in records([24.5], (CLAIM,))])
    assert set(lows) == {12.0, 24.0}
    assert (lows == 24.0).mean() == pytest.approx(norm.cdf(0.5), abs=0.02)


@given(st.floats(-30, 80))
def test_the_cells_that_a_claim_may_name_share_all_the_chance(predictions):
    low = 12.0 * np.arange(-6, 12)
    cells = [replace(CLAIM, low=float(at), high=float(at) + 12.0) for at in low]
    assert sum(np.exp(of_one(predictions, cell)) for cell in cells) == pytest.approx(1.0)


def test_a_value_beyond_the_reach_of_the_record_is_known_to_be_there_and_no_more():
    above = [r for (r,) in records([30.0], (BOUND,), count=100)]
    assert set(above) == {BOUND}


def test_a_value_within_the_reach_of_the_record_is_recorded_exactly():
    below = [r for (r,) in records([2.0], (BOUND,))]
    measured = [r for r in below if r.kind == "value"]
    assert len(measured) / len(below) == pytest.approx(norm.cdf(8.0 / 2.5), abs=0.005)
    assert max(r.value for r in measured) <= 10.0
    assert np.mean([r.value for r in measured]) == pytest.approx(2.0, abs=0.15)


def test_a_record_names_the_targets_that_it_was_made_from():
    targets = targets_of("record", date(2025, 6, 30))
    predictions = np.array([1.0 if t.kind == "fact" else t.value or t.low or 1.0 for t in targets])
    recorded = simulated_record(predictions, targets, np.random.default_rng(1))
    unnumbered = {"value": None, "low": None, "high": None, "kind": None}
    for before, after in zip(targets, recorded, strict=True):
        assert vars(before) | unnumbered == vars(after) | unnumbered


def test_the_error_of_a_later_row_of_a_series_is_drawn_given_that_of_an_earlier_one():
    first, second = SERIES
    rng = np.random.default_rng(1)
    predicted = np.array([5.0, 50.0])  # half of the first value, so that its error is log 2
    drawn = [simulated_record(predicted, SERIES, rng, {first.id}) for _ in range(4000)]
    assert all(earlier == first for earlier, _ in drawn)
    errors = np.log([later.value / 50.0 for _, later in drawn])
    shared, own = SERIES_SPREAD**2, second.tolerance**2
    part = shared / (shared + own)
    assert errors.mean() == pytest.approx(part * math.log(2.0), abs=0.02)
    assert errors.var() == pytest.approx(own + shared * (1.0 - part), rel=0.08)


def test_likelihood_and_records_are_of_one_mind():
    # the share of records less likely than the one drawn is uniform: -2 log likelihood of a value
    # is chi-squared with one degree of freedom
    twice = [-2.0 * of_one(100.0, r) for (r,) in records([100.0], (FDI,))]
    assert kstest(twice, "chi2", args=(1,)).pvalue > 0.01


@pytest.mark.slow
def test_a_seed_leaves_one_record_whatever_the_process():
    code = (
        "import numpy as np; from datetime import date\n"
        "from sim.calibration.targets import targets_of\n"
        "from sim.calibration.likelihood import simulated_record\n"
        "targets = targets_of('record', date(2025, 6, 30))\n"
        "predictions = np.array([t.value or t.low or 1.0 for t in targets])\n"
        "print(simulated_record(predictions, targets, np.random.default_rng(1)))"
    )
    root = str(Path(__file__).parents[2])
    printed = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONPATH": root, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(printed) == 1
