"""Sentences about choices turn with the data."""

import made_up
import pytest

from sim.report import said_of_choices as said


@pytest.mark.parametrize(
    ("lags", "name"), [((12.0, 9.0), "strict controls"), ((9.0, 12.0), "status quo")]
)
def test_the_least_bad_regime_is_named(lags, name):
    text = said.sentence_regret(made_up.regretted(lags))
    assert text.startswith(f"“{name}” is the least bad")
    assert "on no member would another of the 2 regimes give a longer lag" in text
    assert "the choice does not hang on few members" in text


def test_regret_of_the_worst_member_is_told():
    text = said.sentence_regret(made_up.regretted((10.0, 10.0, 10.0), tuple("abc"), spread=1.0))
    assert "give more than 1.0 months of lag more" in text


def test_a_choice_that_resamples_do_not_share_hangs_on_few_members():
    regretted = made_up.regretted()
    regretted["least_bad_share"] = 0.5 + 0 * regretted["least_bad_share"]
    assert "the choice hangs on few members" in said.sentence_regret(regretted)


def test_the_best_on_average_may_be_another_than_the_least_bad():
    regretted = made_up.regretted()
    assert said.sentence_most_regret(regretted).startswith("It also has the smallest")
    other = regretted.assign_attrs(least_bad="status_quo")
    assert said.sentence_most_regret(other).startswith("“strict controls” has the smallest")
    assert "“status quo” has the largest, 3.0 months" in said.sentence_most_regret(other)


@pytest.mark.parametrize(
    ("gains", "words"),
    [
        ((0.0, 6.0, 2.0), "“strict controls” makes the lag longest, 6.0 months more"),
        ((0.0, 1.0, 2.0), "“chips only” makes the lag longest, 2.0 months more"),
        ((0.0, -1.0, -2.0), "No regime makes the lag longer than under “no controls”"),
    ],
)
def test_the_regime_with_the_longest_lag_is_named(gains, words):
    assert said.sentence_longest_lag(made_up.priced(gains)).startswith(words)


@pytest.mark.parametrize(
    ("sales", "words"),
    [(50.0, "50.0 bn USD of sales,"), (-50.0, "of sales, which it gains"), (0.0, "takes no sales")],
)
def test_costs_are_lost_or_gained(sales, words):
    assert words in said.sentence_longest_lag(made_up.priced(sales=(0.0, sales, 80.0)))


def test_regimes_that_another_beats_are_left_out_of_the_frontier():
    text = said.sentence_frontier(made_up.priced())
    assert "2 of 3 regimes" in text
    assert "The cheapest first: “no controls” and “strict controls”; each of the others" in text
    all_of_them = said.sentence_frontier(made_up.priced(sales=(0.0, 50.0, 20.0)))
    assert "“no controls”, “chips only” and “strict controls”; there are no others" in all_of_them


def test_the_dearest_regime_is_held_against_what_it_buys():
    text = said.sentence_trade_off(made_up.priced())
    assert "“chips only”, 80 bn USD, and it makes the lag longer in 100% of members" in text
    free = said.sentence_trade_off(made_up.priced(sales=(0.0, -1.0, -2.0)))
    assert free == "No regime costs the sender sales against “no controls”."
