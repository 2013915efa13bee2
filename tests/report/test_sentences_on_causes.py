"""Sentences on causes follow the data."""

import example_results as examples
import pytest

from sim.report import sentences_on_causes as sentences

LAG = "capability_lag"


@pytest.mark.parametrize(
    ("chips", "capital", "name", "change"),
    [
        (3.0, 1.0, "chip exports", "3.2 months longer"),
        (1.0, 3.0, "capital", "3.2 months longer"),
        (-4.0, 1.0, "chip exports", "3.8 months shorter"),
    ],
)
def test_the_instrument_that_moves_the_lag_most_is_named(chips, capital, name, change):
    said = sentences.sentence_largest_share(examples.attribution(chips, capital))
    assert f"“strict controls”, {name} changes the lag most" in said
    assert f"it is {change} on average" in said


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
    assert words in sentences.sentence_spread(examples.indices(first), LAG)


def test_a_lag_that_does_not_vary_has_no_causes():
    text = sentences.sentence_without_indices(examples.indices(varies=False), LAG)
    assert "does not vary" in text


def test_single_inputs_are_named_the_most_important_first():
    text = sentences.sentence_leading_inputs(examples.indices(), LAG)
    assert "noise (0.60), chip exports (0.30) and spillover (0.20)" in text


def test_indices_that_have_converged_are_said_to_have():
    assert "have converged" in sentences.sentence_convergence(examples.indices(), LAG)
    assert sentences.sentence_without_indices(examples.indices(), LAG) == ""


def test_one_sentence_stands_for_indices_that_have_not_converged():
    indices = examples.indices(converged=False)
    assert not sentences.is_informative(indices.sel(outcome=LAG))
    text = sentences.sentence_without_indices(indices, LAG)
    assert text == (
        "Sobol indices of the lag are not shown. In a sample of 1,536 members, they have not "
        "converged: with half of the sample, one differs by up to 0.03."
    )


def test_indices_that_none_can_tell_from_zero_are_not_shown():
    indices = examples.indices((0.0, 0.0, 0.0, 0.9, 0.9))
    indices["total_order_interval"] = indices["total_order_interval"] - 0.1
    assert not sentences.is_informative(indices.sel(outcome=LAG))
    assert "none can be told from zero" in sentences.sentence_without_indices(indices, LAG)


def test_sources_whose_intervals_overlap_are_not_ranked():
    indices = examples.indices((0.1, 0.22, 0.2, 0.1, 0.2))
    text = sentences.sentence_spread(indices, LAG)
    assert "it is not clear what most of the spread of the lag is due to" in text
    assert "chance (22% of the variance), the sender’s choices (20% of the variance)" in text


def with_growing(part, months):
    """An attribution to chip rules and capital, where one component of the lag grows."""
    attribution = examples.attribution(chips=1.0, capital=3.0, together=0.0)
    place = list(attribution["part"].values).index(part)
    attribution["split"][0, place] += months
    return attribution


def test_an_instrument_that_does_more_than_all_chip_rules_is_explained_by_what_grows():
    text = sentences.sentence_more_than_chips(with_growing("know_how", 2.5))
    assert "Capital alone makes the lag 3.0 months longer, more than all chip rules" in text
    assert "(chip exports: 1.0 months longer)" in text
    assert "know how grows by 2.5 months, and training compute" in text
    assert "changes by +0.0 months" in text


def test_no_component_is_named_where_training_compute_grows_most():
    text = sentences.sentence_more_than_chips(with_growing("training_compute", 2.5))
    assert "Of the components" not in text


def test_nothing_is_said_where_chip_rules_do_more_than_every_other_instrument():
    assert sentences.sentence_more_than_chips(examples.attribution(3.0, 1.0)) == ""


def test_two_instruments_that_do_less_than_one_are_explained_by_their_interaction():
    text = sentences.sentence_less_together(examples.attribution(3.0, 1.0, together=-1.5))
    assert text == (
        "With chip exports alone the lag is 3.0 months longer, with capital alone 1.0 months "
        "longer, and with both 2.5 months longer: both do less than one, because their interaction "
        "is -1.5 months."
    )


def test_a_loss_of_two_instruments_that_may_be_chance_is_not_explained():
    attribution = examples.attribution(3.0, 1.0, together=-1.5)
    attribution["joint"][0, 1] += 20.0 * examples.SPREAD
    attribution["joint"][1, 0] += 20.0 * examples.SPREAD
    assert sentences.sentence_less_together(attribution) == ""


def test_nothing_is_said_where_two_instruments_do_more_than_one():
    assert sentences.sentence_less_together(examples.attribution(3.0, 1.0, together=-0.5)) == ""
