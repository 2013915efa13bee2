"""Sentences on causes follow the data."""

import example_results as examples
import pytest

from sim.report import sentences_on_causes as sentences

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
    assert words in sentences.sentence_largest_share(examples.attribution(chips, capital))


@pytest.mark.parametrize(
    ("spread", "words"),
    [(0.1, "for 2 of the 2 instruments that differ: chip exports and capital"), (50.0, "for none")],
)
def test_it_is_said_for_how_many_instruments_members_agree(spread, words):
    assert words in sentences.sentence_largest_share(examples.attribution(spread=spread))


def test_it_is_said_if_no_instrument_moves_the_lag():
    attribution = examples.attribution(0.0, 0.0, 0.0, 0.0)
    assert (
        sentences.sentence_largest_share(attribution) == "No instrument moves the lag on average."
    )


@pytest.mark.parametrize(
    ("tools", "capital", "words"),
    [
        (-2.0, 0.5, "tools matters most: in the median member the lag is 2.0 months shorter if"),
        (-0.5, -3.0, "3.0 months shorter if they were weaker and 3.0 months longer if they were"),
        (0.0, 0.01, "the lag is unchanged if they were weaker and unchanged if they were stronger"),
    ],
)
def test_the_instrument_whose_judged_levels_matter_most_is_named(tools, capital, words):
    assert words in sentences.sentence_judged(examples.judged(tools, capital))


def test_it_is_said_if_no_level_is_a_judgement():
    without = examples.judged().isel(instrument=slice(0))
    assert "No level" in sentences.sentence_judged(without)


@pytest.mark.parametrize(
    ("together", "words"), [(0.5, "months more than"), (-0.5, "months less than"), (0.0, "No two")]
)
def test_pairs_move_the_lag_more_or_less_together(together, words):
    assert words in sentences.sentence_pair(examples.attribution(together=together, spread=0.0))


def test_one_instrument_makes_no_pair():
    alone = examples.attribution().isel(instrument=[0], other=[0])
    assert sentences.sentence_pair(alone) == ""


def test_the_split_names_the_largest_part():
    attribution = examples.attribution()
    assert "more than half, 6.0 months, is because China is behind in training compute" in (
        sentences.sentence_split(attribution)
    )
    attribution["split"] = attribution["split"] * [[[0.2], [1.0], [1.0], [1.0]]]
    assert "the largest component, 2.0 months, is because China is behind in know how" in (
        sentences.sentence_split(attribution)
    )


def test_a_part_that_is_longer_than_the_lag_is_said_to_be_more_than_all():
    attribution = examples.attribution()
    attribution["split"] = attribution["split"] * [[[1.0], [-1.0], [1.0], [1.0]]]
    text = sentences.sentence_split(attribution)
    assert "Of the lag of 5.5 months" in text
    assert "more than all, 6.0 months" in text
    assert "other components offset some of it" in text
    attribution["split"] = -attribution["split"]
    assert "there is no lag on average" in sentences.sentence_split(attribution)


@pytest.mark.parametrize(
    ("first", "words"),
    [
        ((0.1, 0.5, 0.2, 0.1, 0.2), "due to chance (50% of the variance)"),
        ((0.1, 0.1, 0.2, 0.5, 0.2), "due to unknown parameters (50% of the variance)"),
        ((0.1, 0.1, 0.2, 0.1, 0.6), "due to the sender’s choices (60% of the variance)"),
    ],
)
def test_the_largest_source_of_the_spread_is_named(first, words):
    text = sentences.sentence_spread(examples.indices(first), LAG)
    assert words in text
    assert "rough" not in text


def test_a_lag_that_does_not_vary_has_no_causes():
    indices = examples.indices(varies=False)
    assert "does not vary" in sentences.sentence_spread(indices, LAG)
    assert (
        sentences.sentence_leading_inputs(indices, LAG)
        == sentences.sentence_convergence(indices, LAG)
        == ""
    )


def test_single_inputs_are_named_the_most_important_first():
    text = sentences.sentence_leading_inputs(examples.indices(), LAG)
    assert "noise (60%), chip exports (30%) and spillover (20%)" in text


@pytest.mark.parametrize(("converged", "words"), [(True, "have converged"), (False, "have not")])
def test_indices_that_have_not_converged_are_said_to_be_a_rough_ranking(converged, words):
    text = sentences.sentence_convergence(examples.indices(converged=converged), LAG)
    assert words in text
    assert ("rough ranking" in text) == (not converged)


def test_sources_whose_intervals_overlap_are_not_ranked():
    indices = examples.indices((0.1, 0.22, 0.2, 0.1, 0.2))
    text = sentences.sentence_spread(indices, LAG)
    assert "it is not clear what most of the spread of the lag is due to" in text
    assert "chance (22% of the variance), the sender’s choices (20% of the variance)" in text


def test_a_spread_is_said_to_be_split_roughly_where_indices_have_not_converged():
    assert "This is rough" in sentences.sentence_spread(examples.indices(converged=False), LAG)
