"""What is said in place of a figure turns with the data."""

import made_up

from sim.report import alternatives as alt


def test_a_fan_tells_medians_the_spread_and_the_change():
    text = alt.alternative_fan(made_up.run(lag=12.0, reference=10.0))
    assert "12.0 in December 2028" in text
    assert "between 9.3 and 14.7." in text
    assert "against “status quo”, on average +2.0 months" in text


def test_a_fan_without_a_change_tells_of_one_panel():
    assert "second panel" not in alt.alternative_fan(made_up.run(lag=12.0, reference=12.0))


def test_bars_of_instruments_are_told_the_largest_first():
    text = alt.alternative_attribution(made_up.shared(chips=-3.0, capital=1.0))
    assert "chip exports -2.8, capital +1.2" in text


def test_indices_are_told_the_largest_first():
    text = alt.alternative_sensitivity(made_up.found())
    assert "for the lag, the largest are luck 0.60, chip exports 0.30 and spillover 0.20" in text
    assert "the change in lag does not vary" in alt.alternative_sensitivity(
        made_up.found(varies=False)
    )


def test_regrets_are_told_the_least_bad_first():
    text = alt.alternative_regret(made_up.regretted((9.0, 12.0)))
    assert "“status quo” 0.0 and 0.0; “strict controls” 3.0 and 3.0" in text


def test_prices_are_told_the_longest_lag_first():
    text = alt.alternative_price(made_up.priced())
    assert "“strict controls” +6.0 months for 50 bn USD; “chips only” +2.0 months" in text
    assert "“no controls” no lag for 0 bn USD" in text


def test_scores_are_told_against_the_best_rival():
    text = alt.alternative_scores(made_up.scores(2.0, (3.0, 4.0, 5.0)))
    assert "article 2.0 months against 3.0 months" in text
