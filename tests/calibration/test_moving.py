"""Draws that a user's facts leave without weight are moved from what they were before."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from scenarios import compose

from sim.calibration import moving
from sim.calibration.bank import parameters_of
from sim.calibration.moving import moved, scores_of, share_below
from sim.calibration.posterior import load_posterior
from sim.calibration.targets import all_targets, targets_of
from sim.settings.priors import Prior
from sim.world.draws import quantile
from sim.world.parameters import Parameters

LEVELS = np.array([0.001, 0.2, 0.5, 0.9, 0.999])


def prior(**given):
    words = dict.fromkeys(("unit", "meaning", "source", "status", "revised_by"), "assumption")
    return Prior(**(words | given))


PRIORS = [
    prior(shape="uniform", low=-1.0, high=3.0),
    prior(shape="integer", low=2, high=6),
    prior(shape="normal", centre=1.0, spread=0.5, low=0.2, high=3.0),
    prior(shape="lognormal", centre=2.0, spread=0.3, low=1.0, high=5.0),
]


@pytest.fixture(scope="module")
def article():
    return load_posterior("article").rows(np.arange(48))


@pytest.fixture(scope="module")
def settings():
    return compose("status_quo", ["calibration.until=2024-06-30"])


@pytest.mark.parametrize("one", PRIORS, ids=lambda one: one.shape)
def test_a_value_has_its_share_of_the_prior_below_it(one):
    values = quantile(one, LEVELS)
    shares = share_below(one, values, np.random.default_rng(1))
    np.testing.assert_allclose(quantile(one, shares), values, rtol=1e-6)
    if one.shape != "integer":
        np.testing.assert_allclose(shares, LEVELS, rtol=1e-6)


def test_a_whole_number_has_any_of_the_shares_that_give_it():
    shares = share_below(PRIORS[1], np.full(4000, 3.0), np.random.default_rng(1))
    assert 0.2 < shares.min() < 0.201
    assert 0.399 < shares.max() < 0.4


def test_a_prior_that_is_certain_says_nothing_of_the_share():
    certain = prior(shape="normal", centre=1.0, spread=0.0, low=1.0, high=1.0)
    shares = share_below(certain, np.ones(1000), np.random.default_rng(1))
    assert shares.std() == pytest.approx(12**-0.5, abs=0.02)


def test_scores_give_back_the_parameters_of_a_posterior(article, settings):
    scores = scores_of(article.parameters, settings.calibration, np.random.default_rng(1))
    values = parameters_of(scores, settings.calibration)
    for column, name in enumerate(Parameters._fields):
        np.testing.assert_allclose(
            values[name], article.parameters[:, column], rtol=1e-4, atol=1e-6, err_msg=name
        )


def test_moved_draws_meet_the_facts_and_reach_their_end(article, settings, monkeypatch):
    for name, count in (("MEMBERS_FOR_SLOPES", 256), ("SWEEPS", 2), ("LAST_SWEEPS", 2)):
        monkeypatch.setattr(moving, name, count)
    known = targets_of("article", date(2024, 3, 31))
    fdi = next(t for t in all_targets() if t.measure == "direct_investment" and t.value)
    # far from what the draws show, so that few of them have any weight
    fact = replace(fdi, id="mine", period="2024-01/2024-06", value=150.0, tolerance=10.0)
    facts, rng = [replace(fact, discrepancy=0.0)], np.random.default_rng(3)
    after, ancestors = moved(article, settings, facts, known, rng)
    assert after.until == date(2024, 6, 30)
    assert after.past_member.shape == (48, 26, 16)
    assert len(np.unique(after.parameters, axis=0)) > 10
    assert 1.0 <= ancestors < 48.0
    after.check()
