"""Headline statistics stay within what chance explains, and a change that moves them is named."""

from dataclasses import replace

import numpy as np
import pytest

from sim.analysis.goals import pooled
from sim.analysis.score_rows import shipped_cases
from sim.calibration import members
from sim.docs import headline
from sim.docs.headline import Shipped, beyond_tolerance
from sim.docs.statistics import GROUPS, Statistic, forecasts, over_members

QUICK = ("article", "current")


@pytest.mark.parametrize(
    "group",
    [pytest.param(name, marks=() if name in QUICK else pytest.mark.slow) for name in GROUPS],
)
def test_headline_statistics_are_within_their_tolerances(group):
    found = GROUPS[group](1)
    assert list(found) == [name for name in headline.headline() if name.startswith(f"{group}:")]
    assert beyond_tolerance(group, found) == [], "if meant: `python -m sim.docs.headline`"


@pytest.mark.slow
@pytest.mark.parametrize("group", QUICK)
def test_a_seed_that_the_tolerances_do_not_come_from_stays_within_them(group):
    assert beyond_tolerance(group, GROUPS[group](9)) == []


@pytest.fixture
def with_changed_parameter(monkeypatch):
    """Let every run multiply a parameter by a factor."""
    draws_of = members.draws_of

    def change(name, factor):
        def changed(*arguments):
            draws = draws_of(*arguments)
            return replace(draws, values=draws.values | {name: draws.values[name] * factor})

        monkeypatch.setattr(members, "draws_of", changed)

    return change


def later(moved):
    """Statistics of months after the cut-off, which noise moves too."""
    at_cut_offs = ("article: lag in 2024-03", "current: lag in 2025-12")
    return [said for said in moved if not said.startswith(at_cut_offs)]


@pytest.mark.slow
@pytest.mark.parametrize("name", ["run_share_ceiling", "know_how_growth"])
def test_a_parameter_that_is_larger_by_a_fifth_moves_a_statistic(with_changed_parameter, name):
    with_changed_parameter(name, 1.2)
    assert later(beyond_tolerance("article", forecasts("article", 1)))


@pytest.mark.slow
def test_a_mean_over_fewer_months_moves_a_statistic(monkeypatch):
    monkeypatch.setattr("sim.storage.build.MONTHS_OF_MEAN", 10)
    assert later(beyond_tolerance("current", forecasts("current", 1)))


@pytest.mark.slow
def test_a_posterior_that_is_the_prior_moves_a_statistic(monkeypatch):
    monkeypatch.setattr(headline, "hash_of_draws", lambda group: "of other draws")
    assert beyond_tolerance("article", forecasts("article", 1, "calibration.posterior=null"))


@pytest.fixture
def shipped(monkeypatch):
    """Two statistics that ship: of other draws the first may differ by more."""
    rows = {"lag": Shipped(12.0, 0.5, 2.0, "these"), "share": Shipped(0.2, 0.1, 0.1, "these")}
    monkeypatch.setattr(headline, "headline", lambda: rows)


def test_a_statistic_beyond_its_tolerance_is_named_with_what_was_expected(monkeypatch, shipped):
    found = {"lag": Statistic(12.6), "share": Statistic(0.29)}
    monkeypatch.setattr(headline, "hash_of_draws", lambda group: "these")
    assert beyond_tolerance("some", found) == ["lag: 12.6, not 12 ± 0.5"]
    assert beyond_tolerance("some", {"lag": Statistic(float("nan"))}) == ["lag: nan, not 12 ± 0.5"]
    monkeypatch.setattr(headline, "hash_of_draws", lambda group: "others")
    assert beyond_tolerance("some", found) == []
    assert beyond_tolerance("some", {"lag": Statistic(9.9)}) == ["lag: 9.9, not 12 ± 2"]


def test_another_posterior_has_another_hash():
    assert len({headline.hash_of_draws(group) for group in ("article", "current", "scores")}) == 3
    assert headline.hash_of_draws("claim") == headline.hash_of_draws("article")


def test_the_standard_error_from_islands_is_that_between_posteriors():
    rng = np.random.default_rng(1)
    posteriors = rng.normal(size=(400, 1000)) + np.tile(rng.normal(size=(400, 4)), 250)
    squares = [over_members(values, np.mean).error ** 2 for values in posteriors]
    assert np.mean(squares) == pytest.approx(posteriors.mean(axis=1).var(), rel=0.2)


def test_scores_that_ship_are_those_of_the_posteriors_that_ship():
    crps = float(pooled(shipped_cases())["crps"].sel(forecaster="model").mean())
    found = {"scores: CRPS of the lag, months": Statistic(crps)}
    assert beyond_tolerance("scores", found) == []
