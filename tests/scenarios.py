"""Scenarios as parameters of tests that need not run under each of them every time."""

import copy
from collections.abc import Iterable, Sequence
from functools import cache, reduce
from operator import getitem
from typing import Any

import pytest
from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.errors import HydraException

from sim.settings.compose import compose as compose_files
from sim.settings.configs import names_in, scenario_names
from sim.settings.errors import InputError
from sim.settings.overrides import changes_of_regime
from sim.settings.settings import Settings
from sim.settings.shipped_scenarios import laid_over
from sim.settings.task import options_of
from sim.tasks import check

TELLING = ("as_enacted", "full_decoupling", "never_controlled", "status_quo", "strict_controls")
"""Between them they use every instrument, or none."""

FROM_TODAY = ("dashboard", "report")
"""Tasks that choose another calibration."""

DECIDING = ("calibration.reference=", "calibration.until=")
"""Settings on which the default of others depends."""

TASKS = tuple(f"task={name}" for name in names_in("task") if name not in FROM_TODAY)
"""All tasks that leave the calibration as it is."""


def slow(*rows: Any):
    """Parameters, or rows of them, that are left to the slow tests."""
    return [
        pytest.param(*(row if isinstance(row, tuple) else (row,)), marks=pytest.mark.slow)
        for row in rows
    ]


def scenarios(*quick: str):
    """All scenarios as parameters: those named here, or the telling ones; others are slow."""
    chosen = quick or TELLING
    return [*chosen, *slow(*(name for name in scenario_names() if name not in chosen))]


def compose(scenario: str | Sequence[str] | None = None, overrides: Iterable[str] = ()) -> Settings:
    """The settings that `sim.settings.compose` gives, a hundred times as fast.

    Scenarios, tasks and single values (`sanctions.capital=0`) are set in a copy of settings that
    were composed before; what chooses another file (`calibration=prior`) is composed once.

    Parameters
    ----------
    scenario : str or sequence of str, optional
        Names of files in `configs/scenario`.
    overrides : iterable of str
        As on the command line.

    Returns
    -------
    Settings
        Checked settings, which nobody changes.

    Raises
    ------
    SettingsError
        That names the key that is not what it takes.
    """
    words = tuple(overrides)
    files = tuple(
        word for word in words if "." not in word.split("=")[0] or word.startswith(DECIDING)
    )
    names = scenario if scenario is None or isinstance(scenario, str) else tuple(scenario)
    base = _from_files(names, files)
    if files == words:
        return base
    written = copy.deepcopy(base.model_dump(by_alias=True))
    values = [word for word in words if word not in files]
    try:
        for override in OverridesParser.create().parse_overrides(values):
            *path, last = override.key_or_group.split(".")
            part: Any = reduce(getitem, path, written)
            part[last]  # has to exist
            part[last] = override.value()
        written["changes"] = [*base.changes, *changes_of_regime(values)]
    except (HydraException, KeyError, TypeError):  # composition says what is wrong
        return compose_files(scenario, words)
    return Settings.checked(written)


@cache
def _from_files(scenario: str | tuple[str, ...] | None, overrides: tuple[str, ...]) -> Settings:
    """Settings of files: scenarios and tasks are laid over settings that were composed before."""
    names = (scenario,) if isinstance(scenario, str) else scenario or ()
    tasks = [word for word in overrides if word in TASKS]
    if not set(names) <= set(scenario_names()) or len(tasks) > 1 or not (names or tasks):
        return compose_files(scenario, overrides)
    settings = _from_files(None, tuple(word for word in overrides if word not in TASKS))
    settings = laid_over(settings, names) if names else settings
    if not tasks:
        return settings
    written = copy.deepcopy(settings.model_dump(by_alias=True))
    written["task"] = options_of(tasks[0].removeprefix("task="))().model_dump(by_alias=True)
    return Settings.checked(written)


def refusal(*overrides: str) -> str:
    """What is said of settings that are refused, before anything runs."""
    with pytest.raises(InputError) as caught:
        check(compose(None, overrides))
    return str(caught.value)


def with_members(scenario: str, members: int) -> Settings:
    """The settings of a scenario with so many members."""
    return compose(scenario, [f"ensemble.members={members}"])
