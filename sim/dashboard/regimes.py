"""The settings of a choice, and the level of each control under them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from threading import Lock
from typing import Any

import numpy as np

from sim.dashboard.choice import Choice
from sim.dashboard.controls import CONTROLS, Level
from sim.dashboard.steps import Step
from sim.settings.errors import SettingsError
from sim.settings.levels import Leaf
from sim.settings.overrides import changes_of_regime
from sim.settings.settings import Settings, leaves
from sim.settings.shipped_scenarios import compose_shipped
from sim.world.calendar import Calendar
from sim.world.regime import CAPS, Regime

COMPOSE_LOCK = Lock()
"""Hydra has global state, so only one thread composes at a time."""


def settings_of(choice: Choice) -> Settings:
    """Compose the settings of a choice: the same as those of its command line.

    Configs are read once for all scenarios of the same calibration, members and end. The levels
    and the date of the choice are then set in the result, which is checked again.

    Raises
    ------
    SettingsError
        If dates or levels contradict each other.
    """
    with COMPOSE_LOCK:
        start = _composed(choice.reset())
    if choice == choice.reset():
        return start
    parts: dict[str, Any] = {name: getattr(start, name) for name in Settings.model_fields}
    for name in ("sanctions", "response"):
        parts[name] = parts[name].model_dump(by_alias=True)
        if choice.since is not None:
            parts[name]["from"] = choice.since
    for key, value in choice.leaves.items():
        *path, leaf = key.split(".")
        part = parts
        for name in path:
            part = part[name]
        part[leaf] = value
    parts["changes"] = changes_of_regime(choice.overrides)
    return Settings.checked(parts)


@lru_cache(maxsize=64)
def _composed(start: Choice) -> Settings:
    return compose_shipped([start.scenario], start.overrides)


def choice_of(settings: Settings) -> Choice:
    """Convert the settings of a command line to the choice that a page opens with.

    Raises
    ------
    SettingsError
        If a page cannot show them.
    """
    start = Choice(
        scenario="+".join(settings.scenario),
        calibration=settings.calibration.name,
        members=settings.ensemble.members,
        end=settings.horizon.end,
    )
    composed = settings_of(start)
    since = settings.sanctions.since
    ours, theirs = _leaves_of(settings), _leaves_of(composed)
    changed = {key: leaf for key, leaf in ours.items() if theirs.get(key) != leaf}
    levels, steps = _levels_and_steps(changed, since)
    of_scenario, _ = _levels_and_steps(theirs, since)
    choice = replace(
        start,
        levels=tuple(levels.items() - of_scenario.items()),
        since=since if since != composed.sanctions.since else None,
        steps=tuple(steps),
    )
    # the same changes can be written in several ways
    same = {"task": settings.task, "changes": settings.changes}
    if settings_of(choice).model_copy(update=same) != settings:
        takes = (
            "a scenario, levels, one date from which they hold, later steps under "
            "calibration=current, calibration, members, horizon.end"
        )
        raise SettingsError("task", "dashboard with settings that a page cannot show", takes)
    return choice


def _leaves_of(settings: Settings) -> dict[str, Leaf]:
    """Leaves that have a level or a dated list, by key."""
    return {
        key: leaf
        for key, leaf, _ in leaves(settings.sanctions, settings.response)
        if leaf.level is not None or leaf.steps
    }


def _levels_and_steps(
    changed: Mapping[str, Leaf], since: date
) -> tuple[dict[str, Level], list[Step]]:
    """Levels from the date of the regime on, and later steps."""
    levels = {key: _level(leaf.level) for key, leaf in changed.items() if leaf.level is not None}
    steps = []
    for key, leaf in changed.items():
        for step in leaf.steps or ():
            if step.effective == since:
                levels[key] = _level(step.level)
            else:
                steps.append(Step(key, step.effective, _level(step.level)))
    return levels, steps


@dataclass(frozen=True)
class CurrentLevel:
    """The level of a leaf at a date and later.

    Attributes
    ----------
    now, later : float or None
        Level in the month of the date, and in the last month.
    has_effect : bool
        Whether the leaf can change anything.
    """

    now: Level
    later: Level
    has_effect: bool = True


def current_levels(settings: Settings, regime: Regime) -> Mapping[str, CurrentLevel]:
    """Current level of every control under some settings, by key."""
    calendar = Calendar.of(settings.horizon)
    # a date that stands by default may lie beyond the horizon
    month = min(calendar.index(settings.sanctions.since), calendar.months - 1)
    tightens = _tightening_is_announced(regime)[month:].any()
    return {
        key: CurrentLevel(
            now=_level(getattr(regime, control.lever.name)[month]),
            later=_level(getattr(regime, control.lever.name)[-1]),
            has_effect=bool(tightens) or control.lever.name != "stockpiling",
        )
        for key, control in CONTROLS.items()
    }


def _tightening_is_announced(regime: Regime) -> np.ndarray:
    """Months in which a tighter cap is announced but not yet in effect, [month]."""
    tighter = [getattr(regime, f"coming_{cap}") < getattr(regime, cap) for cap in CAPS]
    return (regime.stockpiling_window > 0) & np.any(tighter, axis=0)


def _level(number: float) -> Level:
    return float(number) if np.isfinite(number) else None
