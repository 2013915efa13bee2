"""A posterior's draws become members again: their scores, their luck, their islands."""

import numpy as np
import pytest

from sim.calibration.adaptation import Adaptation
from sim.calibration.bank import parameters_of
from sim.calibration.from_posterior import population_of, scores_of, share_below
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


def test_scores_give_back_the_parameters_of_a_posterior(article, to_june):
    scores = scores_of(article.parameters, to_june.calibration, np.random.default_rng(1))
    values = parameters_of(scores, to_june.calibration)
    for column, name in enumerate(Parameters._fields):
        np.testing.assert_allclose(
            values[name], article.parameters[:, column], rtol=1e-4, atol=1e-6, err_msg=name
        )


def test_draws_return_to_their_islands_with_the_luck_they_used(article, to_june):
    adaptation = Adaptation.before_moves(np.zeros((1, len(Parameters._fields))), 1)
    rng = np.random.default_rng(1)
    population = population_of(article, to_june.calibration, adaptation, rng, islands=4)
    rows = [place for island in range(4) for place in range(island, 48, 4)]
    np.testing.assert_array_equal(population.members.numbers, article.past_member[rows])
    luck, used = population.members.luck, article.luck[rows]
    known = np.isfinite(used)
    np.testing.assert_array_equal(luck[known], used[known])
    assert np.isfinite(luck).all()
    assert abs(luck[~known].mean()) < 0.02
    assert population.next_number > article.past_member.max()
