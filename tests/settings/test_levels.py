"""What a leaf of the regime takes, and how it is written again."""

import math
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.settings.instruments import LEVERS
from sim.settings.levels import CAP, INTERCONNECT, MONEY, SHARE, Leaf, read_day, read_leaf

KINDS = (SHARE, CAP, INTERCONNECT, MONEY)


@pytest.mark.parametrize("kind", KINDS)
def test_history_is_neither_a_level_nor_a_list(kind):
    assert read_leaf("history", kind) == Leaf(kind)


@pytest.mark.parametrize(
    ("kind", "level"), [(SHARE, 0.0), (CAP, math.inf), (INTERCONNECT, -math.inf), (MONEY, 0.0)]
)
def test_null_means_open(kind, level):
    assert read_leaf(None, kind).level == level


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "value", [math.nan, math.inf, -math.inf, -0.1, True, False, "abc", "0.5", [], {}]
)
def test_an_invalid_level_is_refused_with_what_is_allowed(kind, value):
    with pytest.raises(ValueError, match=r"from 0|above 0"):
        read_leaf(value, kind)


def test_a_share_ends_at_1_and_a_cap_lies_above_0():
    assert read_leaf(1, SHARE).level == 1.0
    for value, kind in ((1.0000001, SHARE), (0, CAP)):
        with pytest.raises(ValueError, match=kind.takes):
            read_leaf(value, kind)


@pytest.mark.parametrize(
    "entry",
    [
        {"from": "2024-01-01"},
        {"level": 0.5},
        {"from": "2024-01-01", "level": 2},
        {"from": "2024-13-01", "level": 0.5},
        {"from": 1712016000, "level": 0.5},
        {"from": "2024-01-01", "level": 0.5, "until": "2025-01-01"},
        {"from": "2024-01-01", "level": 0.5, "announced": "2024-01-02"},
        "history",
        0.5,
        None,
    ],
)
def test_an_entry_that_is_not_whole_is_named_by_its_place(entry):
    with pytest.raises(ValueError, match=r"\[1\]"):
        read_leaf([{"from": "2020-01-01", "level": 0.1}, entry], SHARE)


def test_a_dated_list_is_put_in_order():
    later, earlier = {"from": "2024-01-01", "level": 1}, {"from": "2020-01-01", "level": 0}
    steps = read_leaf([later, earlier], SHARE).steps
    assert [step.effective.year for step in steps] == [2020, 2024]
    assert [step.announced for step in steps] == [step.effective for step in steps]


@given(
    st.sampled_from(KINDS),
    st.none() | st.floats(0.01, 1),
    st.lists(
        st.tuples(st.dates(date(2018, 1, 1), date(2032, 12, 31)), st.none() | st.floats(0.01, 1)),
        max_size=3,
        unique_by=lambda pair: pair[0],
    ),
)
def test_a_leaf_that_is_written_reads_as_the_same_leaf(kind, level, dated):
    leaf = read_leaf([{"from": d, "level": x} for d, x in dated] or level, kind)
    if kind in (CAP, INTERCONNECT):
        assert read_leaf(leaf.written(), kind) == leaf
    else:  # open is level zero
        again = read_leaf(leaf.written(), kind)
        assert (again.level, again.steps) == (leaf.level, leaf.steps)


@given(st.dates())
def test_a_day_is_a_date_or_its_ten_characters(day):
    assert read_day(day) == read_day(day.isoformat()) == day


@pytest.mark.parametrize(
    "value", [1712016000, "2024-4-2", "20240402", "2024-W14-2", "soon", None, True,
              datetime(2024, 4, 2), "2024-02-30"]
)  # fmt: skip
def test_an_invalid_day_is_refused(value):
    with pytest.raises(ValueError, match="a date as YYYY-MM-DD"):
        read_day(value)


def test_every_lever_has_units_that_a_table_can_show():
    shares = {key for key, lever in LEVERS.items() if lever.kind is SHARE}
    assert {key: lever.units for key, lever in LEVERS.items() if key not in shares} == {
        "sanctions.chip_exports.tpp_cap": "TFLOP/s x bit",
        "sanctions.chip_exports.interconnect_cap": "GB/s",
        "sanctions.chip_exports.density_cap": "TPP/mm2",
        "response.ai_plus": "bn USD/yr",
    }
    assert {LEVERS[key].units for key in shares} == {"1"}
