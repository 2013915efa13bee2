"""PRIM finds a box that was planted, and says what it is worth on other rows."""

import numpy as np
import pytest

from sim.analysis.boxes import (
    Box,
    best_box,
    enough_cases,
    lift,
    path_of_boxes,
    record_of,
    screen_inputs,
)

INPUTS = 30
PLANTED = {3: (0.7, 1.0), 11: (0.0, 0.4)}


def planted(seed, rows=3000):
    """Uniform inputs; it happens in nine of ten rows of a box on two of them, else in one of 50."""
    generator = np.random.default_rng(seed)
    table = generator.random((rows, INPUTS))
    inside = np.all([(table[:, i] >= a) & (table[:, i] <= b) for i, (a, b) in PLANTED.items()], 0)
    return table, generator.random(rows) < np.where(inside, 0.9, 0.02)


@pytest.fixture(scope="module")
def found():
    seen = planted(1)
    return best_box(path_of_boxes(*seen, most_limits=4), *seen)


def test_the_planted_inputs_are_restricted_and_no_others(found):
    assert found.restricted.tolist() == list(PLANTED)


def test_the_planted_limits_are_found(found):
    for place, (low, high) in PLANTED.items():
        limits = np.clip(found.limits[place], 0.0, 1.0)
        np.testing.assert_allclose(limits, (low, high), atol=0.06)


def test_the_planted_box_does_as_well_on_other_rows(found):
    record = record_of(found, *planted(2))
    assert record.density > 0.7
    assert record.coverage > 0.7


def test_the_planted_box_lifts_how_often_it_happens(found):
    table, happens = planted(2)
    value, low, high = lift(found, table, happens, np.arange(len(happens)), seed=1)
    assert 1.0 < low < value < high


def test_a_side_that_was_not_peeled_is_open(found):
    assert found.limits[3, 1] == np.inf
    assert found.limits[11, 0] == -np.inf


@pytest.mark.slow
def test_inputs_that_make_no_difference_do_not_pass_the_screening():
    generator = np.random.default_rng(3)
    passed = [
        screen_inputs(generator.random((300, INPUTS)), generator.random(300) < 0.3, most=4).size
        for _ in range(40)
    ]
    assert np.mean(np.array(passed) > 0) < 0.15


def test_where_no_input_makes_a_difference_the_only_box_holds_all():
    generator = np.random.default_rng(4)
    table, happens = generator.random((300, 5)), generator.random(300) < 0.3
    (box,) = path_of_boxes(table, happens, most_limits=4)
    assert box.restricted.size == 0


def test_where_many_inputs_matter_a_box_of_few_still_lifts_how_often_it_happens():
    generator = np.random.default_rng(5)
    table = generator.random((4000, 12))
    weight = np.array([4.0, 4.0, *[3.0] * 8, 0.0, 0.0])
    chance = 1.0 / (1.0 + np.exp(21.0 - table @ weight))
    happens = generator.random(4000) < chance
    boxes = path_of_boxes(table, happens, most_limits=2)
    box = best_box(boxes, table, happens)
    assert len(box.restricted) == 2
    assert record_of(box, table, happens).density > 1.5 * happens.mean()


def test_no_box_restricts_more_inputs_than_it_may():
    table, happens = planted(1)
    assert all(len(box.restricted) <= 1 for box in path_of_boxes(table, happens, most_limits=1))


@pytest.mark.parametrize(("cases", "enough"), [(19, False), (20, True), (80, True), (81, False)])
def test_a_box_needs_twenty_rows_of_either_kind(cases, enough):
    assert enough_cases(np.arange(100) < cases) is enough


def test_density_coverage_and_mass_are_shares_of_box_cases_and_rows():
    box = Box(np.array([[0.5, np.inf]]))
    record = record_of(
        box, np.array([[0.1], [0.5], [0.6], [0.9]]), np.array([True, True, True, False])
    )
    assert (record.density, record.coverage, record.mass) == (2 / 3, 2 / 3, 3 / 4)


def test_a_box_that_holds_no_row_has_no_density():
    box = Box(np.array([[2.0, np.inf]]))
    assert np.isnan(record_of(box, np.zeros((3, 1)), np.array([True, False, False])).density)


def test_the_lift_of_a_box_with_no_case_to_find_is_missing():
    box = Box(np.array([[0.5, np.inf]]))
    never = np.zeros(4, dtype=bool)
    assert np.isnan(lift(box, np.ones((4, 1)), never, np.arange(4), seed=1)).all()


def test_blocks_of_like_rows_make_the_interval_of_a_lift_wider():
    generator = np.random.default_rng(5)
    blocks = np.repeat(np.arange(50), 20)
    shared = np.repeat(generator.random(50), 20)[:, None]
    happens = generator.random(1000) < np.repeat(generator.random(50), 20)
    box = Box(np.array([[0.5, np.inf]]))
    widths = [
        np.diff(lift(box, shared, happens, of, seed=1)[1:])[0] for of in (blocks, np.arange(1000))
    ]
    assert widths[0] > 1.5 * widths[1]
