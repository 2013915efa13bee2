"""What ships with the package: posteriors, the check of the inference, and scores."""

import csv
from itertools import groupby
from pathlib import Path

import numpy as np

from sim.calibration.calibrate import simulator_of
from sim.calibration.diagnostics import Meeting, Width, meetings, widths
from sim.calibration.members import members_of
from sim.calibration.posterior import SHIPPED, load_posterior
from sim.config.settings import Settings


def shipped_meetings(settings: Settings) -> list[Meeting]:
    """How the posterior of the settings' calibration stands to its targets: it is run again."""
    assert settings.calibration.posterior is not None
    posterior = load_posterior(settings.calibration.posterior)
    simulator = simulator_of(settings, posterior.seed)
    draws = members_of(posterior, settings, len(posterior), posterior.seed)
    shown = simulator.show(draws)
    return meetings(shown, simulator.targets, np.random.default_rng(posterior.seed))


def shipped_widths(settings: Settings) -> list[Width]:
    """Prior against posterior of the settings' calibration."""
    assert settings.calibration.posterior is not None
    return widths(load_posterior(settings.calibration.posterior), settings.calibration)


def shipped_rows(name: str, folder: Path = SHIPPED) -> list[dict[str, str]]:
    """Rows of a table that a task has shipped: `inference` or `backtest`."""
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def mean_scores(rows: list[dict[str, str]]) -> dict[str, dict[str, float]]:
    """Scores of the back-test by posterior, each release counted once."""
    numbers = [key for key in rows[0] if key.startswith(("crps_", "in_"))]
    means = {}
    for posterior, of_posterior in groupby(rows, key=lambda row: row["posterior"]):
        own = list(of_posterior)
        releases = sorted({row["release"] for row in own})
        means[posterior] = {"rows": float(len(own)), "releases": float(len(releases))} | {
            number: float(
                np.mean(
                    [
                        np.mean([float(row[number]) for row in own if row["release"] == release])
                        for release in releases
                    ]
                )
            )
            for number in numbers
        }
    return means
