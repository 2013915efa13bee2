"""Sentences on choices follow the data."""

import example_results as examples
import pytest

from sim.report import sentences_on_choices as sentences


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


def test_a_follower_with_more_than_double_the_chips_has_times_as_many_and_no_per_cent():
    costs = examples.costs()
    costs["compute_lost"] = costs["compute_lost"] * 0.0 - 1.5
    text = sentences.sentence_longest_lag(costs)
    assert "who has 2.5 times as many chips" in text
    assert "150%" not in text


def test_it_is_explained_why_a_stricter_regime_costs_its_sender_less():
    text = sentences.sentence_stricter_cheaper(examples.costs())
    assert "“strict controls” is stricter than “chips only”, yet costs" in text
    assert "30.0 bn USD less in sales" in text
    assert "sell 10.0 bn USD less in China and 40.0 bn USD more elsewhere" in text


def test_a_stricter_regime_that_costs_more_needs_no_explanation():
    dearer = examples.costs(sales=(0.0, 90.0, 80.0))
    assert sentences.sentence_stricter_cheaper(dearer) == ""


def test_the_regime_that_costs_most_is_named_with_its_effect_on_the_lag():
    text = sentences.sentence_trade_off(examples.costs())
    assert "“chips only”, 80 bn USD; it makes the lag longer in 100% of members" in text
    free = sentences.sentence_trade_off(examples.costs(sales=(0.0, -1.0, -2.0)))
    assert free == "No regime costs the sender sales, compared with “no controls”."
