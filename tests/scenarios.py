"""Scenarios as parameters of tests that need not run under each of them every time."""

import pytest

from sim.scenarios import scenario_names

TELLING = ("as_enacted", "full_decoupling", "never_controlled", "status_quo", "strict_controls")
"""Between them they use every instrument, or none."""


def scenarios(*quick: str):
    """All scenarios as parameters: those named here, or the telling ones; others are slow."""
    return [
        name if name in (quick or TELLING) else pytest.param(name, marks=pytest.mark.slow)
        for name in scenario_names()
    ]
