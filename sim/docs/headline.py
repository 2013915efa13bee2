"""Headline statistics with tolerances, for the tests and the evaluation.

    python -m sim.docs.headline

computes them again and writes `sim/data/headline.csv`, in some ten minutes. It is for
contributors whose change is meant to move results.

Each is the mean over eight seeds. There are two tolerances: *noise* is how far another seed moves
it, five standard deviations, and *draws* how far another posterior of the same targets does, five
standard errors. The islands of the sampler have seeds of their own, so that they tell the latter.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from sim.analysis.goals import pooled
from sim.analysis.score_rows import shipped_cases
from sim.calibration.fingerprint import hash_of
from sim.calibration.posterior import load_posterior
from sim.docs.markdown import markdown_table
from sim.docs.statistics import GROUPS, Statistics
from sim.docs.written import exit_code
from sim.settings.shipped import SHIPPED
from sim.storage.atomic import write_frame

FILE = SHIPPED.parent / "headline.csv"

ERRORS = 5
"""Standard errors in a tolerance."""

SEEDS = range(1, 9)

DIGITS = 5
ROUNDING = 10.0**-DIGITS
"""What a value that depends on the draws alone may differ by."""


@dataclass(frozen=True)
class Shipped:
    """A statistic as it ships: its value, its tolerances, and a hash of the draws behind it."""

    value: float
    noise: float
    draws: float
    made_from: str


def posteriors_behind(group: str) -> tuple[str, ...]:
    """Names of the posteriors that a group of statistics is computed from."""
    if group == "scores":
        return tuple(sorted(set(pooled(shipped_cases())["origin"].values)))
    return {"current": ("current",), "sobol": ()}.get(group, ("article",))


def hash_of_draws(group: str) -> str:
    """Hash of the draws that a group of statistics is computed from."""
    found = map(load_posterior, posteriors_behind(group))
    arrays = [
        array for of in found for array in (of.parameters, of.past_member, of.luck, of.octaves)
    ]
    return hash_of([array.tobytes().hex() for array in arrays if array.size])  # not all are stored


def headline() -> dict[str, Shipped]:
    """The statistics that ship."""
    rows = pd.read_csv(FILE, index_col="statistic")
    return {str(name): Shipped(*row) for name, row in zip(rows.index, rows.values, strict=True)}


def beyond_tolerance(group: str, found: Statistics) -> list[str]:
    """Statistics that differ from what ships by more than chance explains, in words.

    Parameters
    ----------
    group : str
        One of `GROUPS`: what tells whether the draws are those that the table was made from, so
        that noise alone is allowed, or those of another posterior.
    found : dict
        Of that group.
    """
    shipped, now = headline(), hash_of_draws(group)
    allowed = {
        name: shipped[name].noise if shipped[name].made_from == now else shipped[name].draws
        for name in found
    }
    return [
        f"{name}: {of.value:.4g}, not {shipped[name].value:.4g} ± {allowed[name]:.2g}"
        for name, of in found.items()
        if not abs(of.value - shipped[name].value) <= allowed[name]
    ]


def headline_table() -> str:
    """Every statistic with its tolerances, in Markdown."""
    rows = (
        (name, f"{of.value:.4g}", f"{of.noise:.2g}", f"{of.draws:.2g}" if of.draws else "–")
        for name, of in headline().items()
    )
    return markdown_table(("statistic", "value", "noise", "draws"), rows)


def rows_of(group: str) -> Iterator[tuple[str, float, float, float, str]]:
    """Rows of the table for a group, from all seeds."""
    runs = [GROUPS[group](seed) for seed in SEEDS]
    draws = hash_of_draws(group)
    for name in runs[0]:
        values, errors = np.array([(run[name].value, run[name].error) for run in runs]).T
        noise = ERRORS * float(values.std(ddof=1)) + ROUNDING
        between = float(np.hypot(noise, ERRORS * errors.mean())) if errors.any() else 0.0
        mean = float(values.mean())
        yield name, round(mean, DIGITS), round(noise, DIGITS), round(between, DIGITS), draws


def write() -> Iterator[Path]:
    """Compute all statistics and write them."""
    rows = [row for group in GROUPS for row in rows_of(group)]
    columns = ["statistic", "value", "noise", "draws", "made_from"]
    write_frame(FILE, pd.DataFrame(rows, columns=columns))
    yield FILE


if __name__ == "__main__":
    sys.exit(exit_code("headline", write))
