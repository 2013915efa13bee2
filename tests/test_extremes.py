"""Settings at the ends of what they take give valid results, by the kernel and by agents."""

import copy
from datetime import date
from functools import cache

import numpy as np
import pytest
from invariants import assert_valid
from scenarios import compose, refusal, slow

from sim.agents.model import AIGapModel
from sim.analysis.projection import project
from sim.ensemble import simulate
from sim.settings.errors import SettingsError, SimulationError
from sim.settings.limits import check_limits, limits_of
from sim.settings.roster import REGIONS
from sim.settings.settings import Settings
from sim.tasks import run_task
from sim.world import build_world
from sim.world.draws import check_priors, draw, quantile
from sim.world.parameters import Parameters

MILLION_LABS = 1e6 * 1e5
"""H100e of a million labs with a hundred thousand each."""


FEW = ("ensemble.members=3", "calibration=prior")


@cache
def base():
    return compose(
        "strict_controls",
        ["ensemble.members=3", "calibration=prior", "horizon.end=2026-12-31"],
    )


def with_roster(**parts):
    """Settings with some entries of every actor of a kind replaced."""
    written = copy.deepcopy(base().model_dump(by_alias=True))
    for actor, values in parts.items():
        for entry in written["roster"][actor].values():
            entry |= {key: value for key, value in values.items() if key in entry}
    return Settings.checked(written)


def path(value):
    return [{"from": date(2018, 1, 1), "value": value}]


def alike():
    """A world in which all regions have the market and the money of the US."""
    written = copy.deepcopy(base().model_dump(by_alias=True))
    regions = written["roster"]["regions"]
    written["roster"]["regions"] = {name: copy.deepcopy(regions["US"]) for name in regions}
    return Settings.checked(written)


def certain(end):
    """Every parameter at one end of its prior range."""
    written = copy.deepcopy(base().model_dump(by_alias=True))
    for prior in written["calibration"]["parameters"].values():
        prior |= {"low": prior[end], "high": prior[end]}
        prior |= {"centre": prior[end]} if prior["centre"] is not None else {}
    return Settings.checked(written)


def of_parameters(**values):
    """Some parameters are certain."""
    written = copy.deepcopy(base().model_dump(by_alias=True))
    for name, value in values.items():
        prior = {"shape": "uniform", "low": value, "high": value, "centre": None, "spread": None}
        written["calibration"]["parameters"][name] |= prior
    return Settings.checked(written)


EXTREMES = {
    "no money": lambda: with_roster(
        labs={"cash": 0.0, "compute": 0.0},
        investors={"pool": path(1e-9)},
        regions={"market": 1e-9, "market_ceiling": 1e-9, "fdi_trend": path(1e-9)},
    ),
    "ten times the world's product from everyone": lambda: with_roster(
        labs={"cash": 1e6}, investors={"pool": path(1e6)}, regions={"market_ceiling": 1e6}
    ),
    "chips of a million labs": lambda: with_roster(labs={"compute": MILLION_LABS}),
    "chip plants without end": lambda: with_roster(
        foundries={"capacity": 1e12, "starting_yield": 1.0, "support": 1e12}
    ),
    "chip plants that make nothing": lambda: with_roster(
        foundries={"capacity": 1e-12, "starting_yield": 0.0, "plant_cost": 1e12}
    ),
    "chips for nothing": lambda: with_roster(designers={"price_per_tflops": 1e-9}),
    "chips that nobody can pay": lambda: with_roster(designers={"price_per_tflops": 1e12}),
    "nobody spends on research": lambda: with_roster(labs={"compute_share": 1.0}),
    "nobody spends on chips": lambda: with_roster(labs={"compute_share": 0.0}),
    "everyone late": lambda: with_roster(labs={"lateness": 1.0}),
    "no absorptive capacity": lambda: of_parameters(
        absorption_at_start=0.0, absorption_by_know_how=0.0
    ),
    "nothing is passed on": lambda: of_parameters(open_weights_share=0.0, distillation_part=0.0),
    "no random spread": lambda: of_parameters(
        generation_luck=0.0, run_share_spread=0.0, pool_spread=0.0
    ),
    "identical regions": alike,
    "parameters at their lows": lambda: certain("low"),
}


QUICK = ("no money", "chips of a million labs", "no absorptive capacity")


def each_extreme(*quick):
    """All extremes as parameters, those that are not named here as slow ones."""
    marks = {name: () if name in quick else pytest.mark.slow for name in EXTREMES}
    return [pytest.param(name, marks=marks[name], id=name) for name in EXTREMES]


@pytest.mark.parametrize("extreme", each_extreme(*QUICK))
def test_an_extreme_gives_a_valid_dataset(extreme):
    settings = EXTREMES[extreme]()
    assert_valid(project(settings), settings)


@pytest.mark.slow
def test_all_parameters_at_their_highs_grow_beyond_numbers_which_is_said():
    with pytest.raises(SimulationError, match="end in values that are not finite"):
        project(certain("high"))


