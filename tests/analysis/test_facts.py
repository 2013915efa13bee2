"""Facts to score on: the table, vintages, and what comes a number of months after an origin."""

from dataclasses import replace

import numpy as np
import pytest

from sim.analysis.facts import (
    CHANNELS,
    all_facts,
    due,
    final_values,
    index_scores,
    known_at,
    names_of,
)
from sim.calibration.measures import MEASURES
from sim.calibration.targets import all_targets
from sim.world.indices import INDICES

FACTS = all_facts()


def month(text):
    return np.datetime64(text, "M")


@pytest.mark.parametrize("name", names_of(FACTS))
def test_a_series_is_complete_and_consistent(name):
    rows = [fact for fact in FACTS if fact.name == name]
    for key in ("channel", "pool", "measure", "of", "region", "scale", "anchored", "unit"):
        assert len({getattr(fact, key) for fact in rows}) == 1, key
    assert rows[0].channel in CHANNELS
    assert rows[0].measure in MEASURES
    assert all(fact.vintage for fact in rows)
    assert all(fact.value > 0 for fact in rows if fact.scale == "log")
    assert {fact.kind for fact in rows} <= {"value", "bound"}


def test_every_channel_and_every_index_has_facts():
    assert {fact.channel for fact in FACTS} == set(CHANNELS)
    assert {fact.of for fact in FACTS if fact.channel == "lag"} == set(INDICES)
    assert {score.index for score in index_scores()} == set(INDICES)


def test_a_fact_is_not_known_before_its_period_ends():
    assert all(fact.known_from >= fact.end for fact in FACTS)


def test_a_fact_that_is_a_target_has_the_value_of_the_target():
    targets = {
        (t.measure, t.of, t.region, t.period): t.value
        for t in all_targets()
        if t.kind == "value" and not t.series and t.id not in {"F033", "F034"}
    }  # two lags that were read off earlier exports
    compared = 0
    for fact in FACTS:
        key = (fact.measure, fact.of, fact.region, fact.period)
        if key in targets and fact.measure in ("measured_lag", "largest_run", "chips_sold"):
            assert fact.value == pytest.approx(targets[key], abs=0.02), fact
            compared += 1
    assert compared > 20


def test_of_two_vintages_the_one_of_the_day_is_known():
    investment = [fact for fact in FACTS if fact.measure == "direct_investment"]

    def of_2023(origin):
        return next(f.value for f in known_at(investment, month(origin)) if f.period == "2023")

    assert of_2023("2024-03") == 33
    assert of_2023("2025-06") == 51.338
    final = {fact.period: fact.value for fact in final_values(investment)}
    assert final["2023"] == 51.338


def test_bounds_are_neither_known_nor_due():
    assert {fact.kind for fact in final_values(FACTS)} == {"value"}
    assert due(FACTS, "lag on ECI", month("2023-03"), 6) is None
    assert due(FACTS, "lag on ECI", month("2023-03"), 9).value == 9.6


@pytest.mark.parametrize(
    ("name", "origin", "horizon", "period"),
    [
        ("lag on ECI", "2024-03", 3, "2024-06"),
        ("lag on ECI", "2024-03", 18, "2025-09"),
        ("lag on LMArena", "2023-09", 6, "2024-03"),
        ("chips sold to China", "2024-06", 12, "2022-01/2025-06"),
        ("revenue of the leading designer", "2024-03", 3, "2024-02/2024-04"),
        ("foreign direct investment in China", "2023-12", 24, "2025"),
    ],
)
def test_the_fact_that_is_due_ends_in_the_quarter_of_the_horizon(name, origin, horizon, period):
    assert due(FACTS, name, month(origin), horizon).period == period


@pytest.mark.parametrize(
    ("name", "origin", "horizon"),
    [("lag on ECI", "2025-06", 12), ("lag on LMArena", "2024-03", 3),
     ("foreign direct investment in China", "2024-03", 12)],
)  # fmt: skip
def test_where_nothing_is_on_record_nothing_is_due(name, origin, horizon):
    assert due(FACTS, name, month(origin), horizon) is None


def test_errors_of_a_logarithmic_series_are_those_of_the_logarithm():
    fact = next(fact for fact in FACTS if fact.scale == "log")
    assert replace(fact, value=np.e).scaled == pytest.approx(1.0)
    assert fact.unit_of_errors == "ln"
