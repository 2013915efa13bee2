"""What indices show of the lag: errors, what they share, and releases that go untested."""

from dataclasses import replace
from functools import cache
from itertools import combinations

import numpy as np
import pytest
from scenarios import compose

from sim.agents.model import AIGapModel
from sim.ensemble import simulate
from sim.world import build_world
from sim.world.draws import draw
from sim.world.indices import INDICES

CN, ROW = 1, 2


@cache
def composed():
    return compose("status_quo", ["horizon.end=2026-12-31"])


@cache
def world():
    return build_world(composed())


@cache
def members():
    return draw(composed().calibration, members=64, seed=1)


def draws(**levels):
    """The same members, with some parameters set for all of them; coverage is of any rank."""
    if "score_coverage" in levels:
        levels.setdefault("score_coverage_of_best", levels["score_coverage"])
    values = {name: np.full(len(members()), float(level)) for name, level in levels.items()}
    return replace(members(), values={**members().values, **values})


def run(**levels):
    return simulate(world(), draws(**levels))


@pytest.fixture(scope="module")
def usual():
    return run()


def disagreement(results) -> float:
    """Mean distance in months between what two indices say of the follower."""
    lags = results["measured_capability_lag"][..., CN]
    pairs = combinations(range(len(INDICES)), 2)
    return float(np.mean([np.abs(lags[:, :, a] - lags[:, :, b]).mean() for a, b in pairs]))


def error(results) -> float:
    """Mean distance in months between what an index says of the follower and what is true."""
    true = results["capability_lag"][..., None, CN]
    return float(np.abs(results["measured_capability_lag"][..., CN] - true).mean())


def test_indices_that_test_everything_without_error_show_the_capability_lag():
    results = run(score_error=0, score_coverage=1)
    for index in range(len(INDICES)):
        np.testing.assert_array_equal(
            results["measured_capability_lag"][:, :, index], results["capability_lag"]
        )


def test_indices_that_err_show_other_lags_and_each_its_own(usual):
    lags = usual["measured_capability_lag"][..., [CN, ROW]]
    true = usual["capability_lag"][..., None, [CN, ROW]]
    assert (lags != true).any(axis=(1, 3)).all()
    for a, b in combinations(range(len(INDICES)), 2):
        assert (lags[:, :, a] != lags[:, :, b]).any(axis=(1, 2)).mean() > 0.9


def test_larger_errors_move_the_measured_lag_further_from_the_true_one():
    errors = [error(run(score_error=sd, score_coverage=1)) for sd in (0, 0.1, 0.3, 0.6)]
    assert errors[0] == 0
    assert (np.diff(errors) > 0.5).all()


def test_indices_agree_the_more_of_their_errors_they_share():
    apart = [disagreement(run(score_error_shared=part)) for part in (0, 0.2, 0.5, 0.8, 1)]
    assert (np.diff(apart) < 0).all()
    assert apart[-1] == 0


def test_errors_that_all_indices_share_are_still_errors():
    results = run(score_error_shared=1, score_coverage=1)
    assert disagreement(results) == 0
    assert error(results) > 0.5


def test_without_a_tested_release_an_index_stands_where_it_started():
    results = run(score_coverage=0)
    for region in (CN, ROW):
        expected = np.arange(1.0, world().calendar.months + 1)
        lags = results["measured_capability_lag"][..., region]
        np.testing.assert_array_equal(lags, np.broadcast_to(expected[:, None], lags.shape))


def test_an_index_that_leaves_out_more_is_further_from_the_truth():
    errors = [error(run(score_error=0, score_coverage=part)) for part in (1, 0.7, 0.3)]
    assert errors[0] == 0 < errors[1] < errors[2]


def test_scores_do_not_affect_the_agents(usual):
    other = run(score_error=0.6, score_error_shared=0.1, score_coverage=0.9)
    differing = {name for name in usual if not np.array_equal(usual[name], other[name], True)}
    assert differing == {"measured_capability_lag"}


class Watcher(AIGapModel):
    """Keeps every release with its scores."""

    def publish_releases(self):
        super().publish_releases()
        self.seen = getattr(self, "seen", [])
        self.seen += [
            (lab.region.index, lab.name, lab.base, lab.released_at, lab.capability, lab.scores)
            for lab in self.labs
            if lab.released_at >= 0
        ]


@pytest.fixture(scope="module")
def watched():
    model = Watcher(settings=composed(), draws=draws(score_coverage=0.4, score_error_shared=1))
    model.run()
    return model


def test_a_release_that_is_not_tested_never_appears(watched):
    untested = {seen[3] for seen in watched.seen if not seen[5]}
    tested = {seen[3]: seen[5] for seen in watched.seen if seen[5]}
    assert untested
    for region in watched.regions:
        for index, frontier in enumerate(region.scores):
            dated = zip(frontier.times[1 : frontier.count], frontier.values[1:], strict=False)
            for time, value in dated:
                assert time not in untested
                assert tested[time][index] == value


def test_the_part_of_releases_that_is_tested_is_the_coverage(watched):
    tested = [bool(seen[5]) for seen in watched.seen]
    # four standard deviations of a coin
    assert abs(np.mean(tested) - 0.4) < 4 * np.sqrt(0.24 / len(tested))


def test_releases_of_a_generation_share_an_error_and_another_has_its_own(watched):
    errors = {}
    for _, name, base, _, capability, scores in watched.seen:
        if scores:
            errors.setdefault((name, base), set()).add(round(scores[0] - capability, 9))
    assert all(len(of_generation) == 1 for of_generation in errors.values())
    assert len({min(of_generation) for of_generation in errors.values()}) > len(errors) / 2
