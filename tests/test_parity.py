"""Agents and the compiled schedule give the same bits, member for member."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.calibration.draws import draw
from sim.compose import compose
from sim.ensemble import simulate
from sim.model import AIGapModel
from sim.scenarios import scenario_names
from sim.world import build_world

SHARES = [
    *(
        f"sanctions.{name}"
        for name in ("lithography", "tools", "foundry", "capital", "cloud", "model_access")
    ),
    "sanctions.open_weights",
    "sanctions.enforcement",
    "sanctions.chip_exports.levy",
    "response.stockpiling",
    "response.substitution",
    "response.retaliation",
]

LEVELS = st.one_of(
    st.just("history"), st.just("null"), st.floats(0, 1).map(lambda level: f"{level:.3f}")
)
CAPS = st.one_of(
    st.just("history"),
    st.just("null"),
    st.integers(200, 40_000).map(str),
    st.tuples(st.integers(200, 20_000), st.integers(200, 20_000)).map(
        lambda levels: (
            f"[{{from: 2019-05-01, announced: 2019-01-15, level: {levels[0]}}},"
            f"{{from: 2020-02-01, level: {levels[1]}}}]"
        )
    ),
)


def same_bits(composed, member: int) -> None:
    """Both paths of one member, compared in every variable and month."""
    world = build_world(composed)
    draws = draw(composed.calibration, members=member + 1, seed=composed.ensemble.seed)
    compiled = simulate(world, draws, detail=True)
    agents = AIGapModel(settings=composed, member=member, draws=draws).run()
    differing = [
        name
        for name, values in compiled.items()
        if not np.array_equal(values[member], agents[name][0], equal_nan=True)
    ]
    assert differing == []


@pytest.mark.parametrize("scenario", scenario_names())
def test_agents_and_kernel_agree_under_every_scenario(scenario):
    same_bits(compose(scenario), member=len(scenario) % 5)


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    levels=st.fixed_dictionaries({}, optional=dict.fromkeys(SHARES, LEVELS)),
    tpp=CAPS,
    density=st.one_of(st.just("history"), st.just("null"), st.just("2.5")),
    since=st.sampled_from(["2018-04-01", "2018-12-15", "2020-03-01"]),
    seed=st.integers(0, 2**40),
    member=st.integers(0, 70),
)
def test_agents_and_kernel_agree_under_random_regimes(levels, tpp, density, since, seed, member):
    given_levels = [f"{key}={level}" for key, level in levels.items()]
    composed = compose(
        overrides=[
            *given_levels,
            f"sanctions.chip_exports.tpp_cap={tpp}",
            f"sanctions.chip_exports.density_cap={density}",
            f"sanctions.from={since}",
            f"response.from={since}",
            "response.ai_plus=12",
            "horizon.end=2021-12-31",
            f"ensemble.seed={seed}",
        ]
    )
    same_bits(composed, member)


def with_labs(composed, chosen: dict[str, int]):
    """The same settings with a roster of some labs, so many of each."""
    roster = composed.roster
    labs = {
        name: roster.labs[name].model_copy(update={"count": count})
        for name, count in chosen.items()
    }
    return composed.model_copy(update={"roster": roster.model_copy(update={"labs": labs})})


THREE_LABS = {
    "US closed frontier lab": 1,
    "Chinese platform lab": 1,
    "Asian platform lab": 1,
}


def test_agents_and_kernel_agree_on_three_labs():
    same_bits(with_labs(compose("strict_controls"), THREE_LABS), member=1)


@pytest.mark.slow
def test_agents_and_kernel_agree_on_three_hundred_labs():
    composed = compose("status_quo", ["horizon.end=2026-12-31"])
    crowd = {name: 12 for name in composed.roster.labs}
    assert sum(crowd.values()) > 250
    same_bits(with_labs(composed, crowd), member=2)
