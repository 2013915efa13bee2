"""Months of a run."""

from datetime import date

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sim.settings.parts import Horizon
from sim.world.calendar import Calendar

DAYS = st.dates(date(1990, 1, 1), date(2100, 12, 31))


def calendar_of(start, end):
    return Calendar.of(Horizon(start=start, end=end))


def test_the_default_horizon_has_180_months():
    calendar = Calendar.of(Horizon())
    assert calendar.months == 180
    assert calendar.starts[0] == np.datetime64("2018-01-01")
    assert calendar.starts[-1] == np.datetime64("2032-12-01")


def test_a_horizon_of_one_day_is_the_month_that_contains_it():
    calendar = calendar_of(date(2018, 1, 31), date(2018, 1, 31))
    assert calendar.months == 1
    assert calendar.starts.tolist() == np.array(["2018-01-01"], "datetime64[ns]").tolist()


@given(first=DAYS, second=DAYS, day=DAYS)
def test_a_day_has_the_index_of_the_month_that_contains_it(first, second, day):
    calendar = calendar_of(min(first, second), max(first, second))
    index = calendar.index(day)
    inside = 0 <= index < calendar.months
    assert inside == (calendar.index(min(first, second)) <= index <= calendar.months - 1)
    if inside:
        assert calendar.starts[index] == np.datetime64(day.replace(day=1))


@given(first=DAYS, second=DAYS)
def test_quarters_open_in_january_april_july_and_october(first, second):
    calendar = calendar_of(min(first, second), max(first, second))
    months = calendar.starts.astype("datetime64[M]").astype(int) % 12 + 1
    assert (calendar.opens_quarter == np.isin(months, (1, 4, 7, 10))).all()
