"""Draws of a posterior that is shipped, and members of a line, for what goes on from them."""

import numpy as np
import pytest
from lines import SEEN, TOY
from scenarios import compose
from specimens import adaptation_of

from sim.calibration.posterior import load_posterior


@pytest.fixture(scope="package")
def article():
    """A few draws of the article's posterior."""
    return load_posterior("article").rows(np.arange(48))


@pytest.fixture(scope="package")
def to_june():
    """Settings that end a quarter after the article's posterior."""
    return compose("status_quo", ["calibration.until=2024-06-30"])


@pytest.fixture(scope="module")
def members():
    return TOY.bank(4000)


@pytest.fixture(scope="module")
def adaptation(members):
    return adaptation_of(members, SEEN)


@pytest.fixture
def rng():
    return np.random.default_rng(3)
