"""One question has one answer: terminal, figure, page, report and comparison give it alike."""

from datetime import date

import numpy as np
import pytest
from scenarios import compose

from sim.analysis.changes import shares_by_direction
from sim.analysis.comparison import compare
from sim.analysis.projection import project
from sim.dashboard.answers import answer
from sim.dashboard.choice import Choice
from sim.dashboard.headline import headline
from sim.plots.bands import MEDIAN_PLACE, bands_of
from sim.report.sentences_on_lag import sentence_lag, sentence_reference
from sim.tables.intervals import median_with_interval
from sim.tables.regimes import comparison_table
from sim.tables.run import summary_table
from sim.tables.words import in_words, share

SCENARIO, MONTH, MEMBERS = "strict_controls", "2028-12", 64
ON_THE_PAGE = Choice(SCENARIO, calibration="article", members=MEMBERS, end=date(2028, 12, 31))


@pytest.fixture(scope="module")
def settings():
    return compose(SCENARIO, [f"ensemble.members={MEMBERS}", "horizon.end=2028-12-31"])


@pytest.fixture(scope="module")
def run(settings):
    return project(settings)


@pytest.fixture(scope="module")
def expected(run):
    """Mean lag of twelve months and its change, by member, as the dataset has them."""
    last = run.sel(region="CN").isel(time=-1)
    return last["capability_lag_mean"].values, last["capability_lag_mean_change"].values


def cells(table, row):
    return [list(column.cells)[row] for column in table.columns]


def test_the_terminal_says_what_the_dataset_holds(run, expected):
    lag, change = expected
    row = cells(summary_table(run), -1)
    shares = "/".join(f"{100 * part:.0f}" for part in shares_by_direction(change))
    assert row[0] == MONTH
    assert row[1] == median_with_interval(lag, ".1f")
    assert row[4:] == [median_with_interval(change, "+.1f"), shares]


def test_the_figure_ends_where_the_terminal_does(run, expected):
    lag, change = expected
    bands = bands_of(run)
    assert bands.lag[MEDIAN_PLACE, -1] == pytest.approx(np.median(lag))
    assert bands.change[MEDIAN_PLACE, -1] == pytest.approx(np.median(change))


def test_a_comparison_has_the_same_row(settings, expected):
    lag, change = expected
    compared = compare(settings, ["status_quo", SCENARIO])
    row = cells(comparison_table(compared, MONTH), 1)
    shares = "/".join(f"{100 * part:.0f}" for part in shares_by_direction(change))
    assert row[:4] == [
        in_words(SCENARIO),
        median_with_interval(lag, ".1f"),
        median_with_interval(change, "+.1f"),
        shares,
    ]


def test_the_report_says_the_same_in_sentences(run, expected):
    lag, change = expected
    longer, same, shorter = map(share, shares_by_direction(change))
    assert f"by {np.median(lag):.1f} months" in sentence_lag(run, MONTH)
    effect = sentence_reference(run, MONTH)
    assert f"the lag is {np.median(change):.1f} months longer" in effect
    assert f"longer in {longer} of members, the same in {same} and shorter in {shorter}" in effect


def test_the_page_says_the_same(expected):
    lag, change = expected
    said = headline(answer(ON_THE_PAGE))
    row = said.rows[-1]
    shares = [share(part) for part in shares_by_direction(change)]
    assert row[1] == median_with_interval(lag, ".1f")
    assert row[3:] == [median_with_interval(change, "+.1f"), *shares]
    assert f"{np.median(change):.1f} months longer" in said.sentence
