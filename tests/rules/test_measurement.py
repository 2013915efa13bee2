"""Scores of releases: worked examples and laws."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.rules import measurement as rules

ERROR = st.floats(0, 1)
PART = st.floats(0, 1)
DRAW = st.floats(-6, 6)
LOG_FLOP = st.floats(15, 45)


def test_a_score_is_capability_with_a_shared_error_and_one_of_its_own():
    of_family = rules.family_error(0.2, 0.36, 1.0)
    assert of_family == pytest.approx(0.12)
    assert rules.index_score(25.0, of_family, 0.2, 0.36, -1.0) == pytest.approx(25.12 - 0.16)


@given(LOG_FLOP, PART, DRAW, DRAW)
def test_without_error_a_score_is_the_capability(capability, shared, of_family, own):
    family = rules.family_error(0.0, shared, of_family)
    assert rules.index_score(capability, family, 0.0, shared, own) == capability


@given(LOG_FLOP, ERROR, DRAW, DRAW, DRAW)
def test_indices_that_share_their_whole_error_agree(capability, error, of_family, one, other):
    family = rules.family_error(error, 1.0, of_family)
    scores = [rules.index_score(capability, family, error, 1.0, draw) for draw in (one, other)]
    assert scores[0] == scores[1]


@given(ERROR, DRAW)
def test_indices_that_share_nothing_have_no_error_in_common(error, draw):
    assert rules.family_error(error, 0.0, draw) == 0.0


@given(st.floats(0.01, 1), PART)
def test_both_errors_add_up_to_the_variance_of_one_score(error, shared):
    of_family = rules.family_error(error, shared, 1.0)
    own = rules.index_score(0.0, 0.0, error, shared, 1.0)
    assert math.hypot(of_family, own) == pytest.approx(error)


@given(st.floats(0.01, 1), st.floats(0, 0.9), st.floats(0.05, 0.1))
def test_indices_that_share_more_of_their_error_have_less_of_their_own(error, shared, more):
    families, own = (
        [abs(f(part)) for part in (shared, shared + more)]
        for f in (
            lambda part: rules.family_error(error, part, 1.0),
            lambda part: rules.index_score(0.0, 0.0, error, part, 1.0),
        )
    )
    assert families[0] < families[1]
    assert own[0] > own[1]


@given(LOG_FLOP, st.floats(0, 5), ERROR, PART, DRAW, DRAW)
def test_with_the_same_draw_the_better_model_scores_no_less(
    capability, more, error, shared, of_family, own
):
    family = rules.family_error(error, shared, of_family)
    low, high = (
        rules.index_score(c, family, error, shared, own) for c in (capability, capability + more)
    )
    assert low <= high


def test_indices_test_the_part_of_releases_that_they_cover():
    drawn = [(n + 0.5) / 1000 for n in range(1000)]
    assert sum(rules.is_tested(0.35, draw) for draw in drawn) == 350
    assert not any(rules.is_tested(0.0, draw) for draw in drawn)
    assert all(rules.is_tested(1.0, draw) for draw in drawn)


def test_a_new_best_is_tested_as_often_as_the_best_are():
    assert rules.chance_of_test(0.2, 0.8, 0.0) == pytest.approx(0.8)
    assert rules.chance_of_test(0.2, 0.8, -1.0) == pytest.approx(0.8)


def test_a_release_behind_by_the_scale_of_rank_has_a_third_of_the_extra_chance():
    behind = rules.chance_of_test(0.2, 0.8, rules.RANK_SCALE)
    assert behind == pytest.approx(0.2 + 0.6 / math.e)
    assert rules.chance_of_test(0.2, 0.8, 10.0) == pytest.approx(0.2)


@given(PART, PART, st.floats(-3, 6), st.floats(0, 3))
def test_the_further_behind_the_rarer_a_test(one, other, behind, more):
    coverage, of_best = sorted((one, other))
    near, far = (rules.chance_of_test(coverage, of_best, d) for d in (behind, behind + more))
    assert coverage * (1 - 1e-12) <= far <= near * (1 + 1e-12)
    assert near <= of_best * (1 + 1e-12)


def test_a_share_of_nothing_is_missing():
    assert rules.share_or_missing(1.0, 4.0) == 0.25
    assert math.isnan(rules.share_or_missing(0.0, 0.0))
