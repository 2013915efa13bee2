"""The ablation ladder: what each rung takes away, and that it takes away nothing else."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from scenarios import compose

from sim.analysis.enacted_runs import as_enacted
from sim.analysis.ladder import (
    ALL_AGENTS,
    GAP_OVER_PACE,
    LADDER,
    ladder,
    with_one_lab,
    world_of,
)
from sim.analysis.origins import Origin, cases_of
from sim.analysis.score_rows import ladder_frame, ladder_from_frame, shipped_ladder
from sim.calibration.posterior import load_posterior
from sim.settings.roster import REGIONS
from sim.world import build_world
from sim.world.parameters import Parameters

RUNGS = {rung.words: rung for rung in LADDER}


@pytest.fixture(scope="module")
def enacted():
    return as_enacted(compose(None, ["ensemble.members=64"]))


@pytest.fixture(scope="module")
def found():
    origin = Origin("mine", replace(load_posterior("article"), until=date(2024, 3, 31)))
    return ladder(compose(None, ["ensemble.members=64"]), [origin])


def test_a_rung_names_parameters_and_instruments_that_exist(enacted):
    for rung in LADDER:
        assert set(rung.parameters) <= set(Parameters._fields)
        assert all(hasattr(enacted.sanctions, name) for name in rung.open_leaves)


def test_the_world_of_all_agents_is_the_world_as_enacted(enacted):
    ours, theirs = world_of(RUNGS[ALL_AGENTS], enacted), build_world(enacted)
    for one, other in zip(ours.regime, theirs.regime, strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize(
    ("words", "opened"),
    [("without rules on chips", {"tpp_cap", "interconnect_cap", "density_cap", "levy"}),
     ("without a barrier to capital", {"capital"}),
     ("without limits on making chips", {"lithography", "tools", "foundry"})],
)  # fmt: skip
def test_an_instrument_that_is_taken_away_was_never_used(enacted, words, opened):
    ours, enacted_regime = world_of(RUNGS[words], enacted).regime, build_world(enacted).regime
    for name in opened:
        assert len(np.unique(getattr(ours, name))) == 1, name
    for name in {"cloud", "model_access", "enforcement", "capital", "tools"} - opened:
        np.testing.assert_array_equal(getattr(ours, name), getattr(enacted_regime, name))


def test_one_lab_a_region_trains_with_the_means_of_all(enacted):
    roster, single = enacted.roster, with_one_lab(enacted.roster)
    for region in REGIONS:
        (lab,) = (of for of in single.labs.values() if of.region == region and of.kind != "cloud")
        present = [
            of
            for of in roster.labs.values()
            if of.region == region and of.kind != "cloud" and of.founded <= roster.endowed
        ]
        assert lab.count == 1
        assert lab.cash == pytest.approx(sum(of.count * of.cash for of in present))
        assert lab.compute == pytest.approx(sum(of.count * of.compute for of in present))
    clouds = {name for name, lab in roster.labs.items() if lab.kind == "cloud"}
    assert clouds <= set(single.labs)
    assert type(roster).model_validate(single.model_dump(by_alias=True)) == single


def test_every_rung_is_scored_on_the_same_lags(found):
    origin = Origin("mine", replace(load_posterior("article"), until=date(2024, 3, 31)))
    lags = [case for case in cases_of(origin) if case.fact.channel == "lag"]
    assert found["fact"].values.tolist() == [case.fact.name for case in lags]
    assert found["forecaster"].values.tolist() == [GAP_OVER_PACE, *RUNGS]
    assert np.isfinite(found["crps"]).all()


def test_every_part_of_the_model_that_is_taken_away_changes_a_forecast(found):
    all_agents = found["crps"].sel(forecaster=ALL_AGENTS)
    for words in RUNGS:
        if words != ALL_AGENTS:
            assert (found["crps"].sel(forecaster=words) != all_agents).any(), words


def test_rows_of_a_ladder_hold_its_scores(found):
    again = ladder_from_frame(ladder_frame(found))
    np.testing.assert_allclose(again["crps"], found["crps"], atol=1e-3)
    assert again["cut_off"].values.tolist() == found["cut_off"].values.tolist()


def test_the_ladder_that_ships_has_every_rung():
    assert shipped_ladder()["forecaster"].values.tolist() == [GAP_OVER_PACE, *RUNGS]
