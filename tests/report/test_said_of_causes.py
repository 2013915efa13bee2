"""Sentences about causes turn with the data."""

import made_up
import pytest

from sim.report import said_of_causes as said

LAG = "capability_lag"


@pytest.mark.parametrize(
    ("chips", "capital", "words"),
    [
        (3.0, 1.0, "chip exports, 3.2 months longer"),
        (1.0, 3.0, "capital, 3.2 months longer"),
        (-4.0, 1.0, "chip exports, 3.8 months shorter"),
    ],
)
def test_the_instrument_that_moves_the_lag_most_is_named(chips, capital, words):
    assert words in said.sentence_largest_share(made_up.shared(chips, capital))


@pytest.mark.parametrize(
    ("spread", "words"),
    [(0.1, "for 2 of the 2 instruments that differ: chip exports and capital"), (50.0, "for none")],
)
def test_it_is_said_for_how_many_instruments_members_agree(spread, words):
    assert words in said.sentence_largest_share(made_up.shared(spread=spread))


def test_instruments_that_move_nothing_are_said_to_move_nothing():
    shared = made_up.shared(0.0, 0.0, 0.0, 0.0)
    assert said.sentence_largest_share(shared) == "No instrument moves the lag on average."


@pytest.mark.parametrize(
    ("together", "words"), [(0.5, "months more than"), (-0.5, "months less than"), (0.0, "No two")]
)
def test_pairs_do_more_or_less_together(together, words):
    assert words in said.sentence_pair(made_up.shared(together=together, spread=0.0))


def test_one_instrument_makes_no_pair():
    alone = made_up.shared().isel(instrument=[0], other=[0])
    assert said.sentence_pair(alone) == ""


def test_the_split_names_the_largest_part():
    shared = made_up.shared()
    assert "more than half, 6.0 months, is what China is behind in training compute" in (
        said.sentence_split(shared)
    )
    shared["split"] = shared["split"] * [[[0.2], [1.0], [1.0], [1.0]]]
    assert "the largest part, 2.0 months, is what China is behind in know how" in (
        said.sentence_split(shared)
    )


def test_a_part_that_is_longer_than_the_lag_is_said_to_be_more_than_all():
    shared = made_up.shared()
    shared["split"] = shared["split"] * [[[1.0], [-1.0], [1.0], [1.0]]]
    text = said.sentence_split(shared)
    assert "Of the lag of 5.5 months" in text
    assert "more than all, 6.0 months" in text
    assert "other parts take some of it back" in text
    shared["split"] = -shared["split"]
    assert "there is no lag on average" in said.sentence_split(shared)


@pytest.mark.parametrize(
    ("first", "words"),
    [
        ((0.1, 0.5, 0.2, 0.1, 0.2), "due to luck (50% of the variance)"),
        ((0.1, 0.1, 0.2, 0.5, 0.2), "due to parameters that are not known (50% of the variance)"),
        ((0.1, 0.1, 0.2, 0.1, 0.6), "due to the sender’s choices (60% of the variance)"),
    ],
)
def test_the_largest_source_of_the_spread_is_named(first, words):
    text = said.sentence_spread(made_up.found(first), LAG)
    assert words in text
    assert "rough" not in text


def test_a_lag_that_does_not_vary_has_no_causes():
    found = made_up.found(varies=False)
    assert "does not vary" in said.sentence_spread(found, LAG)
    assert said.sentence_leading_inputs(found, LAG) == said.sentence_convergence(found, LAG) == ""


def test_single_inputs_are_named_the_most_important_first():
    text = said.sentence_leading_inputs(made_up.found(), LAG)
    assert "luck (60%), chip exports (30%) and spillover (20%)" in text


@pytest.mark.parametrize(("converged", "words"), [(True, "have converged"), (False, "have not")])
def test_indices_that_have_not_converged_are_said_to_be_a_rough_ranking(converged, words):
    text = said.sentence_convergence(made_up.found(converged=converged), LAG)
    assert words in text
    assert ("rough ranking" in text) == (not converged)


def test_sources_whose_intervals_overlap_are_not_ranked():
    found = made_up.found((0.1, 0.22, 0.2, 0.1, 0.2))
    text = said.sentence_spread(found, LAG)
    assert "it cannot be told what most of the spread of the lag is due to" in text
    assert "luck (22% of the variance), the sender’s choices (20% of the variance)" in text


def test_a_spread_is_said_to_be_split_roughly_where_indices_have_not_converged():
    assert "That is rough" in said.sentence_spread(made_up.found(converged=False), LAG)
