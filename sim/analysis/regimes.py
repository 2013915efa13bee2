"""Runs the same members under other regimes."""

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from functools import cache
from typing import Any

import numpy as np

from sim.calibration.targets import FOLLOWER
from sim.ensemble import simulate_by
from sim.ensemble.progress import Progress
from sim.ensemble.snapshot import Snapshot
from sim.settings.configs import scenario_names
from sim.settings.errors import SettingsError, did_you_mean
from sim.settings.history import REFERENCE
from sim.settings.settings import Settings
from sim.settings.shipped_scenarios import compose_shipped
from sim.storage.build import MONTHS_OF_MEAN
from sim.world import World
from sim.world.draws import Draws


def with_scenario(settings: Settings, scenario: str) -> Settings:
    """Replace the regime by that of a scenario that ships, under the same calibration.

    Raises
    ------
    SettingsError
        If the scenario does not exist, or changes what the calibration takes as given.
    """
    return settings.model_copy(update=_regime_of(scenario, _words_on_history(settings)))


def _words_on_history(settings: Settings) -> tuple[str, ...]:
    """Settings that decide which dates a scenario has and may have, as on the command line."""
    if settings.calibration.reference == REFERENCE:
        return ()
    calibration, rewrites = settings.calibration, settings.sanctions.rewrite_history
    return (
        f"calibration.reference={calibration.reference}",
        f"calibration.until={calibration.until}",
        f"sanctions.rewrite_history={str(rewrites).lower()}",
    )


@cache
def _regime_of(scenario: str, words: tuple[str, ...]) -> dict[str, Any]:
    """The settings of a scenario's file; cached, because tasks repeat it."""
    of_scenario = compose_shipped([scenario], words)
    return {name: getattr(of_scenario, name) for name in ("sanctions", "response", "scenario")}


def scenarios_that_fit(settings: Settings) -> tuple[str, ...]:
    """Scenarios that ship and that the calibration accepts: under `current`, of the future."""
    names = scenario_names()
    if settings.keeps_history:
        names = [name for name in names if _refusal_of(settings, name) is None]
    return tuple(names)


def _refusal_of(settings: Settings, scenario: str) -> SettingsError | None:
    try:
        with_scenario(settings, scenario)
    except SettingsError as error:
        return error
    return None


def check_scenarios(
    settings: Settings, key: str, names: Collection[str], at_least: int = 1
) -> None:
    """Check that scenarios exist and fit, and that none is named twice; no name means all.

    Raises
    ------
    SettingsError
        If not.
    """
    known = scenario_names()
    for name in names:
        if name not in known:
            takes = f"names of files in configs/scenario{did_you_mean(name, known)}"
            raise SettingsError(key, name, takes)
        if refusal := _refusal_of(settings, name):
            raise SettingsError(key, f"{name}, with {refusal.key} {refusal.got}", refusal.takes)
    if len(set(names)) < len(names):
        raise SettingsError(key, ", ".join(names), "each scenario once")
    if 0 < len(names) < at_least:
        raise SettingsError(key, ", ".join(names), f"at least {at_least} scenarios")


def simulate_in(
    world: World,
    draws: Draws,
    settings: Settings,
    only: Collection[str],
    progress: Progress | None = None,
    snapshot: Snapshot | None = None,
) -> dict[str, np.ndarray]:
    """Simulate some variables of the members in a world, single precision, [member, time, ...].

    A snapshot, if there is one, must have the same variables; the simulation starts from it.
    """
    results = simulate_by(
        settings.engine, world, draws, progress=progress, only=only, snapshot=snapshot
    )
    return {name: values.astype(np.float32) for name, values in results.items()}


def check_day(settings: Settings, key: str, day: date, first: date) -> None:
    """Check that a day is within the horizon, and not too early for the task.

    Raises
    ------
    SettingsError
        If not.
    """
    end = settings.horizon.end
    if not first <= day <= end:
        raise SettingsError(key, day, f"a date from {first} to {end}, the end of the horizon")


def check_months_after(settings: Settings, key: str, months: int, day: date) -> None:
    """Check that so many months after a day are within the horizon.

    Raises
    ------
    SettingsError
        If not.
    """
    end = settings.horizon.end
    most = 12 * (end.year - day.year) + end.month - day.month
    if months > most:
        takes = f"at most {most} after {day}, as the horizon ends on {end}"
        raise SettingsError(key, months, takes)


def first_mean(settings: Settings) -> date:
    """The first day on which a mean over twelve months is known."""
    start = settings.horizon.start
    return date(start.year + 1, start.month, 1) - timedelta(days=1)


def with_horizon_end(settings: Settings, day: date) -> Settings:
    """Replace the end of the horizon by a day."""
    horizon = settings.horizon.model_copy(update={"end": day})
    return settings.model_copy(update={"horizon": horizon})


def last_mean_lag(results: Mapping[str, np.ndarray], world: World) -> np.ndarray:
    """The follower's mean lag over the last twelve months, [member]."""
    lag = results["capability_lag"][:, -MONTHS_OF_MEAN:, world.regions.index(FOLLOWER)]
    return np.asarray(lag.mean(axis=1, dtype=np.float64))
