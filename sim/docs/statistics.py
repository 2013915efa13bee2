"""What is watched as headline statistics: forecasts, effects, scores and sensitivity indices."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from sim.analysis.goals import LEVEL, pooled
from sim.analysis.score_rows import shipped_cases
from sim.calibration.criteria import YEARS
from sim.calibration.options import ISLANDS
from sim.settings.compose import compose
from sim.settings.settings import Settings
from sim.settings.variables import MEDIAN_IN_90

if TYPE_CHECKING:
    import xarray as xr

MEMBERS, MEMBERS_ATTRIBUTED, MEMBERS_SCORED = 1000, 128, 256

SCENARIO, MONTH = "strict_controls", "2028-12"

INDICES = ("noise", "all parameters")
"""Inputs whose Sobol indices are large beside their errors."""


@dataclass(frozen=True)
class Statistic:
    """A number, and its standard error from the islands of the posterior."""

    value: float
    error: float = 0.0


Statistics = dict[str, Statistic]


def over_members(values: np.ndarray, summary: Callable[[np.ndarray], float]) -> Statistic:
    """A summary of members, and of its error what islands say, whose draws take turns."""
    of_islands = [summary(values[island::ISLANDS]) for island in range(ISLANDS)]
    return Statistic(float(summary(values)), float(np.std(of_islands, ddof=1) / np.sqrt(ISLANDS)))


def share_above_zero(values: np.ndarray) -> float:
    """Share of members with a value above zero."""
    return float((values > 0).mean())


def settings_of(scenario: str | None, members: int, seed: int, *overrides: str) -> Settings:
    """Settings of a scenario, a number of members and a seed."""
    words = (f"ensemble.members={members}", f"ensemble.seed={seed}")
    return compose(scenario, [*words, *overrides])


def forecasts(calibration: str, seed: int, *overrides: str) -> Statistics:
    """The lag in the years after the cut-off, and what strict controls do.

    Parameters
    ----------
    calibration : str
        Name of a file in `configs/calibration`.
    seed : int
        Of the noise after the cut-off.
    *overrides : str
        Further settings.
    """
    from sim.analysis.projection import project

    words = (f"calibration={calibration}", *overrides)
    until = compose(SCENARIO, words).calibration.until
    end = f"horizon.end={until.year + YEARS[-1]}-12-31"
    run = project(settings_of(SCENARIO, MEMBERS, seed, *words, end))
    found = {}
    for year in YEARS:
        month = f"{until.year + year}-{until.month:02}"
        at = run.sel(region="CN").sel(time=month).squeeze()
        lag = (at["capability_lag_mean"] - at["capability_lag_mean_change"]).values
        for level in MEDIAN_IN_90:
            name = f"{calibration}: lag in {month}, months, {level:.0%} quantile"
            found[name] = over_members(lag, partial(np.quantile, q=level))
    return found | _effects(calibration, run)


def _effects(calibration: str, run: "xr.Dataset") -> Statistics:
    """What strict controls do, and where the leader and the follower are under them."""
    at = run.sel(time=MONTH).squeeze()
    follower, leader = at.sel(region="CN"), at.sel(region="US")
    change = follower["capability_lag_mean_change"].values
    of_runs = {
        "gap, dex": follower["capability_gap"],
        "largest run of CN, log10 FLOP": follower["training_compute"],
        "largest run of US, log10 FLOP": leader["training_compute"],
    }
    start = f"{calibration}: {SCENARIO} in {MONTH}"
    return {
        f"{start}, change of the lag, months, mean": over_members(change, np.mean),
        f"{start}, share with a longer lag": over_members(change, share_above_zero),
    } | {
        f"{start}, {name}, median": over_members(values.values, np.median)
        for name, values in of_runs.items()
    }


def answers_to_the_claim(seed: int) -> Statistics:
    """What the measures did by March 2024, and how often the lag is short later."""
    from sim.analysis.claim import SHORT_LAGS, claim
    from sim.analysis.options import Claim
    from sim.settings.history import REFERENCE

    found = claim(settings_of(None, MEMBERS, seed), Claim())
    change = found["change"].sel(group="all", how="added").values
    later = found["lag"].sel(scenario=REFERENCE)
    start = "claim: change by all measures in 2024-03"
    return {
        f"{start}, months, mean": over_members(change, np.mean),
        f"{start}, share with a longer lag": over_members(change, share_above_zero),
    } | {
        f"claim: share with a lag under {SHORT_LAGS[0]} months in {end}": over_members(
            SHORT_LAGS[0] - later.sel(end=end).values, share_above_zero
        )
        for end in (MONTH, "2032-12")
    }


def contributions(seed: int) -> Statistics:
    """How much the two leading instruments of strict controls contribute to the lag."""
    from sim.analysis.attribution import attribute
    from sim.analysis.options import Attribute

    settings = settings_of(SCENARIO, MEMBERS_ATTRIBUTED, seed)
    shares = attribute(settings, Attribute(against=settings.reference().title))["shapley"]
    return {
        f"attribution: {SCENARIO}, {name}, months, mean": over_members(
            shares.sel(instrument=name).values, np.mean
        )
        for name in ("cloud", "chip_exports")
    }


def forecast_scores(seed: int) -> Statistics:
    """CRPS and coverage of forecasts of the lag, over the cases of the goals."""
    from sim.analysis.scores import crps, within

    forecasts = _forecasts_of_lags(pooled(shipped_cases()), seed)

    def mean(score: Callable[..., float], chosen: np.ndarray) -> float:
        return float(np.mean([score(seen, of[chosen]) for seen, of in forecasts]))

    numbers = np.arange(MEMBERS_SCORED)
    return {
        "scores: CRPS of the lag, months": over_members(numbers, partial(mean, crps)),
        f"scores: share of lags in {LEVEL:.0%} intervals": over_members(
            numbers, partial(mean, partial(within, part=LEVEL))
        ),
    }


def _forecasts_of_lags(cases: "xr.Dataset", seed: int) -> list[tuple[float, np.ndarray]]:
    """What was measured and what members said of it, for each case."""
    from sim.analysis.enacted_runs import predicted, run_posterior
    from sim.analysis.facts import all_facts
    from sim.analysis.origins import cases_of, origins_of

    settings = settings_of(None, MEMBERS_SCORED, seed)
    wanted = set(zip(*(cases[of].values for of in ("origin", "fact", "horizon")), strict=True))
    found = []
    for origin in origins_of(sorted({name for name, _, _ in wanted})):
        run = run_posterior(origin.posterior, settings, seed)
        for case in cases_of(origin):
            if (origin.name, case.fact.name, case.horizon) in wanted:
                members = predicted(run, case.fact, origin.month, all_facts())
                assert members is not None
                found.append((case.fact.scaled, members))
    return found


def sobol_indices(seed: int) -> Statistics:
    """Sobol indices of the lag for inputs with large ones; no posterior is behind them."""
    from sim.analysis.options import Sensitivity
    from sim.analysis.sensitivity import sensitivity

    task = Sensitivity(parameters=("breakthrough_size",), instruments=("chip_exports",), regimes=16)
    settings = compose(None, ["calibration=prior", f"ensemble.seed={seed}"])
    indices = sensitivity(settings, task).sel(outcome="capability_lag")
    return {
        f"sobol: {order.replace('_', ' ')} of {name}": Statistic(
            float(indices[order].sel(input=name))
        )
        for order in ("first_order", "total_order")
        for name in INDICES
    }


GROUPS: Mapping[str, Callable[[int], Statistics]] = MappingProxyType(
    {
        "article": partial(forecasts, "article"),
        "current": partial(forecasts, "current"),
        "claim": answers_to_the_claim,
        "attribution": contributions,
        "scores": forecast_scores,
        "sobol": sobol_indices,
    }
)
"""What computes the statistics whose names begin with a word, from a seed."""
