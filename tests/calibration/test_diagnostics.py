"""Which targets a posterior meets, and what it knows of each parameter."""

from dataclasses import replace

import numpy as np
import pytest
from scenarios import compose
from specimens import made_up_posterior, target

from sim.calibration.diagnostics import Width, target_fits, widths
from sim.calibration.posterior import load_posterior
from sim.world.draws import draw
from sim.world.parameters import Parameters

MANY = 4000
SPREAD = np.random.default_rng(8).standard_normal(MANY)


def fit(predictions, *targets):
    """How members stand to the first of some targets; one column serves them all."""
    columns = np.asarray(predictions, dtype=float).reshape(len(predictions), -1)
    return target_fits(columns, targets, np.random.default_rng(1))[0]


# met, not met -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "met"), [(33.0, True), (43.0, True), (52.0, False), (12.0, False)]
)
def test_a_value_is_met_within_the_interval_of_members_and_error(value, met):
    # 33 with a standard deviation of 6, seen with one of 8: 10 in all, 16.4 either way
    found = fit(33.0 + 6.0 * SPREAD, target(kind="value", value=value, tolerance=8.0))
    assert found.met is met
    assert found.predicted == pytest.approx((33 - 16.4, 33.0, 33 + 16.4), abs=0.7)
    assert found.simulated == pytest.approx((33 - 9.9, 33.0, 33 + 9.9), abs=0.5)


def test_an_error_on_a_log_scale_is_a_part_of_the_value():
    found = fit(np.full(MANY, 10.0), target(kind="value", value=13.0, tolerance=0.2, scale="log"))
    assert found.simulated == (10.0, 10.0, 10.0)
    assert np.log(found.predicted) == pytest.approx(
        np.log(10.0) + np.array([-0.329, 0, 0.329]), abs=0.02
    )
    assert found.met


@pytest.mark.parametrize(("part", "met"), [(0.6, True), (0.4, False)])
def test_a_claim_is_met_if_most_members_lie_in_it(part, met):
    predictions = np.where(np.arange(MANY) < part * MANY, 18.0, 40.0)
    assert fit(predictions, target(kind="interval", low=12.0, high=24.0)).met is met


@pytest.mark.parametrize(("part", "met"), [(0.6, True), (0.4, False)])
def test_a_bound_is_met_if_most_members_lie_above_it(part, met):
    predictions = np.where(np.arange(MANY) < part * MANY, 18.0, 2.0)
    assert fit(predictions, target(kind="bound", low=10.0)).met is met


@pytest.mark.parametrize(
    ("fact", "rate", "met"),
    [(0.0, 0.3, True), (0.0, 0.7, False), (1.0, 0.7, True), (1.0, 0.3, False)],
)
def test_a_fact_is_met_if_most_members_agree(fact, rate, met):
    predictions = np.arange(10) < rate * 10
    found = fit(predictions, target(kind="fact", value=fact, tolerance=0.05))
    assert found.met is met
    assert found.simulated == found.predicted == pytest.approx((rate,) * 3)


def test_members_without_a_value_are_excluded_from_the_quantiles():
    predictions = np.where(np.arange(MANY) % 10 == 0, np.nan, 5.0)
    assert fit(predictions, target(kind="value", value=5.0)).simulated == (5.0, 5.0, 5.0)


def test_targets_keep_their_order():
    targets = [target(id=id_, kind="value", value=1.0) for id_ in "cab"]
    found = target_fits(np.ones((10, 3)), targets, np.random.default_rng(1))
    assert [m.target.id for m in found] == ["c", "a", "b"]


# series, releases ---------------------------------------------------------------------------------

SURVEY = [
    target(id=str(v), kind="value", value=v, tolerance=0.1, scale="log", series="a survey")
    for v in (10.0, 40.0)
]


def test_a_series_is_met_on_its_own_scale():
    predictions = np.array(
        [[50.0, 200.0], [5.0, 20.0]] * 200
    )  # five times, half of what was published
    for found, published in zip(
        target_fits(predictions, SURVEY, np.random.default_rng(1)), (10.0, 40.0), strict=True
    ):
        assert found.simulated == pytest.approx((published,) * 3)
        assert found.met
    own = [replace(t, series="") for t in SURVEY]
    assert not target_fits(predictions[::2], own, np.random.default_rng(1))[0].met


