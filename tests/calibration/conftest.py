"""Draws of a posterior that is shipped, for tests of what goes on from them."""

import numpy as np
import pytest
from scenarios import compose

from sim.calibration.posterior import load_posterior


@pytest.fixture(scope="package")
def article():
    """A few draws of the article's posterior."""
    return load_posterior("article").rows(np.arange(48))


@pytest.fixture(scope="package")
def to_june():
    """Settings that end a quarter after the article's posterior."""
    return compose("status_quo", ["calibration.until=2024-06-30"])
