"""Sentences on choices follow the data."""

import example_results as examples
import pytest

from sim.report import sentences_on_choices as sentences


@pytest.mark.parametrize(
    ("lags", "name"), [((12.0, 9.0), "strict controls"), ((9.0, 12.0), "status quo")]
)
def test_the_least_bad_regime_is_named(lags, name):
    text = sentences.sentence_regret(examples.regrets(lags))
    assert text.startswith(f"“{name}” has the smallest regret")
    assert "in no member would another of the 2 regimes give a longer lag" in text
    assert "the choice does not depend on a few members" in text


def test_the_regret_of_the_worst_member_is_given():
    text = sentences.sentence_regret(examples.regrets((10.0, 10.0, 10.0), tuple("abc"), spread=1.0))
    assert "make the lag more than 1.0 months longer" in text


def test_a_choice_that_few_resamples_share_depends_on_a_few_members():
    regrets = examples.regrets()
    regrets["least_bad_share"] = 0.5 + 0 * regrets["least_bad_share"]
    assert "the choice depends on a few members" in sentences.sentence_regret(regrets)


def test_the_best_on_average_may_be_another_than_the_least_bad():
    regrets = examples.regrets()
    assert sentences.sentence_most_regret(regrets).startswith("It also has the smallest")
    other = regrets.assign_attrs(least_bad="status_quo")
    assert sentences.sentence_most_regret(other).startswith("“strict controls” has the smallest")
    assert "“status quo” has the largest, 3.0 months" in sentences.sentence_most_regret(other)


@pytest.mark.parametrize(
    ("gains", "words"),
    [
        ((0.0, 6.0, 2.0), "“strict controls” makes the lag longest, 6.0 months more"),
        ((0.0, 1.0, 2.0), "“chips only” makes the lag longest, 2.0 months more"),
        ((0.0, -1.0, -2.0), "No regime makes the lag longer than under “no controls”"),
    ],
)
def test_the_regime_with_the_longest_lag_is_named(gains, words):
    assert sentences.sentence_longest_lag(examples.costs(gains)).startswith(words)


@pytest.mark.parametrize(
    ("sales", "words"),
    [
        (50.0, " 50.0 bn USD of sales for"),
        (-50.0, "-50.0 bn USD of sales (a gain)"),
        (0.0, "no sales"),
    ],
)
def test_costs_are_lost_or_gained(sales, words):
    assert words in sentences.sentence_longest_lag(examples.costs(sales=(0.0, sales, 80.0)))


def test_regimes_that_another_beats_are_left_out_of_the_frontier():
    text = sentences.sentence_frontier(examples.costs())
    assert "2 of 3 regimes" in text
    assert "The cheapest first: “no controls” and “strict controls”." in text
    all_of_them = sentences.sentence_frontier(examples.costs(sales=(0.0, 50.0, 20.0)))
    assert "“no controls”, “chips only” and “strict controls”." in all_of_them


def test_the_regime_that_costs_most_is_named_with_its_effect_on_the_lag():
    text = sentences.sentence_trade_off(examples.costs())
    assert "“chips only”, 80 bn USD; it makes the lag longer in 100% of members" in text
    free = sentences.sentence_trade_off(examples.costs(sales=(0.0, -1.0, -2.0)))
    assert free == "No regime costs the sender sales, compared with “no controls”."
