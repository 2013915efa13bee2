"""How a number and its 90% interval are written."""

import re
from pathlib import Path

import numpy as np
import pytest

from sim.tables import intervals
from sim.tables.effects import effect_header
from sim.tables.intervals import (
    ends_of,
    mean_with_interval,
    median_with_interval,
    span,
    with_interval,
)

MEMBERS = np.concatenate([np.linspace(0.0, 10.0, 20), [95.0]])


def test_ends_are_the_quantiles_between_which_nine_tenths_lie():
    assert ends_of(np.linspace(0.0, 100.0, 101)) == pytest.approx((5.0, 95.0))


def test_a_median_and_a_mean_come_with_the_same_interval():
    median, mean = median_with_interval(MEMBERS, ".1f"), mean_with_interval(MEMBERS, ".1f")
    assert median == f"{np.median(MEMBERS):.1f} [0.5, 10.0]"
    assert mean == f"{MEMBERS.mean():.1f} [0.5, 10.0]"


def test_changes_have_a_sign_at_the_centre_and_at_both_ends():
    assert with_interval(2.04, (-0.5, 7.0), "+.1f") == "+2.0 [-0.5, +7.0]"


def test_a_number_that_rounds_to_zero_has_no_minus_sign():
    assert with_interval(-0.04, (-0.01, 0.01), ".1f") == "0.0 [0.0, 0.0]"


def test_an_interval_of_three_quantiles_has_the_outer_two_as_its_ends():
    assert span((0.12345, 0.5, 12.0), ".3g") == "0.123 to 12"
    assert span((1.0, 2.0), ".0f", " and ") == "1 and 2"


def test_intervals_are_formatted_in_one_place_only():
    source = Path(intervals.__file__).parents[1]
    own = re.compile(r"\[\{[^\]]*:[^\]]*\}, \{[^\]]*:[^\]]*\}\]")
    others = set(source.rglob("*.py")) - {Path(intervals.__file__)}
    found = [file.name for file in others if own.search(file.read_text(encoding="utf-8"))]
    assert found == []


def test_numbers_have_a_comma_for_thousands_and_no_minus_before_zero():
    assert with_interval(-0.01, (-1234.5, 1234.5), "+.1f") == "+0.0 [-1,234.5, +1,234.5]"


def test_an_effect_says_what_it_is_compared_with():
    assert effect_header("status_quo").replace("\n", " ") == "effect compared with status quo"
