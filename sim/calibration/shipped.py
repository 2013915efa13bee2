"""Loads the results that ship: of posteriors, and the tables that long tasks leave."""

import numpy as np
import pandas as pd

from sim.calibration.calibrate import simulator_of
from sim.calibration.diagnostics import TargetFit, Width, target_fits, widths
from sim.calibration.fingerprint import fingerprints, hash_of
from sim.calibration.members import members_of
from sim.calibration.posterior import load_posterior
from sim.settings.settings import Settings
from sim.settings.shipped import SHIPPED

SENSITIVITY_FILE = SHIPPED.parent / "sensitivity.csv"
"""Sobol indices of every input, for the lag and for its change."""


def shipped_target_fits(settings: Settings) -> list[TargetFit]:
    """Simulate the posterior of the settings' calibration, and compare it with its targets."""
    assert settings.calibration.posterior is not None
    posterior = load_posterior(settings.calibration.posterior)
    simulator = simulator_of(settings, posterior.seed)
    draws = members_of(posterior, settings, len(posterior), posterior.seed)
    predictions = simulator.predict(draws)
    return target_fits(predictions, simulator.targets, np.random.default_rng(posterior.seed))


def shipped_widths(settings: Settings) -> list[Width]:
    """Comparisons of posterior and prior for the settings' calibration."""
    assert settings.calibration.posterior is not None
    return widths(load_posterior(settings.calibration.posterior), settings.calibration)


def shipped_ranks(name: str) -> pd.DataFrame:
    """Ranks of truths in their posteriors, as a posterior is made: a row for each quantity."""
    return pd.read_csv(SHIPPED / f"inference-{name}.csv", index_col="name")


def shipped_indices() -> pd.DataFrame:
    """Sobol indices of the lag and of its change, a row for each outcome and input."""
    return pd.read_csv(SENSITIVITY_FILE, index_col=["outcome", "input"])


def shipped_patterns() -> pd.DataFrame:
    """Facts and what calibrations say of them, a row for each calibration and pattern."""
    return pd.read_csv(SHIPPED / "patterns.csv")


def shipped_reasons() -> dict[str, str]:
    """Why the model does not show some patterns, by id."""
    return dict(pd.read_csv(SHIPPED.parent / "outside.csv").itertuples(index=False))


def shipped_levers() -> pd.DataFrame:
    """Effects of single instruments, a row for each date, instrument and number of months."""
    return pd.read_csv(SHIPPED / "levers.csv")


def hash_behind_indices(settings: Settings) -> str:
    """Hash of everything that the indices depend on, which excludes the targets."""
    return hash_of(fingerprints(settings, targets=()).values())
