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
from sim.settings.configs import scenario_names
from sim.settings.errors import InputError
from sim.settings.settings import Settings
from sim.tasks import check

TELLING = ("as_enacted", "full_decoupling", "never_controlled", "status_quo", "strict_controls")
"""Between them they use every instrument, or none."""


def scenarios(*quick: str):
    """All scenarios as parameters: those named here, or the telling ones; others are slow."""
    return [
        name if name in (quick or TELLING) else pytest.param(name, marks=pytest.mark.slow)
        for name in scenario_names()
    ]


def compose(scenario: str | Sequence[str] | None = None, overrides: Iterable[str] = ()) -> Settings:
    """The settings that `sim.settings.compose` gives, a hundred times as fast where files stay.

    Overrides of single values (`sanctions.capital=0`) are set in a copy of settings that were
    composed before; those that choose another file (`calibration=prior`) are composed once.

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
    files = tuple(word for word in words if "." not in word.split("=")[0])
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
    except (HydraException, KeyError, TypeError):  # composition says what is wrong
        return compose_files(scenario, words)
    return Settings.checked(written)


@cache
def _from_files(scenario: str | tuple[str, ...] | None, overrides: tuple[str, ...]) -> Settings:
    return compose_files(scenario, overrides)


def refusal(*overrides: str) -> str:
    """What is said of settings that are refused, before anything runs."""
    with pytest.raises(InputError) as caught:
        check(compose(None, overrides))
    return str(caught.value)


def with_members(scenario: str, members: int) -> Settings:
    """The settings of a scenario with so many members."""
    return compose(scenario, [f"ensemble.members={members}"])
