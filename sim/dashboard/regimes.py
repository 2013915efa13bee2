"""The settings of a choice, quickly, and the levels that stand under them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from threading import Lock
from typing import Any

import numpy as np

from sim.dashboard.choice import Choice
from sim.dashboard.controls import CONTROLS, Level
from sim.settings.compose import compose
from sim.settings.configs import scenario_names
from sim.settings.errors import SettingsError
from sim.settings.settings import Settings, leaves
from sim.world.calendar import Calendar
from sim.world.regime import CAPS, Regime

COMPOSING = Lock()
"""Hydra keeps its state in one place: it composes for one thread at a time."""


def settings_of(choice: Choice) -> Settings:
    """What the command line of a choice composes to.

    To compose takes as long as half an ensemble, so it is done once a scenario, and what was moved
    is put into what was composed, with all the checks of settings.

    Raises
    ------
    SettingsError
        If dates or levels do not go together.
    """
    with COMPOSING:
        start = _composed(choice.reset())
    if not choice.levels and choice.since is None:
        return start
    parts: dict[str, Any] = {name: getattr(start, name) for name in Settings.model_fields}
    for name in ("sanctions", "response"):
        parts[name] = parts[name].model_dump(by_alias=True)
        if choice.since is not None:
            parts[name]["from"] = choice.since
    for key, level in choice.levels:
        *path, leaf = key.split(".")
        part = parts
        for name in path:
            part = part[name]
        part[leaf] = level
    return Settings.checked(parts)


@lru_cache(maxsize=64)
def _composed(start: Choice) -> Settings:
    return compose(start.scenario, start.overrides)


def choice_of(settings: Settings) -> Choice:
    """The choice that a page opens with, for the settings of a command line.

    Raises
    ------
    SettingsError
        If they hold what a page cannot show.
    """
    start = Choice(
        scenario="+".join(settings.scenario),
        calibration=settings.calibration.name,
        members=settings.ensemble.members,
        end=settings.horizon.end,
    )
    composed = settings_of(start)
    levels = dict(_levels_of(settings).items() - _levels_of(composed).items())
    since = settings.sanctions.since
    choice = replace(
        start,
        levels=tuple(levels.items()),
        since=since if since != composed.sanctions.since else None,
    )
    apart = {"task": settings.task}
    if settings_of(choice).model_copy(update=apart) != settings:
        takes = (
            "a scenario, levels, one date from which they hold, calibration, members, horizon.end"
        )
        raise SettingsError("task", "dashboard with settings that a page cannot show", takes)
    return choice


def _levels_of(settings: Settings) -> dict[str, Level]:
    """The leaves that have a level, by key."""
    return {
        key: _level(leaf.level)
        for key, leaf, _ in leaves(settings.sanctions, settings.response)
        if leaf.level is not None
    }


@dataclass(frozen=True)
class Standing:
    """The level of a leaf from a date on.

    Attributes
    ----------
    now, later : float or None
        In the month of the date, and in the last one.
    has_effect : bool
        Whether there is anything that it acts on.
    """

    now: Level
    later: Level
    has_effect: bool = True


def standing_levels(settings: Settings, regime: Regime) -> Mapping[str, Standing]:
    """Where every control stands under some settings, by its key."""
    month = Calendar.of(settings.horizon).index(settings.sanctions.since)
    tightens = _is_to_tighten(regime)[month:].any()
    return {
        key: Standing(
            now=_level(getattr(regime, control.lever.name)[month]),
            later=_level(getattr(regime, control.lever.name)[-1]),
            has_effect=bool(tightens) or control.lever.name != "stockpiling",
        )
        for key, control in CONTROLS.items()
    }


def _is_to_tighten(regime: Regime) -> np.ndarray:
    """In which months a tighter cap is announced and not yet in effect."""
    tighter = [getattr(regime, f"coming_{cap}") < getattr(regime, cap) for cap in CAPS]
    return (regime.stockpiling_window > 0) & np.any(tighter, axis=0)


def _level(number: float) -> Level:
    return float(number) if np.isfinite(number) else None


def compose_scenarios() -> None:
    """Compose every scenario once, so that none makes a reader wait."""
    for scenario in scenario_names():
        settings_of(Choice(scenario))
