"""Forecasts of facts by members of a posterior or of the priors, under the measures as enacted."""

from collections.abc import Collection, Iterable
from datetime import date

import numpy as np
import xarray as xr

from sim.analysis.facts import Fact, all_facts, known_at
from sim.calibration.measures import MEASURES, VARIABLES
from sim.calibration.members import members_of
from sim.calibration.posterior import Posterior
from sim.ensemble import simulate_by
from sim.ensemble.progress import Progress
from sim.settings.settings import Settings
from sim.storage.build import dataset_of
from sim.world import World, build_world
from sim.world.draws import Draws, draw

LEAST = 1e-3
"""Amount below which the logarithm is that of this amount: bn USD, or H100e."""


def as_enacted(settings: Settings) -> Settings:
    """Settings under the measures as enacted, to the last month of the facts."""
    last = max(fact.end for fact in all_facts())
    day: date = last.astype("datetime64[D]").item()
    return settings.as_enacted(day)


def run_of(
    settings: Settings,
    world: World,
    draws: Draws,
    progress: Progress | None = None,
    variables: Collection[str] = VARIABLES,
) -> xr.Dataset:
    """A labelled run of members in a world, with what the measures need."""
    results = simulate_by(settings.engine, world, draws, progress=progress, only=variables)
    return dataset_of(results, world)


def run_posterior(
    posterior: Posterior,
    settings: Settings,
    seed: int,
    progress: Progress | None = None,
    variables: Collection[str] = VARIABLES,
) -> xr.Dataset:
    """A run of a posterior's members, whose noise after its cut-off is that of a seed."""
    enacted = as_enacted(settings)
    draws = members_of(posterior, enacted, enacted.ensemble.members, seed)
    return run_of(enacted, build_world(enacted), draws, progress, variables)


def run_prior(settings: Settings, progress: Progress | None = None) -> xr.Dataset:
    """A run of members of the priors."""
    enacted = as_enacted(settings)
    draws = draw(enacted.calibration, enacted.ensemble.members, enacted.ensemble.seed)
    return run_of(enacted, build_world(enacted), draws, progress)


def predicted(
    run: xr.Dataset, fact: Fact, origin: np.datetime64, facts: Iterable[Fact]
) -> np.ndarray | None:
    """What the members of a run say of a fact, on the scale of its errors.

    Of a series with a scale of its own only the growth is predicted, from the last value that was
    known at the origin; none if there is no such value.
    """
    values = _measured(run, fact)
    if fact.anchored:
        known = known_at((other for other in facts if other.name == fact.name), origin)
        if not known:
            return None
        before = np.maximum(_measured(run, known[-1]), LEAST)
        values = values / before * known[-1].value
    return np.log(np.maximum(values, LEAST)) if fact.scale == "log" else values


def _measured(run: xr.Dataset, fact: Fact) -> np.ndarray:
    values = MEASURES[fact.measure](run, fact.region, fact.period, fact.of)
    return np.asarray(values.values, dtype=np.float64)
