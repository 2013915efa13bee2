"""The sentence and the table say what the datasets hold."""

from dataclasses import replace
from datetime import date

import pytest

from sim.dashboard.answers import answer
from sim.dashboard.choice import Choice
from sim.dashboard.headline import HEAD, NO_VALUE, headline
from sim.tables.words import share

pytestmark = pytest.mark.slow

SMALL = {"members": 64, "end": date(2028, 12, 31)}


@pytest.fixture(scope="module")
def result():
    return answer(Choice("strict_controls", **SMALL))


def with_lag(result, shift):
    """The same with every lag and change moved by months."""
    figures = dict(result.figures)
    for figure in ("lag", "change"):
        figures[figure] = figures[figure] + shift
    return replace(result, figures=figures)


def test_the_status_quo_says_so_and_has_no_change():
    told = headline(answer(Choice(**SMALL)))
    assert told.sentence.endswith("behind the US: this is the status quo.")
    assert all(row[3:] == [NO_VALUE] * 4 for row in told.rows)


def test_the_sentence_says_how_far_and_how_much_further(result):
    lag = result.figures["lag"]["capability_lag_mean"].sel(regime="chosen", quantile=0.5)
    change = result.figures["change"].isel(time=-1)
    median = float(change["capability_lag_mean_change"].sel(quantile=0.5))
    longer, same, shorter = change["shares_by_direction"]
    assert headline(result).sentence == (
        f"At the end of December 2028 China is {float(lag[-1]):.1f} months behind the US, "
        f"{median:.1f} months longer than under the status quo; the lag is longer in "
        f"{share(float(longer))} of members, the same in {share(float(same))} and shorter in "
        f"{share(float(shorter))}."
    )


def test_a_follower_that_leads_is_ahead(result):
    assert "months ahead of the US" in headline(with_lag(result, -50)).sentence


def test_a_change_that_rounds_to_zero_is_reported_as_none(result):
    change = result.figures["change"]
    still = replace(result, figures=dict(result.figures) | {"change": change.where(False, 0.01)})
    assert ", at the median as under the status quo; the lag" in headline(still).sentence


def test_the_table_has_a_row_for_each_summary_month(result):
    told = headline(result)
    assert [row[0] for row in told.rows] == ["December 2025", "December 2028"]
    assert all(len(row) == len(HEAD) for row in told.rows)
