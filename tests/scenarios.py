"""Scenarios as parameters of tests that need not run under each of them every time."""

from functools import cache

import pytest

from sim.compose import compose
from sim.config.settings import Settings
from sim.scenarios import scenario_names

TELLING = ("as_enacted", "full_decoupling", "never_controlled", "status_quo", "strict_controls")
"""Between them they use every instrument, or none."""


def scenarios(*quick: str):
    """All scenarios as parameters: those named here, or the telling ones; others are slow."""
    return [
        name if name in (quick or TELLING) else pytest.param(name, marks=pytest.mark.slow)
        for name in scenario_names()
    ]


@cache
def composed(scenario: str) -> Settings:
    """Settings of a scenario, composed once; nobody changes them."""
    return compose(scenario)


def with_members(scenario: str, members: int) -> Settings:
    """Those, of so many members."""
    settings = composed(scenario)
    ensemble = settings.ensemble.model_copy(update={"members": members})
    return settings.model_copy(update={"ensemble": ensemble})