def test_a_series_whose_rows_do_not_fit_together_is_not_met():
    predictions = np.array([[50.0, 50.0]] * 400)
    found = target_fits(predictions, SURVEY, np.random.default_rng(1))
    assert [m.met for m in found] == [False, False]
    # the scale is the mean of the log ratios: a fifth and four fifths, 0.4 together
    assert [m.simulated[1] for m in found] == pytest.approx([20.0, 20.0])


def test_rows_on_one_release_are_predicted_with_their_wider_error():
    rows = [
        target(id=str(i), measure="measured_lag", of="ECI", kind="value", value=12.0, tolerance=2.5,
               release="Yi-34B")
        for i in range(4)
    ]  # fmt: skip
    found = target_fits(np.full((MANY, 4), 12.0), rows, np.random.default_rng(1))
    assert found[3].predicted == pytest.approx((12 - 8.22, 12.0, 12 + 8.22), abs=0.5)


# widths -------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def calibration():
    return compose("status_quo").calibration


@pytest.fixture(scope="module")
def of_priors(calibration):
    values = draw(calibration, MANY, seed=3).values
    return np.stack([values[name] for name in Parameters._fields], axis=-1).astype(np.float32)


def posterior(parameters):
    return made_up_posterior(len(parameters), parameters=parameters)


def width_of(parameters, calibration, name):
    return next(w for w in widths(posterior(parameters), calibration) if w.name == name)


def test_draws_of_the_priors_identify_nothing(calibration, of_priors):
    found = widths(posterior(of_priors), calibration)
    assert [w.name for w in found] == list(Parameters._fields)
    assert [w.name for w in found if w.is_identified] == []
    for width in found:
        assert width.ratio == pytest.approx(1.0, abs=0.06), width.name
        assert width.shift == pytest.approx(0.0, abs=0.06), width.name


def moved(parameters, name, factor=1.0, by=0.0):
    """One parameter drawn together around its mean, and moved by standard deviations."""
    column = Parameters._fields.index(name)
    other = parameters.astype(float).copy()
    values = other[:, column]
    mean, deviation = values.mean(), values.std()
    other[:, column] = mean + factor * (values - mean) + by * deviation
    return other.astype(np.float32)


@pytest.mark.parametrize(
    ("factor", "by", "known"),
    [(0.5, 0.0, True), (0.8, 0.0, True), (0.9, 0.0, False), (1.0, 0.2, False), (1.0, -0.5, True)],
)
def test_a_parameter_is_identified_by_its_width_or_its_shift(
    calibration, of_priors, factor, by, known
):
    parameters = moved(of_priors, "utilisation", factor, by)
    found = width_of(parameters, calibration, "utilisation")
    assert found.ratio == pytest.approx(factor, abs=0.04)
    assert found.shift == pytest.approx(by, abs=0.06)
    assert found.is_identified is known
    others = [w.name for w in widths(posterior(parameters), calibration) if w.is_identified]
    assert set(others) <= {"utilisation"}


def test_quantiles_are_those_of_the_prior_and_of_the_draws(calibration, of_priors):
    # normal around 0.36 with 0.04, hardly cut
    found = width_of(moved(of_priors, "utilisation", 0.5), calibration, "utilisation")
    assert found.prior == pytest.approx((0.294, 0.36, 0.426), abs=0.002)
    assert found.posterior == pytest.approx((0.327, 0.36, 0.393), abs=0.003)


def test_a_prior_without_spread_is_as_wide_as_ever(calibration, of_priors):
    settled = calibration.parameters["utilisation"].model_copy(update={"spread": 0.0})
    other = calibration.model_copy(
        update={"parameters": {**calibration.parameters, "utilisation": settled}}
    )
    column = Parameters._fields.index("utilisation")
    parameters = of_priors.copy()
    parameters[:, column] = 0.36
    found = width_of(parameters, other, "utilisation")
    assert (found.ratio, found.shift, found.is_identified) == (1.0, 0.0, False)


@pytest.mark.parametrize(
    ("ratio", "shift", "known"), [(0.84, 0.0, True), (0.86, 0.38, False), (1.0, -0.42, True)]
)
def test_what_counts_as_identified(ratio, shift, known):
    assert Width("x", (0, 0, 0), (0, 0, 0), ratio, shift).is_identified is known


def test_the_articles_posterior_knows_some_parameters_and_not_all(calibration):
    known = [w.is_identified for w in widths(load_posterior("article"), calibration)]
    assert 5 < sum(known) < len(known) - 5
