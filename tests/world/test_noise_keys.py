"""Random numbers that are stored, and those that are drawn by key."""

import numpy as np
import pytest

from sim.world.noise_keys import (
    AT_START,
    DELAY,
    LENGTH,
    NUMBERS,
    STORED_GENERATIONS,
    NoiseKeys,
    of_entry,
    of_generation,
    of_quarter,
)

DRAWN, LAB, OWN_FROM = 0.25, 7, 120


@pytest.fixture
def keys():
    """Keys of one member, with stored luck of one lab, row times ten plus number, and investor."""
    rows = 10.0 * np.arange(AT_START + 1)[:, None] + np.arange(NUMBERS)
    return NoiseKeys(
        past_seed=np.zeros(1, np.uint64),
        past_member=np.zeros((40, 16, 1), np.uint64),
        seed=np.zeros(1, np.uint64),
        member=np.zeros(1, np.uint64),
        own_from=OWN_FROM,
        stored_labs=np.array([LAB], np.uint64),
        generations=rows[None, :, :, None],
        stored_investors=np.array([3], np.uint64),
        shocks=np.arange(8.0)[None, :, None],
    )


def test_a_stored_generation_has_its_stored_numbers(keys):
    assert of_generation(keys, 50, LAB, 4, LENGTH, 0, DRAWN) == 42.0


@pytest.mark.parametrize("generation", [STORED_GENERATIONS, STORED_GENERATIONS + 1, 30])
def test_generations_after_the_stored_ones_are_drawn_by_key(keys, generation):
    assert of_generation(keys, 50, LAB, generation, LENGTH, 0, DRAWN) == DRAWN


def test_a_labs_entry_has_a_row_of_its_own(keys):
    assert of_entry(keys, 0, LAB, DELAY, 0, DRAWN) == 10.0 * AT_START + DELAY


def test_luck_of_other_labs_and_of_months_after_the_cut_off_is_drawn_by_key(keys):
    assert of_generation(keys, 50, LAB + 1, 4, LENGTH, 0, DRAWN) == DRAWN
    assert of_generation(keys, OWN_FROM, LAB, 4, LENGTH, 0, DRAWN) == DRAWN
    assert of_entry(keys, OWN_FROM, LAB, LENGTH, 0, DRAWN) == DRAWN


def test_a_number_that_is_not_stored_is_drawn_by_key(keys):
    keys.generations[0, 4, LENGTH, 0] = np.nan
    assert of_generation(keys, 50, LAB, 4, LENGTH, 0, DRAWN) == DRAWN


def test_an_investors_quarter_has_its_stored_shock_as_far_as_they_reach(keys):
    assert of_quarter(keys, 5, 0, 0, DRAWN) == 1.0
    assert of_quarter(keys, 24, 0, 0, DRAWN) == DRAWN
    assert of_quarter(keys, 5, -1, 0, DRAWN) == DRAWN
