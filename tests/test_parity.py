"""Agents and the compiled schedule give the same bits, member for member."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scenarios import compose, scenarios

from sim.agents import Lab
from sim.agents.model import AIGapModel
from sim.ensemble import simulate
from sim.world import build_world
from sim.world.draws import draw
from sim.world.noise_keys import GROUPS, NUMBERS

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


def same_bits(composed, member: int, draws=None):
    """Both paths of one member, compared in every variable and month; the compiled results."""
    world = build_world(composed)
    draws = draws or draw(composed.calibration, members=member + 1, seed=composed.ensemble.seed)
    compiled = simulate(world, draws, detail=True)
    agents = AIGapModel(settings=composed, member=member, draws=draws).run()
    differing = [
        name
        for name, values in compiled.items()
        if not np.array_equal(values[member], agents[name][0], equal_nan=True)
    ]
    assert differing == []
    return compiled


@pytest.mark.parametrize("scenario", scenarios("as_enacted", "full_decoupling"))
def test_agents_and_kernel_agree_under_every_scenario(scenario):
    same_bits(compose(scenario, ["horizon.end=2026-06-30"]), member=len(scenario) % 5)


@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
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
    composed = compose("strict_controls", ["horizon.end=2025-12-31"])
    same_bits(with_labs(composed, THREE_LABS), member=1)


@pytest.mark.parametrize(
    "stack",
    [
        pytest.param(("leaky_controls", "ai_plus_surge"), marks=pytest.mark.slow),
        pytest.param(("closed_models", "detente"), marks=pytest.mark.slow),
        pytest.param(("chips_only", "detente"), marks=pytest.mark.slow),
    ],
)
def test_agents_and_kernel_agree_under_stacks(stack):
    same_bits(compose(stack, ["horizon.end=2025-12-31"]), member=2)


def test_agents_and_kernel_agree_under_announced_measures():
    announced = (
        "sanctions.chip_exports.density_cap="
        "[{from: 2023-03-01, announced: 2022-06-15, level: 5},"
        "{from: 2024-09-01, announced: 2023-12-01, level: 2}]"
    )
    overrides = [announced, "response.stockpiling=[{from: 2022-01-01, level: 0.8}]"]
    same_bits(compose(overrides=[*overrides, "horizon.end=2024-12-31"]), member=4)


def every(entries: dict, **update) -> dict:
    return {name: entry.model_copy(update=update) for name, entry in entries.items()}


ODD_ROSTERS = {
    "no clouds": lambda roster: {
        "labs": {name: lab for name, lab in roster.labs.items() if lab.kind != "cloud"}
    },
    "no chips of the sender's": lambda roster: {
        "designers": {
            name: maker.model_copy(update={"region": "RoW" if maker.region == "US" else "CN"})
            for name, maker in roster.designers.items()
        }
    },
    "no chips but the follower's": lambda roster: {
        "designers": {n: maker for n, maker in roster.designers.items() if maker.region == "CN"}
    },
    "no foundries abroad": lambda roster: {
        "designers": every(roster.designers, foundry_abroad=None)
    },
    "no foundries": lambda roster: {
        "designers": every(roster.designers, foundry_abroad=None, foundry_home=None)
    },
    "no yield": lambda roster: {"foundries": every(roster.foundries, starting_yield=0.0)},
    "nothing at the start": lambda roster: {
        "labs": every(roster.labs, cash=0.0, compute=0.0, boldness=0.0)
    },
    "all money for chips": lambda roster: {"labs": every(roster.labs, compute_share=1.0)},
    "no money for chips": lambda roster: {"labs": every(roster.labs, compute_share=0.0)},
    "all compute leased": lambda roster: {"labs": every(roster.labs, lease_share=1.0)},
    "no compute leased": lambda roster: {"labs": every(roster.labs, lease_share=0.0)},
    "everyone may open": lambda roster: {"labs": every(roster.labs, open_from=date(2018, 1, 1))},
    "start-ups alone": lambda roster: {"labs": every(roster.labs, kind="startup")},
    "everyone half as late": lambda roster: {"labs": every(roster.labs, lateness=0.5)},
    "one fund, which looks abroad": lambda roster: {
        "investors": {
            "Fund": roster.investors["US venture funds"].model_copy(
                update={"regions": {"CN": 1.0}, "labs": ["platform", "startup"]}
            )
        }
    },
}


QUICK = ("no clouds", "no foundries", "one fund, which looks abroad")


@pytest.mark.parametrize(
    "odd",
    [
        pytest.param(odd, marks=() if odd in QUICK else pytest.mark.slow, id=odd)
        for odd in ODD_ROSTERS
    ],
)
def test_agents_and_kernel_agree_on_an_odd_roster(odd):
    composed = compose("strict_controls", ["horizon.end=2024-12-31"])
    roster = composed.roster.model_copy(update=ODD_ROSTERS[odd](composed.roster))
    same_bits(composed.model_copy(update={"roster": roster}), member=1)


def copied(entries: dict, times: int) -> dict:
    """Everyone, and copies under other names."""
    return {
        name if copy == 0 else f"{name} {copy}": entry
        for copy in range(times)
        for name, entry in entries.items()
    }


@pytest.mark.slow  # compiles a kernel of its own
def test_agents_and_kernel_agree_on_more_of_everyone():
    composed = compose("as_enacted", ["horizon.end=2025-12-31"])
    roster = composed.roster
    more = {
        part: copied(getattr(roster, part), 2)
        for part in ("labs", "investors", "designers", "foundries")
    }
    crowd = composed.model_copy(update={"roster": roster.model_copy(update=more)})
    sizes = [len(people) for people in vars(build_world(crowd).names).values()]
    assert all(size > room for size, room in zip(sizes, (60, 8, 8, 4), strict=True))
    same_bits(crowd, member=3)


def test_agents_and_kernel_agree_on_noise_keys_that_change():
    composed = compose("as_enacted", ["horizon.end=2024-12-31"])
    own = draw(composed.calibration, members=4, seed=composed.ensemble.seed)
    # other luck for every group of agents and quarter
    past = np.arange(4 * 25 * GROUPS, dtype=np.uint64).reshape(4, 25, GROUPS)
    drawn = replace(own, past_seed=own.seed + np.uint64(7), past_member=past, own_from=75)
    world = build_world(composed)
    compiled = same_bits(composed, 2, drawn)
    before = simulate(world, own)["capability"]
    assert not np.array_equal(before[2], compiled["capability"][2])


def test_agents_and_kernel_agree_on_stored_luck():
    composed = compose("as_enacted", ["horizon.end=2022-12-31"])
    own = draw(composed.calibration, members=4, seed=composed.ensemble.seed)
    world = build_world(composed)
    rng = np.random.default_rng(1)
    stored = rng.random((4, 3, 20, NUMBERS), dtype=np.float32)
    stored[:, :, ::3] = np.nan  # drawn by key
    labs = world.cast.labs.key[[0, 2, 13]].astype(np.uint64)
    past = np.repeat(own.member, 20 * GROUPS).reshape(4, 20, GROUPS)
    keyed = replace(own, past_member=past, own_from=60)
    drawn = replace(
        keyed,
        stored_labs=labs,
        runs=stored,
        stored_investors=world.cast.investors.key[[1, 5]].astype(np.uint64),
        shocks=rng.standard_normal((4, 2, 7), dtype=np.float32),
        searching_labs=world.cast.labs.key[:9].astype(np.uint64),
        octaves=rng.geometric(0.5, (4, 9, 50)).astype(np.uint8),
    )
    compiled = same_bits(composed, 2, drawn)
    before = simulate(world, keyed)["capability"]
    assert not np.array_equal(before[2], compiled["capability"][2])


@pytest.mark.parametrize(
    ("coverage", "shared"),
    [(0, 1), *(pytest.param(*of, marks=pytest.mark.slow) for of in ((1, 0), (0, 0), (1, 1)))],
)
def test_agents_and_kernel_agree_at_the_edges_of_what_indices_show(coverage, shared):
    composed = compose("status_quo", ["horizon.end=2023-12-31"])
    own = draw(composed.calibration, members=2, seed=composed.ensemble.seed)
    edges = {
        "score_coverage": np.full(2, coverage),
        "score_coverage_of_best": np.full(2, 1 - coverage),
        "score_error_shared": np.full(2, shared),
    }
    drawn = replace(own, values={**own.values, **{k: v.astype(float) for k, v in edges.items()}})
    compiled = simulate(build_world(composed), drawn, detail=True)
    agents = AIGapModel(settings=composed, member=1, draws=drawn).run()
    for name, values in compiled.items():
        np.testing.assert_array_equal(values[1], agents[name][0], err_msg=name)


class CountingLab(Lab):
    """Counts the start-ups that gave up, and those that took their places."""

    def __init__(self, model, index):
        super().__init__(model, index)
        self.failures = self.entries = 0

    def give_up(self):
        self.failures += 1
        super().give_up()

    def start_anew(self):
        self.entries += 1
        super().start_anew()


def test_agents_and_kernel_agree_on_start_ups_that_come_and_go():
    composed = compose("full_decoupling", ["horizon.end=2025-12-31"])
    own = draw(composed.calibration, members=2, seed=composed.ensemble.seed)
    dear = {"survival_share": np.full(2, 0.3), "entry_multiple": np.full(2, 0.5)}
    drawn = replace(own, values=own.values | dear)
    compiled = simulate(build_world(composed), drawn, detail=True)
    model = AIGapModel(settings=composed, member=1, draws=drawn, lab_class=CountingLab)
    agents = model.run()
    assert sum(lab.failures for lab in model.labs) > 0
    assert sum(lab.entries for lab in model.labs) > 0
    for name, values in compiled.items():
        np.testing.assert_array_equal(values[1], agents[name][0], err_msg=name)


@pytest.mark.slow
def test_agents_and_kernel_agree_on_three_hundred_labs():
    composed = compose("status_quo", ["horizon.end=2026-12-31"])
    crowd = dict.fromkeys(composed.roster.labs, 15)
    assert sum(crowd.values()) >= 300
    same_bits(with_labs(composed, crowd), member=2)
