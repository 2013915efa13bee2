"""Goals of the forecast of the lag, and whether a back-test meets them."""

from dataclasses import dataclass

import numpy as np
import xarray as xr

from sim.analysis.backtest import MODEL, OPPONENTS
from sim.analysis.origins import rolling, select
from sim.analysis.skill_tests import Comparison, compare

LONGEST_POOLED = 18
"""Longest horizon over which goals are pooled, months."""

FIRST_POOLED = "2024-01"
"""First month of the origins over which goals are pooled."""

BASELINE = "random_walk"

LEVEL, LEAST_COVERAGE, MOST_COVERAGE = 0.9, 0.8, 0.97
"""Level of intervals, and between which parts of what came they should hold."""

LATE_ORIGIN, LATE_SCORE = "2025-06", 1.3
"""An origin, and the CRPS below which its forecasts should be, months."""


@dataclass(frozen=True)
class Goal:
    """A goal, with the number that decides it.

    Attributes
    ----------
    words : str
        What is to be reached.
    value : float
        What was reached; NaN without a case.
    met : bool or None
        None where it cannot be told.
    verdict : str
        What a test says of the difference that decides it; empty if there is none.
    """

    words: str
    value: float
    met: bool | None
    verdict: str = ""


def pooled(cases: xr.Dataset) -> xr.Dataset:
    """Cases over which goals are pooled: lags from origins of 2024 on, to 18 months."""
    return select(recent(cases), channel="lag")


def recent(cases: xr.Dataset) -> xr.Dataset:
    """Cases of any series from origins of 2024 on, to 18 months, one origin for each cut-off."""
    cases = rolling(cases)
    kept = (cases["horizon"].values <= LONGEST_POOLED) & (cases["cut_off"].values >= FIRST_POOLED)
    return cases.isel(case=np.flatnonzero(kept))


def comparisons(cases: xr.Dataset) -> dict[str, Comparison]:
    """The model against every opponent, by name."""
    return {rival: compare(cases, MODEL, rival) for rival in OPPONENTS}


def goals_of(cases: xr.Dataset) -> list[Goal]:
    """Whether the goals are met, from all cases of a back-test."""
    of_pool, late = pooled(cases), select(rolling(cases), channel="lag", cut_off=LATE_ORIGIN)
    against = comparisons(of_pool)
    beaten = [
        Goal(f"CRPS below that of {name}", each.difference, _told(each.difference, each.score <
             each.other), each.verdict)
        for name, each in against.items()
    ]  # fmt: skip
    worst = against[BASELINE].high
    covered = float(of_pool["within"].sel(forecaster=MODEL, level=LEVEL).mean())
    score = float(late["crps"].sel(forecaster=MODEL).mean())
    return [
        *beaten,
        Goal(f"90% interval of the difference from {BASELINE} below zero", worst,
             _told(worst, worst < 0)),
        Goal(f"part of what came inside {LEVEL:.0%} intervals from {LEAST_COVERAGE:.0%} to "
             f"{MOST_COVERAGE:.0%}", covered,
             _told(covered, LEAST_COVERAGE <= covered <= MOST_COVERAGE)),
        Goal(f"CRPS from {LATE_ORIGIN} below {LATE_SCORE} months", score,
             _told(score, score < LATE_SCORE)),
    ]  # fmt: skip


def _told(value: float, met: bool) -> bool | None:
    return None if np.isnan(value) else met
