"""Sentences on how far to trust the answers follow the data."""

from dataclasses import replace

import example_results as examples
import numpy as np
import pytest

from sim.calibration.diagnostics import Width
from sim.calibration.posterior import load_posterior
from sim.report import sentences_on_reliability as sentences
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
     ((3.0, 4.0, 1.5), "does not beat its best rival, “uniform 24”")],
)  # fmt: skip
def test_the_model_beats_its_best_rival_or_not(rivals, words):
    text = sentences.sentence_scores(examples.scores(2.0, rivals), "article")
    assert words in text
    assert f"2.00 months against {min(rivals):.2f}" in text


def test_it_is_said_if_the_posterior_of_the_page_has_no_scores():
    unscored = sentences.sentence_scores(examples.scores(), "current")
    assert unscored.startswith("The posterior of this page has no scores.")
    assert not sentences.sentence_scores(examples.scores(), "article").startswith(
        "The posterior of this page"
    )


@pytest.mark.parametrize(("model", "won"), [(2.0, 1), (3.5, 0)])
def test_posteriors_that_beat_all_rivals_are_counted(model, won):
    assert f"{won} beat all their rivals" in sentences.sentence_all_scores(examples.scores(model))


@pytest.mark.parametrize(
    ("half", "words"),
    [
        (0.5, "about as many as they should"),
        (0.2, "fewer than they should"),
        (0.8, "more than they"),
    ],
)
def test_coverage_is_compared_with_the_level_of_the_interval(half, words):
    text = sentences.sentence_coverage(examples.scores(half=half), "article")
    assert f"contained {half:.0%} of these lags, {words}" in text


def test_identified_parameters_are_counted_and_named():
    text = sentences.sentence_identified([width("fdi_growth", 0.3), width("grey_share", 1.0)])
    assert "identify 1 of 2 parameters, FDI growth. For the other 1" in text
    assert "identify none of the 1" in sentences.sentence_identified([width("grey_share", 1.0)])


def test_without_a_posterior_nothing_is_identified():
    assert "the data identify no parameter" in sentences.sentence_identified([])


@pytest.mark.parametrize(
    ("statuses", "words"),
    [
        (["assumption", "assumption", "record"], "most on assumptions"),
        (["literature", "literature", "record"], "most on the literature"),
        (["record", "record", "article", "literature"], "not most, rest on the record"),
    ],
)
def test_it_is_said_what_most_parameters_rest_on(statuses, words):
    priors = {str(place): prior(status) for place, status in enumerate(statuses)}
    assert sentences.sentence_sources(priors).endswith(f"{words}.")


@pytest.mark.parametrize(("lags", "warned"), [(5, True), (40, False)])
def test_scores_on_few_lags_are_said_to_be_an_indication(lags, warned):
    scores = examples.scores().assign(lags=lags)
    for text in (
        sentences.sentence_scores(scores, "article"),
        sentences.sentence_coverage(scores, "article"),
    ):
        assert (f"With {lags} lags, this is only an indication" in text) == warned


def test_a_posterior_that_fails_a_criterion_is_not_to_be_relied_on(tmp_path):
    poor = load_posterior("article").rows(np.arange(20))
    file = tmp_path / "poor.npz"
    replace(poor, account={}).save(file)
    said = sentences.sentence_sampling(str(file))
    assert "does not meet every criterion: nothing is known of how well it was sampled." in said


def test_members_from_the_priors_need_no_sampling():
    assert sentences.sentence_sampling(None) == ""
