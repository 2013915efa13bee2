"""The engine: blocks, detail, progress, and members that fail."""

import numpy as np
import pytest
from scenarios import compose

from sim.ensemble.engine import simulate
from sim.ensemble.layout import BLOCK, Sizes
from sim.ensemble.record import record_layout
from sim.settings.variables import AGENT_DETAIL, RECORDED
from sim.world import build_world
from sim.world.draws import SimulationError, draw
from sim.world.noise_keys import GROUPS
from sim.world.parameters import Parameters
from sim.world.shapes import shapes


@pytest.fixture(scope="module")
def composed():
    return compose("status_quo", ["horizon.end=2019-12-31"])


@pytest.fixture(scope="module")
def world(composed):
    return build_world(composed)


def drawn(composed, members, seed=1):
    return draw(composed.calibration, members=members, seed=seed)


def test_every_recorded_variable_comes_out_in_its_shape(composed, world):
    results = simulate(world, drawn(composed, 3))
    assert list(results) == [variable.name for variable in RECORDED]
    for name, shape in shapes(world, detail=False).items():
        assert results[name].shape == (3, *shape)
        assert results[name].dtype == np.float64


def test_detail_adds_the_labs_and_changes_nothing_else(composed, world):
    draws = drawn(composed, 3)
    plain, detailed = simulate(world, draws), simulate(world, draws, detail=True)
    assert set(detailed) - set(plain) == {variable.name for variable in AGENT_DETAIL}
    for name, values in plain.items():
        np.testing.assert_array_equal(values, detailed[name], err_msg=name)


def test_labs_one_by_one_add_up_to_their_regions(composed, world):
    results = simulate(world, drawn(composed, 3), detail=True)
    for region in range(3):
        of_region = world.cast.labs.region == region
        total = results["lab_compute_stock"][:, :, of_region].sum(axis=-1)
        np.testing.assert_allclose(total, results["compute_stock"][..., region], rtol=1e-12)
        developers = of_region & ~world.cast.labs.cloud
        best = results["lab_capability"][:, :, developers].max(axis=-1)
        assert (best >= results["capability"][..., region]).all()


@pytest.mark.parametrize("members", [1, BLOCK - 1, BLOCK, BLOCK + 1])
def test_progress_counts_every_member_once(composed, world, members):
    told = []
    simulate(world, drawn(composed, members), progress=told.append)
    assert sum(told) == members


def test_members_differ(composed, world):
    capability = simulate(world, drawn(composed, 20))["capability"][:, -1, 0]
    assert len(np.unique(capability)) == 20


def test_another_seed_makes_other_members(composed, world):
    one, other = (simulate(world, drawn(composed, 5, seed)) for seed in (1, 2))
    assert not np.isin(one["capability"][:, -1, 0], other["capability"][:, -1, 0]).any()


def fails(world, draws) -> bool:
    try:
        simulate(world, draws)
    except SimulationError as error:
        return "member 5" in str(error)
    return False


def test_no_parameter_may_be_missing_in_silence(composed, world):
    silent = []
    for name in Parameters._fields:
        draws = drawn(composed, 8)
        draws.values[name] = draws.values[name].copy()
        draws.values[name][5] = np.nan
        if not fails(world, draws):
            silent.append(name)
    assert silent == []


def test_a_member_that_fails_does_not_hide_another(composed, world):
    draws = drawn(composed, BLOCK + 10)
    for member in (3, BLOCK + 3):
        draws.values["fdi_scale"][member] = np.nan
    with pytest.raises(SimulationError, match=rf"2 of {BLOCK + 10} members .* member 3$"):
        simulate(world, draws)


def test_past_noise_keys_hold_until_their_month_and_then_the_members_own(composed, world):
    draws = drawn(composed, 4)
    parameters = {name: np.full(4, values[0]) for name, values in draws.values.items()}
    past = {"past_seed": draws.past_seed, "past_member": np.zeros((4, 5, GROUPS), dtype=np.uint64)}
    shared = type(draws)(parameters, **past, seed=draws.seed, member=draws.member, own_from=15)
    results = simulate(world, shared)
    for name in ("capability", "fdi", "ai_investment"):
        same = results[name] == results[name][:1]
        assert same[:, :15].all(), name
        assert not same[1:].all(), name
    own = type(draws)(parameters, **past, seed=draws.seed, member=draws.member, own_from=0)
    assert not (results["fdi"][1:] == simulate(world, own)["fdi"][1:]).all()


def test_records_have_room_for_every_variable(world):
    layout = record_layout(Sizes.of(world))
    assert list(layout.names) == [variable.name for variable in RECORDED]
    for name, shape in shapes(world, detail=False).items():
        room = layout[name].shape
        assert room[-1] == BLOCK
        assert all(have >= need for have, need in zip(room[:-1], shape[1:], strict=True))
