"""What tests share: repeatable examples, and scenarios that are run once.

Property tests draw the same examples every time, so that a red suite can be run again.
"""

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    import xarray as xr

settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.load_profile("repeatable")


@cache
def _simulated(scenario: str, members: int = 50) -> "xr.Dataset":
    from sim.compose import compose
    from sim.projection import project

    return project(compose(scenario, [f"ensemble.members={members}"]))


@pytest.fixture(scope="session")
def simulate() -> "Callable[..., xr.Dataset]":
    """Give `simulate(scenario, members=50)`, which runs a scenario once; nobody changes it."""
    return _simulated
