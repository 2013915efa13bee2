"""Pinned settings stand beside the chosen ones: in the chart, in the table and in the link."""

import json
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from sim.dashboard.answers import answer
from sim.dashboard.beside import lag_with, named, table_with
from sim.dashboard.choice import Choice
from sim.dashboard.figures import FIGURES
from sim.dashboard.headline import NO_VALUE, headline
from sim.dashboard.months import FIRST_FULL_YEAR, Regimes
from sim.dashboard.page import settings_of_link
from sim.dashboard.pins import (
    MOST_PINNED,
    link_with,
    read_link,
    reason_against,
    with_pin,
    without_pin,
)
from sim.settings.errors import SettingsError
from sim.tables.intervals import median_with_interval

CHOSEN = Choice("strict_controls", calibration="article", members=64, end=date(2026, 12, 31))
DETENTE = replace(CHOSEN, scenario="detente")
OPEN_CLOUD = CHOSEN.with_level("sanctions.cloud", 0)
FEWER = replace(CHOSEN, scenario="no_controls", members=65, end=date(2025, 12, 31))
PINS = (DETENTE, OPEN_CLOUD, FEWER)


# choices and links --------------------------------------------------------------------------------


def test_up_to_three_settings_are_pinned_each_once():
    pinned = ()
    for choice in (DETENTE, DETENTE, OPEN_CLOUD, FEWER, CHOSEN):
        pinned = with_pin(pinned, choice)
    assert pinned == PINS
    assert len(pinned) == MOST_PINNED
    assert reason_against(pinned, CHOSEN) == "3 are pinned; remove one first."
    assert reason_against((CHOSEN,), CHOSEN) == "They are pinned."


@pytest.mark.parametrize("place", [3, -1, None, "0", [0]])
def test_only_what_is_pinned_can_be_removed(place):
    assert without_pin(PINS, 1) == (DETENTE, FEWER)
    assert without_pin(PINS, place) == PINS


@pytest.mark.parametrize("pinned", [(), (DETENTE,), PINS])
def test_a_link_carries_what_is_pinned(pinned):
    assert read_link(link_with(CHOSEN, pinned)) == (CHOSEN, pinned)
    assert read_link(f"?{link_with(CHOSEN, pinned)}") == (CHOSEN, pinned)


def test_a_link_without_settings_pins_nothing():
    assert read_link(None) == read_link("") == (Choice(), ())


@pytest.mark.parametrize(
    "query",
    [
        "&".join(["pinned=scenario%3Ddetente"] * 4),
        "pinned=scenario%3Dnowhere",
        "pinned=pinned%3Dscenario",
        f"pinned={'a' * 5000}",
    ],
)
def test_a_link_that_pins_what_is_not_allowed_is_refused(query):
    with pytest.raises(SettingsError):
        read_link(query)
    choice, pinned, refusal = settings_of_link(query)
    assert (choice, pinned) == (Choice(), ())
    assert ": got " in refusal


# chart and table ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def chosen():
    return answer(CHOSEN)


@pytest.fixture(scope="module")
def pinned(chosen):
    return named([answer(choice) for choice in PINS], chosen)


@pytest.fixture(scope="module")
def option(chosen):
    return FIGURES["lag"].draw(chosen.figures["lag"], Regimes.of(chosen.settings))


@pytest.mark.slow
def test_pinned_settings_are_named_by_title_and_by_what_else_differs(chosen, pinned):
    assert [each.name for each in pinned] == [
        "detente",
        "strict controls with sanctions.cloud = 0",
        "no controls, 65 members, until 2025-12-31",
    ]
    twice = named([answer(DETENTE)] * 2, chosen)
    assert [each.name for each in twice] == ["detente", "detente (2)"]


@pytest.mark.slow
def test_the_chart_has_the_median_of_each_pinned_setting(option, pinned):
    drawn = lag_with(option, pinned)
    json.dumps(drawn, allow_nan=False)
    series = {each["name"]: each["data"] for each in drawn["series"]}
    months = drawn["xAxis"]["data"]
    for each in pinned:
        lag = each.result.figures["lag"]["capability_lag_mean"].sel(regime="chosen", quantile=0.5)
        expected = lag.values[FIRST_FULL_YEAR:]
        np.testing.assert_allclose(series[each.label][: len(expected)], expected, rtol=1e-3)
        assert series[each.label][len(expected) :] == [None] * (len(months) - len(expected))
    columns = {column["name"]: column["places"] for column in drawn["columns"]}
    assert all(len(columns[each.label]) == 3 for each in pinned)


@pytest.mark.slow
def test_without_pinned_settings_chart_and_table_are_as_they_were(chosen, option):
    assert lag_with(option, []) == option
    numbers = headline(chosen)
    assert table_with(numbers, chosen, []) == numbers


@pytest.mark.slow
def test_the_table_compares_the_same_members_and_only_those(chosen, pinned):
    table = table_with(headline(chosen), chosen, pinned)
    assert all(len(row) == len(table.head) for row in table.rows)
    settings = ["chosen regime", *(each.label for each in pinned)]
    assert [row[1] for row in table.rows] == settings * 2  # December 2025, and the end
    last = dict(zip(settings, table.rows[-len(settings) :], strict=True))
    change = chosen.lag[:, -1].values - pinned[0].result.lag[:, -1].values
    assert last["pinned: detente"][-1] == median_with_interval(change, "+.1f")
    lag, _, *changes = headline(pinned[0].result).rows[-1][1:]
    assert last["pinned: detente"][2:-1] == [lag, *changes]
    assert set(last[pinned[2].label][2:]) == {NO_VALUE}  # its horizon has ended
    first = table.rows[len(settings) - 1]
    assert first[-1] == NO_VALUE  # other members
    assert first[2] != NO_VALUE
