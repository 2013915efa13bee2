"""The sentence and the table say what the datasets hold."""

from dataclasses import replace
from datetime import date

import pytest

from sim.dashboard.answers import answer
from sim.dashboard.choice import Choice
from sim.dashboard.headline import NO_VALUE, headline
from sim.tables.words import share

pytestmark = pytest.mark.slow

SMALL = Choice("strict_controls", calibration="article", members=64, end=date(2028, 12, 31))


@pytest.fixture(scope="module")
def result():
    return answer(SMALL)


def with_lag(result, shift):
    """The same with every lag and change moved by months."""
    figures = dict(result.figures)
    for figure in ("lag", "change"):
        figures[figure] = figures[figure] + shift
    return replace(result, figures=figures)


def test_the_status_quo_says_so_and_has_no_change():
    told = headline(answer(replace(SMALL, scenario="status_quo")))
    assert told.sentence.endswith("] under the status quo.")
    assert all(row[3:] == [NO_VALUE] * 4 for row in told.rows)


def test_the_sentence_gives_lag_and_change_with_their_intervals(result):
    lag = result.figures["lag"]["capability_lag_mean"].sel(regime="chosen").isel(time=-1)
    change = result.figures["change"].isel(time=-1)
    low, median, high = lag.sel(quantile=[0.05, 0.5, 0.95]).values
    less, middle, more = change["capability_lag_mean_change"].sel(quantile=[0.05, 0.5, 0.95]).values
    longer, same, shorter = map(share, change["shares_by_direction"].values.tolist())
    told = headline(result)
    assert told.sentence == (
        f"At the end of December 2028 China is {median:.1f} months behind the US [{low:.1f}, "
        f"{high:.1f}]. The lag is {middle:.1f} months longer than under the status quo "
        f"[{less:+.1f}, {more:+.1f}]."
    )
    assert told.more == (
        f"Medians, 90% intervals in brackets. The lag is longer in {longer} of members, the same "
        f"in {same} and shorter in {shorter}."
    )


def test_a_follower_that_leads_is_ahead(result):
    assert "months ahead of the US" in headline(with_lag(result, -50)).sentence


def test_a_change_that_rounds_to_zero_is_reported_as_none(result):
    change = result.figures["change"]
    still = replace(result, figures=dict(result.figures) | {"change": change.where(False, 0.01)})
    assert "The lag is as long as under the status quo [" in headline(still).sentence


def test_the_table_has_a_row_for_each_summary_month(result):
    told = headline(result)
    assert [row[0] for row in told.rows] == ["December 2025", "December 2028"]
    assert all(len(row) == len(told.head) for row in told.rows)
    assert told.head[2] == "under the status quo"
