"""Text alternatives of figures follow the data."""

import example_results as examples

from sim.report import alt_texts


def test_the_text_of_a_fan_gives_medians_the_spread_and_the_change():
    text = alt_texts.alt_text_of_fan(examples.run(lag=12.0, reference=10.0))
    assert "12.0 in December 2028" in text
    assert "between 9.3 and 14.7." in text
    assert "against “status quo”, on average +2.0 months" in text


def test_the_text_of_a_fan_without_a_change_describes_one_panel():
    assert "second panel" not in alt_texts.alt_text_of_fan(examples.run(lag=12.0, reference=12.0))


def test_instruments_are_listed_with_the_largest_share_first():
    text = alt_texts.alt_text_of_attribution(examples.attribution(chips=-3.0, capital=1.0))
    assert "chip exports -2.8, capital +1.2" in text


def test_indices_are_listed_with_the_largest_first():
    text = alt_texts.alt_text_of_indices(examples.indices())
    assert "for the lag, the largest are noise 0.60, chip exports 0.30 and spillover 0.20" in text
    assert "the change in lag does not vary" in alt_texts.alt_text_of_indices(
        examples.indices(varies=False)
    )


def test_costs_are_listed_with_the_least_regret_first():
    text = alt_texts.alt_text_of_costs(examples.costs())
    assert "“strict controls” 0.0 months for 50 bn USD; “chips only” 4.0 months for 80" in text
    assert "“no controls” 6.0 months for 0 bn USD" in text


def test_scores_are_compared_with_the_best_rival():
    text = alt_texts.alt_text_of_scores(examples.scores(2.0, (3.0, 4.0, 5.0)))
    assert "article 2.0 months against 3.0 months" in text
