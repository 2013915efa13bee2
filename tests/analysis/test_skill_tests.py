"""Whether two forecasters can be told apart: the bootstrap over origins, and Diebold-Mariano."""

import numpy as np
import pytest
import xarray as xr

from sim.analysis.skill_tests import (
    FEWEST_ORIGINS,
    bootstrap_ends,
    compare,
    diebold_mariano,
    p_value_at,
)

RNG = np.random.default_rng(3)


def cases(crps, origins=None, horizon=3):
    """Cases of two forecasters, one for each origin by default."""
    crps = np.asarray(crps, dtype=float)
    origins = np.arange(len(crps)) if origins is None else origins
    return xr.Dataset(
        {"crps": (("case", "forecaster"), crps)},
        {
            "forecaster": ["mine", "theirs"],
            "cut_off": ("case", [f"{2000 + int(o)}-03" for o in origins]),
            "horizon": ("case", [horizon] * len(crps)),
        },
    )


def test_equal_forecasts_are_not_distinguishable():
    same = np.repeat(RNG.random((12, 1)), 2, axis=1)
    found = compare(cases(same), "mine", "theirs")
    assert (found.low, found.difference, found.high) == (0.0, 0.0, 0.0)
    assert found.verdict == "not distinguishable"
    assert found.skill == 0.0
    assert diebold_mariano(np.zeros(12), 6) == 1.0


@pytest.mark.parametrize(("shift", "verdict"), [(2.0, "better"), (-2.0, "worse")])
def test_a_forecaster_that_is_always_better_is_said_to_be(shift, verdict):
    mine = 3.0 + 0.1 * RNG.random(12)
    found = compare(cases(np.stack([mine, mine + shift], axis=1)), "mine", "theirs")
    assert found.verdict == verdict
    assert found.difference == pytest.approx(-shift)


def test_with_few_origins_nothing_is_distinguishable():
    few = FEWEST_ORIGINS - 1
    found = compare(cases(np.tile([1.0, 9.0], (few, 1))), "mine", "theirs")
    assert found.verdict == "not distinguishable"
    assert np.isnan(found.low)
    assert np.isnan(diebold_mariano(np.full(few, -8.0), 3))


def test_only_cases_that_both_forecast_are_compared():
    found = compare(cases([[1.0, 2.0], [5.0, np.nan], [3.0, 4.0]]), "mine", "theirs")
    assert (found.cases, found.origins, found.score, found.other) == (2, 2, 2.0, 3.0)


def test_without_a_common_case_there_is_no_number():
    found = compare(cases([[1.0, np.nan]]), "mine", "theirs")
    assert (found.cases, found.verdict) == (0, "not distinguishable")


def test_the_cases_of_an_origin_stay_together():
    # 40 cases, but only four origins: the interval is as wide as the four allow
    many = np.repeat([[1.0, 0.0], [0.0, 1.0], [1.0, 0.0], [0.0, 1.0]], 10, axis=0)
    found = compare(cases(many, np.repeat(np.arange(4), 10)), "mine", "theirs")
    assert found.origins == 4
    assert found.verdict == "not distinguishable"


def test_the_interval_of_a_bootstrap_covers_the_mean_as_often_as_it_says():
    rng = np.random.default_rng(5)
    ends = [bootstrap_ends(rng.standard_normal(40), np.ones(40)) for _ in range(200)]
    covered = np.mean([low <= 0.0 <= high for low, high in ends])
    assert 0.8 < covered < 0.95  # nine tenths, less what few origins cost


def test_neighbours_that_are_alike_widen_the_interval():
    rng = np.random.default_rng(6)
    steps = rng.standard_normal(64)
    smooth = np.convolve(np.append(steps, steps[:2]), np.ones(3) / np.sqrt(3), "valid")
    shuffled = rng.permutation(smooth)
    width = [np.diff(bootstrap_ends(values, np.ones(64)))[0] for values in (smooth, shuffled)]
    assert width[0] > 1.2 * width[1]


def test_the_test_of_diebold_and_mariano_keeps_its_size():
    rng = np.random.default_rng(7)
    rejected = [diebold_mariano(rng.standard_normal(12), 3) < 0.1 for _ in range(400)]
    assert np.mean(rejected) == pytest.approx(0.1, abs=0.04)


def test_a_worked_p_value():
    # mean 2, variance 1.5 with divisor n; t = 2 / sqrt(1.5 / 4) * sqrt(3 / 4) = 2.828, 3 freedom
    differences = np.array([1.0, 1.0, 2.0, 4.0])
    assert diebold_mariano(differences, 3) == pytest.approx(0.0663, abs=1e-4)


def test_a_horizon_that_is_long_for_the_origins_is_not_tested():
    assert np.isnan(diebold_mariano(np.arange(5.0), 24))


def test_a_test_at_a_horizon_takes_one_difference_for_each_origin():
    two = np.repeat(RNG.random((6, 2)), 2, axis=0)
    repeated = cases(two, np.repeat(np.arange(6), 2))
    assert p_value_at(repeated, "mine", "theirs", 3) == pytest.approx(
        p_value_at(cases(two[::2]), "mine", "theirs", 3)
    )
