"""Figures: plain data for the browser, which draws what the datasets hold."""

import json
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from sim.dashboard.answers import FIGURE_VARIABLES, answer
from sim.dashboard.choice import Choice
from sim.dashboard.figures import FIGURES
from sim.dashboard.looks import CHOSEN
from sim.dashboard.months import FIRST_FULL_YEAR, Regimes, short_month
from sim.dashboard.sheet import legend_entries, plain
from sim.plots.measured import measured_lags
from sim.settings.variables import QUANTILES

pytestmark = pytest.mark.slow

STATUS_QUO = "status quo"
SMALL = Choice("strict_controls", calibration="article", members=64, end=date(2026, 12, 31))


@pytest.fixture(scope="module")
def result():
    return answer(SMALL)


@pytest.fixture(scope="module")
def options(result):
    regimes = Regimes.of(result.settings)
    return {name: figure.draw(result.figures[name], regimes) for name, figure in FIGURES.items()}


def series_of(option, name):
    return next(series for series in option["series"] if series["name"] == name)


def test_every_figure_has_data_and_every_dataset_a_figure():
    assert list(FIGURES) == list(FIGURE_VARIABLES)


def test_an_option_is_json_without_a_value_that_browsers_cannot_read(options):
    for name, option in options.items():
        assert json.loads(json.dumps(option, allow_nan=False)) == option, name


def test_every_entry_of_a_legend_is_drawn(options):
    for name, option in options.items():
        assert len(legend_entries(option)) == len(option["legend"]["data"]) > 0, name


def test_every_figure_can_be_read_out(options):
    for option in options.values():
        assert len(option["aria"]["label"]["description"]) > 40


def test_the_bands_of_the_fan_add_up_to_the_quantiles(result, options):
    parts = [s for s in options["lag"]["series"] if s.get("stack") == CHOSEN]
    drawn = np.cumsum([s["data"] for s in parts], axis=0)
    lag = (
        result.figures["lag"]["capability_lag_mean"]
        .sel(regime="chosen")
        .values[:, FIRST_FULL_YEAR:]
    )
    levels = [QUANTILES.index(q) for q in (0.05, 0.25, 0.75, 0.95)]
    np.testing.assert_allclose(drawn, lag[levels], rtol=5e-3)


def test_tooltips_and_tables_of_the_fan_give_medians_and_nine_members_in_ten(result, options):
    option = options["lag"]
    lag = result.figures["lag"]["capability_lag_mean"]
    for name, regime in ((CHOSEN, "chosen"), (STATUS_QUO, "reference")):
        places = next(column["places"] for column in option["columns"] if column["name"] == name)
        given = [option["series"][place]["data"][-1] for place in places]
        expected = lag.sel(regime=regime, quantile=[0.5, 0.05, 0.95]).isel(time=-1).values
        np.testing.assert_allclose(given, expected, rtol=1e-3)


def test_every_column_is_a_series_with_data(options):
    for figure, option in options.items():
        assert {column["name"] for column in option["columns"]} >= set(option["legend"]["data"])
        for column in option["columns"]:
            assert len(column["places"]) in (1, 3), figure
            assert all(option["series"][place]["data"] for place in column["places"]), figure


def test_measured_lags_stand_in_their_months(options):
    months = options["lag"]["xAxis"]["data"]
    for measured in measured_lags():
        drawn = series_of(options["lag"], measured.label)["data"]
        for month, value in measured.lags.items():
            if short_month(month) in months:
                assert drawn[months.index(short_month(month))] == pytest.approx(value, rel=1e-3)
        assert sum(value is not None for value in drawn) == len(measured.lags)


def test_only_amounts_are_drawn_from_zero(options):
    free = {name for name, option in options.items() if option["yAxis"].get("scale")}
    assert free == {"lag", "change"}


def test_the_reference_is_drawn_from_where_the_regimes_part(options):
    months = options["lag"]["xAxis"]["data"]
    reference = series_of(options["lag"], STATUS_QUO)["data"]
    first = next(place for place, value in enumerate(reference) if value is not None)
    assert months.index("Mar 2024") <= first < months.index("Dec 2024")


def test_the_status_quo_alone_has_one_fan():
    result = answer(replace(SMALL, scenario="status_quo"))
    option = FIGURES["lag"].draw(result.figures["lag"], Regimes.of(result.settings))
    assert option["legend"]["data"] == [CHOSEN, *(measured.label for measured in measured_lags())]
    assert STATUS_QUO not in {series["name"] for series in option["series"]}


def test_the_articles_one_to_two_years_are_marked_in_april_2024(options):
    ends = series_of(options["lag"], "article")["markLine"]["data"][0]
    assert [end["coord"] for end in ends] == [["Apr 2024", 12], ["Apr 2024", 24]]


def test_suppliers_and_the_grey_market_are_stacked(options):
    option = options["chips"]
    stacked = [series["name"] for series in option["series"] if series.get("stack")]
    assert stacked == option["legend"]["data"][:-1]
    assert "grey market" in stacked


def test_the_parts_of_a_bar_are_the_split(result, options):
    split = result.figures["split"]["split"]
    last = [series["data"][-2] for series in options["split"]["series"]]
    expected = split.sel(regime="chosen").isel(month=-1).values
    np.testing.assert_allclose(last, expected, rtol=1e-3)


def test_numbers_are_short_and_missing_ones_are_null():
    assert plain([1.23456789, np.nan, np.inf, 123456.0]) == [1.235, None, None, 123500.0]
