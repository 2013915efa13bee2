"""Tables: their numbers are those of the dataset."""

from io import StringIO

import numpy as np
import pytest
import synthetic
from rich.console import Console

from sim.tables.run import article_table, as_measured, reported_months, summary_table

MONTHS = 180
MEMBERS = 101


def text_of(table, width=80):
    console = Console(file=StringIO(), width=width, color_system=None)
    console.print(table)
    return console.file.getvalue()


def results(lag, months=MONTHS):
    """Every member has the same lag in all months, the gap is a hundredth of it."""
    values = synthetic.results(MEMBERS, months)
    shape = values["capability_lag"].shape
    lags = np.broadcast_to(np.reshape(lag, (-1, 1, 1)), shape)
    none = np.zeros(shape)
    return values | {"capability_lag": lags, "capability_gap": lags / 100, "lag_censored": none}


@pytest.fixture(scope="module")
def dataset():
    """Lags of 0 to 100 months, under the scenario ten longer for a fifth of the members."""
    lags = np.arange(MEMBERS, dtype=float)
    longer = lags + 10 * (lags >= 80)
    return synthetic.dataset(results(longer), results(lags))


def test_the_summary_has_a_row_for_each_set_date_and_one_for_the_end(dataset):
    months = ["2022-09", "2024-03", "2025-06", "2026-12", "2028-12", "2030-12", "2032-12"]
    assert reported_months(dataset) == months
    assert summary_table(dataset).row_count == len(months)


def test_dates_beyond_the_horizon_are_left_out_and_its_end_is_not_repeated(dataset):
    assert reported_months(dataset.isel(time=slice(84))) == ["2022-09", "2024-03", "2024-12"]
    assert reported_months(dataset.isel(time=slice(75))) == ["2022-09", "2024-03"]
    assert reported_months(dataset.isel(time=slice(6))) == ["2018-06"]


def test_the_summary_says_the_lag_its_change_and_how_many_members_lag_longer(dataset):
    rows = text_of(summary_table(dataset)).splitlines()
    row = next(row for row in rows if row.startswith("2026-12"))
    for number in ("50.0 [5.0, 105.0]", " 0.50 ", "+0.0 [+0.0, +10.0]", " 21/79/0"):
        assert number in row


def test_the_summary_names_scenario_reference_members_and_seed(dataset):
    text = text_of(summary_table(dataset))
    for name in ("strict controls", "status quo", f"{MEMBERS} members", "seed 7"):
        assert name in text


def test_the_summary_says_when_the_lag_is_only_a_bound(dataset):
    assert "bound" not in text_of(summary_table(dataset))
    censored = dataset.assign(lag_censored=dataset["lag_censored"] + (dataset["member"] < 20))
    said = " ".join(text_of(summary_table(censored)).split())
    assert "up to 20% of lags are only a bound" in said


def test_another_follower_can_be_reported(dataset):
    moved = dataset.assign(
        capability_lag_mean=dataset["capability_lag_mean"] + (dataset["region"] == "RoW") * 1000
    )
    assert "1,050.0 [1,005.0, 1,105.0]" in text_of(summary_table(moved, follower="RoW"), 120)


def test_both_tables_fit_eighty_columns(dataset):
    money = {"venture_investment": dataset["venture_investment"] / 10}  # as much as there was
    for table in (summary_table(dataset), article_table(dataset.assign(money))):
        rows = [row for row in text_of(table, width=200).splitlines() if "]" in row]
        assert max(len(row.rstrip()) for row in rows) <= 80


def test_the_articles_figures_stand_next_to_the_models(dataset):
    row = next(line for line in text_of(article_table(dataset)).splitlines() if "S001" in line)
    assert "12 to 24" in row
    assert "50 [5, 105]" in row


def test_article_rows_that_the_horizon_does_not_cover_are_left_out(dataset):
    text = text_of(article_table(dataset.isel(time=slice(60))))
    assert "S003" in text
    assert "S001" not in text


@pytest.mark.parametrize(
    ("values", "text"),
    [
        (np.array([True, False, False, False]), "0.25 of members"),
        (np.array([0.5, np.nan, 0.5]), "0.50 [0.50, 0.50]"),
        (np.array([np.nan, np.nan]), "–"),
        (np.array([340.0, 344.0, 348.0]), "344 [340, 348]"),
        (np.array([-20.0, 0.5, 20.0]), "0.5 [-17.9, 18.0]"),
    ],
)
def test_values_are_reported_as_median_and_interval_and_facts_as_a_share(values, text):
    assert as_measured(values) == text
