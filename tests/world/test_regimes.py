"""What a regime may and may not change."""

import numpy as np
import pytest
from scenarios import compose, scenarios

from sim.agents.model import AIGapModel
from sim.analysis.projection import project
from sim.ensemble import simulate
from sim.world import build_world
from sim.world.draws import draw

BEFORE = slice(None, "2024-03")


@pytest.mark.parametrize("scenario", scenarios("strict_controls"))
def test_no_barred_chip_is_delivered_legally(scenario):
    model = AIGapModel(settings=compose(scenario, ["horizon.end=2027-12-31"]), member=1)
    while model.running:
        model.step()
        for designer in model.designers:
            offer = designer.offers[1]
            if designer.region.is_follower or designer.delivered[1] == 0.0:
                continue
            sold = designer.variant if offer.barred else designer.chip
            assert offer.tflops > 0.0
            # a chip launched this month was not yet the one that was sold
            if sold.tflops == offer.tflops:
                assert not designer.stopped_now(sold), (model.date, designer.name)


@pytest.mark.parametrize("scenario", scenarios("as_enacted", "strict_controls"))
def test_what_is_delivered_lies_under_the_cap_on_performance(scenario):
    composed = compose(scenario, ["ensemble.members=16"])
    regime = build_world(composed).regime
    dataset = project(composed)
    foreign = dataset.highest_tpp_delivered.sel(region="CN").drop_sel(
        supplier=["Chinese designer", "Second Chinese designer"]
    )
    capped = np.isneginf(regime.interconnect_cap) & np.isfinite(regime.tpp_cap)
    highest = foreign.max(["member", "supplier"]).values
    assert (highest[capped] < regime.tpp_cap[capped]).all()


@pytest.mark.parametrize("scenario", scenarios("as_enacted", "full_decoupling", "status_quo"))
def test_nothing_changes_before_a_regime_does(scenario):
    if scenario == "never_controlled":
        pytest.skip("its regime differs from the start")
    dataset = project(compose(scenario, ["ensemble.members=8", "horizon.end=2024-12-31"]))
    for name in ("capability_lag_change", "capability_gap_change"):
        assert not dataset[name].sel(time=BEFORE).any(), name


def test_an_announcement_is_felt_before_the_effect_and_only_from_its_month():
    step = "{from: 2022-10-07, level: 4800},{from: 2025-10-01, level: 1600, announced: 2025-07-01}"
    overrides = ["ensemble.members=8", "horizon.end=2026-06-30", "response.stockpiling=0.5"]
    announced = project(compose(overrides=[*overrides, f"sanctions.chip_exports.tpp_cap=[{step}]"]))
    silent = project(
        compose(
            overrides=[
                *overrides,
                f"sanctions.chip_exports.tpp_cap=[{step.replace(', announced: 2025-07-01', '')}]",
            ]
        )
    )
    orders = announced.chip_spending - silent.chip_spending
    assert not orders.sel(time=slice(None, "2025-06")).any()
    assert (orders.sel(time="2025-07", region="CN") > 0).all()


@pytest.fixture(scope="module")
def by_one_thread():
    """World, draws, and what they give by one thread in chunks of the default size."""
    composed = compose("status_quo", ["horizon.end=2019-12-31"])
    world, draws = build_world(composed), draw(composed.calibration, members=150, seed=3)
    return world, draws, simulate(world, draws, threads=1)


@pytest.mark.parametrize("threads", [1, 2, pytest.param(3, marks=pytest.mark.slow)])
@pytest.mark.parametrize("chunk", [1, 64, 100, pytest.param(1000, marks=pytest.mark.slow)])
def test_threads_and_chunks_leave_every_bit_as_it_is(by_one_thread, threads, chunk):
    world, draws, expected = by_one_thread
    got = simulate(world, draws, threads=threads, chunk=chunk)
    for name, values in expected.items():
        np.testing.assert_array_equal(values, got[name], err_msg=name)


def test_a_member_is_the_same_in_an_ensemble_of_any_size():
    composed = compose("status_quo", ["horizon.end=2020-12-31"])
    world = build_world(composed)
    small = simulate(world, draw(composed.calibration, members=3, seed=1))
    large = simulate(world, draw(composed.calibration, members=100, seed=1))
    for name, values in small.items():
        np.testing.assert_array_equal(values, large[name][:3], err_msg=name)


@pytest.mark.slow
def test_the_file_keeps_single_precision(tmp_path):
    from sim.storage.files import open_run, save

    dataset = project(compose("status_quo", ["ensemble.members=4", "horizon.end=2022-12-31"]))
    save(dataset, tmp_path / "projection.nc")
    saved = open_run(tmp_path)
    for name in ("lab_cash", "compute_stock", "fdi", "capability_lag"):
        np.testing.assert_allclose(saved[name], dataset[name], rtol=1e-5, atol=1e-5)
