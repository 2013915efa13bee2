"""Sentences on the lag follow the data."""

import example_results as examples
import pytest

from sim.report import sentences_on_lag as sentences

MONTH = examples.MONTH


def test_the_lag_is_the_median_with_the_interval_of_members():
    text = sentences.sentence_lag(examples.run(lag=12.0, spread=3.0), MONTH)
    assert "is behind that of the US by 12.0 months at the end of December 2028" in text
    assert "90% of members lie between 9.3 and 14.7 months" in text


def test_a_follower_that_leads_is_said_to_be_ahead():
    text = sentences.sentence_lag(examples.run(lag=-4.0), MONTH)
    assert "is ahead of that of the US by 4.0 months" in text


@pytest.mark.parametrize(
    ("lag", "gap", "verdict"),
    [
        (30.0, 0.5, "a long lag is likelier than a lead"),
        (1.0, -0.5, "a lead is likelier than a long lag"),
        (12.0, 0.5, "neither is likelier than the other"),
    ],
)
def test_a_long_lag_and_a_lead_are_weighed(lag, gap, verdict):
    assert sentences.sentence_extremes(examples.run(lag=lag, gap=gap), MONTH).endswith(
        f"{verdict}."
    )


@pytest.mark.parametrize(
    ("article", "words"),
    [(6.0, "grows by 6.0 months"), (18.0, "shrinks by 6.0 months"), (12.0, "does not change")],
)
def test_the_lag_is_said_to_grow_or_to_shrink_since_the_article(article, words):
    assert words in sentences.sentence_trend(examples.run(lag=12.0, article=article), MONTH)


@pytest.mark.parametrize(
    ("reference", "words"),
    [(10.0, "the lag is 2.0 months longer"), (15.0, "the lag is 3.0 months shorter"),
     (12.0, "the lag of every member is unchanged.")],
)  # fmt: skip
def test_a_regime_makes_the_lag_longer_or_shorter_than_the_reference(reference, words):
    text = sentences.sentence_reference(examples.run(lag=12.0, reference=reference), MONTH)
    assert text.startswith(f"Under “strict controls”, compared with “status quo”, {words}")


def test_the_reference_itself_changes_nothing():
    run = examples.run().assign_attrs(scenario="status_quo")
    assert "there is no change to report" in sentences.sentence_reference(run, MONTH)


@pytest.mark.parametrize(
    ("chips", "spread", "words", "verdict"),
    [
        (3.0, 0.2, "the lag is 4.5 months longer", "members agree on the direction"),
        (-6.0, 0.2, "the lag is 4.5 months shorter", "members agree on the direction"),
        (3.0, 20.0, "the lag is 4.5 months longer", "the direction is not settled"),
    ],
)
def test_instruments_are_compared_with_those_of_another_regime(chips, spread, words, verdict):
    text = sentences.sentence_against(examples.attribution(chips=chips, spread=spread))
    assert words in text
    assert verdict in text


@pytest.mark.parametrize(
    ("lag", "where"), [(18.0, "within the 12"), (6.0, "below the 12"), (30.0, "above the 12")]
)
def test_the_lag_of_the_model_is_compared_with_the_article(lag, where):
    assert where in sentences.sentence_article(examples.run(lag=lag))


def test_nothing_is_said_of_the_article_in_a_run_that_ends_before():
    short = examples.run().isel(time=slice(0, 30))
    assert sentences.sentence_article(short) == ""
    assert sentences.sentence_trend(short, "2020-06") == ""


@pytest.mark.parametrize(("part", "words"), [(0.0, "No member’s lag"), (0.5, "In 50% of members")])
def test_lags_that_are_only_bounds_are_counted(part, words):
    assert sentences.sentence_censored(examples.run(censored=part), MONTH).startswith(words)


def test_a_change_that_goes_both_ways_leaves_the_lag_as_long():
    text = sentences.sentence_against(examples.attribution(-0.24, -0.24, 0.5, spread=1.0))
    assert "the lag is as long" in text
    assert "the direction is not settled" in text


def test_a_change_of_few_members_is_said_to_be_one():
    attribution = examples.attribution(spread=0.0)
    attribution["lag"] = attribution["lag_against"] + (attribution["member"] < 4) * 3.0
    assert "few members go the other way, but most do not change" in sentences.sentence_against(
        attribution
    )
