"""Sentences about how far to trust the answers turn with the data."""

import made_up
import pytest

from sim.calibration.diagnostics import Width
from sim.report import said_of_knowledge as said
from sim.settings.priors import Prior


def width(name, ratio):
    return Width(name, (0.0, 0.5, 1.0), (0.2, 0.5, 0.8), ratio, 0.0)


def prior(status):
    return Prior(
        shape="uniform", low=0.0, high=1.0, unit="1", meaning="a share", source="-",
        status=status, revised_by="a count",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("rivals", "words"),
    [((3.0, 4.0, 5.0), "beats its best rival, “random walk”"),
     ((3.0, 4.0, 1.5), "does not beat its best rival, “know nothing”")],
)  # fmt: skip
def test_the_model_beats_its_best_rival_or_not(rivals, words):
    text = said.sentence_scores(made_up.scores(2.0, rivals), "article")
    assert words in text
    assert f"2.00 months against {min(rivals):.2f}" in text


def test_members_that_were_not_scored_are_said_not_to_be():
    unscored = said.sentence_scores(made_up.scores(), "record")
    assert unscored.startswith("The members of this page were not scored themselves.")
    assert not said.sentence_scores(made_up.scores(), "article").startswith("The members")


@pytest.mark.parametrize(("model", "won"), [(2.0, 1), (3.5, 0)])
def test_posteriors_that_beat_all_rivals_are_counted(model, won):
    assert f"{won} beat all their rivals" in said.sentence_all_scores(made_up.scores(model))


@pytest.mark.parametrize(
    ("half", "words"), [(0.5, "as they claim"), (0.2, "fewer than"), (0.8, "more than they claim")]
)
def test_intervals_hold_what_they_claim_or_not(half, words):
    text = said.sentence_coverage(made_up.scores(half=half), "article")
    assert f"held {half:.0%} of these lags, {words}" in text


def test_parameters_that_the_figures_say_something_of_are_counted_and_named():
    text = said.sentence_identified([width("fdi_growth", 0.3), width("grey_share", 1.0)])
    assert "something of 1 of 2 parameters, FDI growth. Of the other 1" in text
    assert "say nothing of any of the 1" in said.sentence_identified([width("grey_share", 1.0)])


def test_without_a_posterior_nothing_is_identified():
    assert "none is identified" in said.sentence_identified([])


@pytest.mark.parametrize(
    ("statuses", "words"),
    [
        (["assumption", "assumption", "record"], "most on assumptions"),
        (["literature", "literature", "record"], "most on the literature"),
        (["record", "record", "article", "literature"], "not most, on the record"),
    ],
)
def test_it_is_said_what_most_parameters_rest_on(statuses, words):
    priors = {str(place): prior(status) for place, status in enumerate(statuses)}
    assert said.sentence_sources(priors).endswith(f"{words}.")


@pytest.mark.parametrize(("releases", "warned"), [(5, True), (40, False)])
def test_scores_on_few_releases_are_said_to_be_an_indication(releases, warned):
    scores = made_up.scores().assign(releases=releases)
    for text in (
        said.sentence_scores(scores, "article"),
        said.sentence_coverage(scores, "article"),
    ):
        assert (f"On {releases} releases that is an indication" in text) == warned