@pytest.mark.parametrize("extreme", each_extreme(QUICK[0]))
def test_agents_and_kernel_agree_at_an_extreme(extreme):
    settings = EXTREMES[extreme]()
    draws = draw(settings.calibration, members=2, seed=1)
    compiled = simulate(build_world(settings), draws, detail=True)
    agents = AIGapModel(settings=settings, member=1, draws=draws).run()
    for name, values in compiled.items():
        np.testing.assert_array_equal(values[1], agents[name][0], err_msg=name)


@pytest.mark.parametrize("end", ["2018-01-31", *slow("2060-12-31")])
def test_a_horizon_of_one_month_or_of_forty_years_gives_a_valid_dataset(end):
    settings = compose("status_quo", [*FEW, f"horizon.end={end}"])
    assert_valid(project(settings), settings)


def with_labs(keep, count=1):
    """A world with those labs alone, and so many of the last of them."""
    written = copy.deepcopy(base().model_dump(by_alias=True))
    labs = {name: written["roster"]["labs"][name] for name in keep}
    labs[keep[-1]]["count"] = count
    written["roster"]["labs"] = labs
    return Settings.checked(written)


def first_developers():
    """The first lab of each region that develops models."""
    labs = base().roster.labs
    return [
        next(
            name
            for name, lab in labs.items()
            if lab.region == region and lab.kind != "cloud" and lab.founded <= base().horizon.start
        )
        for region in REGIONS
    ]


@pytest.mark.parametrize("count", [1, *slow(500)])
def test_a_world_of_one_lab_a_region_or_of_hundreds_gives_a_valid_dataset(count):
    settings = with_labs(first_developers(), count)
    assert_valid(project(settings), settings)


def test_a_region_without_a_lab_is_refused():
    with pytest.raises(SettingsError, match=r"^roster\.labs: got no lab in RoW, takes at"):
        with_labs(first_developers()[:2])


def beyond():
    """Parameters at both ends of their priors and ten times beyond, if that is not refused."""
    for name, prior in base().calibration.parameters.items():
        ends = (prior.low, prior.high, 10.0 * prior.high, _tenth(prior.low))
        limits = filter(np.isfinite, limits_of(name))
        for value in (*ends, *limits):
            if not is_refused(name, value):
                yield name, value


def _tenth(low):
    return low / 10.0 if low > 0.0 else 10.0 * low


def is_refused(name, value):
    """Whether a prior with no other value than this is refused, by its name."""
    try:
        calibration = of_parameters(**{name: value}).calibration
        check_priors(calibration)
        check_limits(calibration)
    except SettingsError as error:
        return error.key.startswith(f"calibration.parameters.{name}.")
    return False


@pytest.mark.slow
def test_no_prior_that_ships_is_refused():
    parameters = base().calibration.parameters
    assert not any(
        is_refused(name, bound)
        for name, prior in parameters.items()
        for bound in (prior.low, prior.high)
    )


@pytest.mark.slow
def test_each_parameter_ten_times_beyond_its_prior_runs_or_is_refused_by_name():
    cases = list(beyond())
    draws = draw(base().calibration, members=len(cases), seed=1)
    for name, prior in base().calibration.parameters.items():
        draws.values[name][:] = quantile(prior, np.array([0.5]))
    for member, (name, value) in enumerate(cases):
        draws.values[name][member] = value
    results = simulate(build_world(compose("strict_controls", ["calibration=prior"])), draws)
    assert np.isfinite(results["capability_lag"]).all()
    assert len(cases) > 3 * len(Parameters._fields)


def test_values_that_are_not_finite_end_in_a_message_that_names_the_priors_that_changed(
    tmp_path, monkeypatch
):
    def overflow(*_):
        raise SimulationError("fdi: 1 of 3 members end in values that are not finite")

    monkeypatch.setattr("sim.tasks.project.run", overflow)
    change = "calibration.parameters.pool_spread.high=1.5"
    with pytest.raises(SimulationError, match=f"not finite, with {change}$"):
        run_task(compose("status_quo", [*FEW, change]), tmp_path, None)


@pytest.mark.parametrize(
    ("key", "value", "takes"),
    [
        ("yield_learning.low", -0.5, "a number from 0"),
        ("normal_markup.low", -1.0, "a number above 0"),
        ("grey_premium.low", -0.1, "a number from 0"),
        ("compute_elasticity.low", -2.5, "a number from -1 to 1"),
    ],
)
def test_a_prior_that_reaches_what_its_parameter_cannot_mean_is_refused(key, value, takes):
    key = f"calibration.parameters.{key}"
    said = refusal("calibration=prior", f"{key}={value}")
    assert said.startswith(f"{key}: got {value}, takes {takes}")


@pytest.mark.slow
@pytest.mark.parametrize("name", Parameters._fields)
@pytest.mark.parametrize("end", ["low", "high"])
def test_a_parameter_at_an_end_of_its_range_gives_a_valid_dataset(name, end):
    prior = base().calibration.parameters[name]
    settings = of_parameters(**{name: getattr(prior, end)})
    assert_valid(project(settings), settings)
