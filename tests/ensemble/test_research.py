"""Runs and breakthroughs over many members: what one parameter does, on the same luck."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from scenarios import compose

from sim.ensemble import simulate
from sim.world import build_world
from sim.world.draws import draw

US, CN = 0, 1


@cache
def composed():
    return compose("never_controlled")


@cache
def world():
    return build_world(composed())


@cache
def draws():
    return draw(composed().calibration, members=128, seed=1)


def run(**levels):
    """The same members in a free world, with some parameters set for all of them."""
    values = {name: np.full(len(draws()), float(level)) for name, level in levels.items()}
    return simulate(world(), replace(draws(), values={**draws().values, **values}))


def behind(results) -> np.ndarray:
    """By how much the follower's largest run is behind the leader's, dex, at each year's end."""
    largest = results["training_compute"][:, 11::12]
    return (largest[..., US] - largest[..., CN]).mean(axis=0)


@pytest.fixture(scope="module")
def prompt_and_late():
    return [run(scale_delay=months, run_share_midpoint=62) for months in (0, 24)]


def test_labs_that_scale_later_train_smaller_models_at_first(prompt_and_late):
    prompt, late = (behind(results)[4] for results in prompt_and_late)  # end of 2022
    assert late - prompt > 0.3


def test_labs_that_scale_later_catch_up(prompt_and_late):
    prompt, late = (behind(results) for results in prompt_and_late)
    further = late - prompt
    assert further[-1] < 0.25 * further.max()


def test_labs_that_scale_later_have_a_longer_lag_at_first(prompt_and_late):
    prompt, late = (r["capability_lag"][:, 59, CN].mean() for r in prompt_and_late)
    assert late > prompt + 1


def test_breakthroughs_swell_money_by_no_more_than_the_cut_allows():
    calm, stormy = (
        run(breakthrough_size=1.6, breakthroughs_a_year=a_year, pool_spread=0)[
            "venture_investment"
        ].sum(axis=(2, 3))
        for a_year in (0.1, 2)
    )
    assert stormy[:, -1].mean() > calm[:, -1].mean()
    investors = world().cast.investors
    trend = investors.pool_trend[investors.venture].sum(axis=0)
    # a surprise of one dex in every quarter, which nothing can exceed
    years = world().calendar.months / 12
    most = np.exp(years * draws().values["expectation_sensitivity"]) * trend[-1] / trend[0]
    assert (stormy[:, -1] / stormy[:, 0] <= most * (1 + 1e-9)).all()
