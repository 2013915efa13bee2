"""The agents are agents: they can be watched, batched, and taught to decide otherwise."""

import mesa
import numpy as np
import pytest
from scenarios import compose

from sim.agents import ChipSupplier, Investor, Lab
from sim.agents.model import AIGapModel
from sim.calibration.members import draws_of
from sim.ensemble import runner
from sim.ensemble.engine import simulate
from sim.world import build_world
from sim.world.draws import SimulationError, draw

SHORT = ("horizon.end=2020-12-31", "calibration=prior")


def model_of(scenario="status_quo", **choices):
    """A model of three years."""
    return AIGapModel(settings=compose(scenario, SHORT), **choices)


class BoldLab(Lab):
    def run_share(self, draw):
        return 0.9


class Recluse(Investor):
    def barrier(self, lab):
        return 1.0 if lab.region is not self.region else 0.0


class Generous(ChipSupplier):
    def cost(self):
        return super().cost() / 2


def test_a_bolder_lab_trains_larger_models():
    usual, bold = (
        model_of(lab_class=lab_class).run()["training_compute"] for lab_class in (Lab, BoldLab)
    )
    assert (bold[0, -1] > usual[0, -1]).all()


def test_an_investor_that_stays_at_home_sends_nothing_abroad():
    flows = model_of(investor_class=Recluse).run()["ai_investment"][0]
    abroad = ~np.eye(3, dtype=bool)
    assert flows[:, abroad].sum() == 0
    assert flows[:, ~abroad].sum() > 0


def test_a_supplier_with_half_the_cost_charges_less():
    usual, cheap = (
        model_of(supplier_class=supplier).run()["chip_price"][0, :, 0]
        for supplier in (ChipSupplier, Generous)
    )
    assert (cheap < usual).all()


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(mesa, "batch_run"), reason="Mesa 4 has none")
def test_mesas_batch_run_works_on_the_model():
    results = mesa.batch_run(
        AIGapModel,
        parameters={
            "scenario": ["status_quo", "never_controlled"],
            "member": [0, 1],
            "overrides": [("calibration=prior",)],
        },
        rng=[1],
        max_steps=30,
        display_progress=False,
    )
    runs = {(row["scenario"], row["member"]): row["capability_gap"] for row in results}
    assert len(runs) == 4
    assert runs["status_quo", 0] != runs["status_quo", 1]


def test_the_data_collector_sees_the_world_and_its_agents():
    model = model_of()
    for _ in range(6):
        model.step()
    world = model.datacollector.get_model_vars_dataframe()
    assert list(world["date"]) == [f"2018-0{month}" for month in range(1, 7)]
    labs = model.datacollector.get_agenttype_vars_dataframe(Lab)
    assert len(labs) == 6 * len(model.labs)
    agents = model.datacollector.get_agent_vars_dataframe()
    assert len(agents) == 6 * len(model.agents)
    assert agents["price"].notna().sum() == 6 * len(model.designers)


def test_what_can_be_asked_of_a_model_is_what_it_took_down():
    model = model_of()
    while model.running:
        model.step()
        month, series = model.month, model.recorder.series
        assert model.capability_lag == series["capability_lag"][month, 1]
        assert model.capability_gap == series["capability_gap"][month, 1]
        assert model.fdi == series["fdi"][month, 1]


def test_a_model_at_its_end_can_still_be_asked():
    short = compose(None, ["horizon.end=2018-03-31", "calibration=prior"])
    model = AIGapModel(settings=short)
    model.run()
    assert not model.running
    assert model.date == "2018-03"
    assert model.datacollector.get_model_vars_dataframe()["capability_lag"].iloc[-1] == (
        model.capability_lag
    )


def test_a_model_has_the_same_members_as_an_ensemble():
    ensemble = compose(overrides=[*SHORT, "ensemble.seed=5"])
    results = simulate(build_world(ensemble), draws_of(ensemble, members=3))
    run = AIGapModel(overrides=SHORT, seed_of_ensemble=5, member=2).run()
    np.testing.assert_array_equal(run["capability"][0], results["capability"][2])


def test_mesas_generator_moves_nothing():
    one, other = (model_of(rng=rng).run() for rng in (1, 2))
    for name, values in one.items():
        np.testing.assert_array_equal(values, other[name], err_msg=name)


def test_two_models_in_one_process_do_not_meet():
    alone = model_of().run()
    one, other = model_of(), model_of("never_controlled")
    while one.running:
        one.step()
        other.step()
    for name, values in alone.items():
        np.testing.assert_array_equal(values[0], one.recorder.series[name], err_msg=name)


def test_investors_pay_what_labs_draw():
    model = model_of()
    while model.running:
        model.step()
        drawn = sum(lab.raised for lab in model.labs)
        assert drawn == pytest.approx(model.flow.sum(), rel=1e-12)


def test_a_failing_member_is_counted_named_and_raised(monkeypatch):
    composed = compose(overrides=["horizon.end=2018-12-31"])
    world, draws = build_world(composed), draw(composed.calibration, members=70, seed=1)
    draws.values["fdi_scale"][66] = np.nan
    with pytest.raises(SimulationError, match=r"fdi_scale: 1 of 70 members .* member 66"):
        simulate(world, draws)
    assert set(runner.MAY_BE_MISSING) == {
        *("open_weight_share", "base_share", "open_weights_lag", "frontier_holder_share"),
        *("serving_share", "chip_price", "chip_yield"),
    }


def test_agents_too_refuse_a_parameter_that_is_missing():
    composed = compose(overrides=["horizon.end=2018-12-31"])
    draws = draw(composed.calibration, members=3, seed=1)
    draws.values["training_days"][1] = np.nan
    with pytest.raises(SimulationError, match=r"training_days: 1 of 3 members .* member 1"):
        AIGapModel(settings=composed, member=1, draws=draws)
