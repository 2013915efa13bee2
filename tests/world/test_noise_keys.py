"""Random numbers that are stored, and those that are drawn by key."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.world.noise_keys import (
    BY_KEY,
    LENGTH,
    NUMBERS,
    NoiseKeys,
    in_octave,
    octave_of,
    of_quarter,
    of_run,
    of_search,
)

DRAWN, LAB, OWN_FROM = 0.25, 7, 120


@pytest.fixture
def keys():
    """Keys of one member with stored luck of a lab, ten times quarter plus number."""
    runs = 10.0 * np.arange(40)[:, None] + np.arange(NUMBERS)
    return NoiseKeys(
        past_seed=np.zeros(1, np.uint64),
        past_member=np.zeros((40, 16, 1), np.uint64),
        seed=np.zeros(1, np.uint64),
        member=np.zeros(1, np.uint64),
        own_from=OWN_FROM,
        stored_labs=np.array([LAB], np.uint64),
        runs=runs[None, :, :, None],
        searching_labs=np.array([LAB], np.uint64),
        octaves=np.arange(60, dtype=np.uint8)[None, :, None],
        stored_investors=np.array([3], np.uint64),
        shocks=np.arange(8.0)[None, :, None],
    )


@pytest.mark.parametrize("month", [48, 49, 50])
def test_a_run_has_the_stored_numbers_of_the_quarter_of_its_launch(keys, month):
    assert of_run(keys, month, LAB, LENGTH, 0, DRAWN) == 160.0 + LENGTH


def test_luck_of_other_labs_and_of_months_after_the_cut_off_is_drawn_by_key(keys):
    assert of_run(keys, 50, LAB + 1, LENGTH, 0, DRAWN) == DRAWN
    assert of_run(keys, OWN_FROM, LAB, LENGTH, 0, DRAWN) == DRAWN


def test_runs_after_the_stored_quarters_are_drawn_by_key(keys):
    later = keys._replace(own_from=200)
    assert of_run(later, 119, LAB, LENGTH, 0, DRAWN) == 390.0 + LENGTH
    assert of_run(later, 120, LAB, LENGTH, 0, DRAWN) == DRAWN


def test_a_number_that_is_not_stored_is_drawn_by_key(keys):
    keys.runs[0, 16, LENGTH, 0] = np.nan
    assert of_run(keys, 50, LAB, LENGTH, 0, DRAWN) == DRAWN


def test_an_investors_quarter_has_its_stored_shock_as_far_as_they_reach(keys):
    assert of_quarter(keys, 5, 0, 0, DRAWN) == 1.0
    assert of_quarter(keys, 24, 0, 0, DRAWN) == DRAWN
    assert of_quarter(keys, 5, -1, 0, DRAWN) == DRAWN


shares = st.floats(2.0**-33, 1.0, exclude_max=True)


@given(shares)
def test_a_draw_lies_in_its_octave_and_is_itself_there(drawn):
    octave = octave_of(drawn)
    assert 2.0 ** -(octave + 1) <= drawn < 2.0**-octave
    assert in_octave(octave, drawn) == drawn


@given(shares, st.integers(0, 32))
def test_a_draw_in_another_octave_has_its_place_there(drawn, octave):
    moved = in_octave(octave, drawn)
    assert octave_of(moved) == octave
    assert moved * 2.0**octave == drawn * 2.0 ** octave_of(drawn)


def test_a_search_is_drawn_in_its_stored_octave_up_to_the_cut_off(keys):
    assert of_search(keys, 3, 0, 0, 0.75) == 0.75 / 8
    assert of_search(keys, 3, -1, 0, 0.75) == 0.75
    assert of_search(keys, 60, 0, 0, 0.75) == 0.75
    assert of_search(keys._replace(own_from=3), 3, 0, 0, 0.75) == 0.75
    keys.octaves[0, 3, 0] = BY_KEY
    assert of_search(keys, 3, 0, 0, 0.75) == 0.75
