"""The answer to the article's claim, computed from the default run, for the README."""

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from sim.calibration.targets import FOLLOWER
from sim.docs.markdown import markdown_table
from sim.tables.intervals import ends_of, median_with_interval, span
from sim.tables.words import month_in_words, share

if TYPE_CHECKING:
    import xarray as xr

SCENARIO = "status_quo"
"""The regime that the article describes: the measures of its day stay in force."""

ARTICLE_MONTH = "2024-03"
"""The last month that ended before the article appeared."""

FORECAST_MONTHS = ("2026-12", "2028-12", "2032-12")
SHORT_LAGS = (12.0, 6.0)
"""Months; the first is the lower end of the article's one to two years."""


@cache
def claim_answer() -> str:
    """A sentence and a table on the article's claim, in Markdown.

    Simulates the 1,000 members of the default ensemble, which takes seconds.
    """
    from sim.tasks.project import run_ensemble

    follower = run_ensemble(SCENARIO).sel(region=FOLLOWER)
    return f"{claim_sentence(follower)}\n\n{claim_table(follower)}"


def claim_sentence(follower: "xr.Dataset") -> str:
    """The lag when the article appeared, and whether the follower catches up later.

    Parameters
    ----------
    follower : xarray.Dataset
        A run's variables of one region, [member, time].
    """
    lag = _lag(follower, ARTICLE_MONTH)
    last = FORECAST_MONTHS[-1]
    later = follower["capability_gap"].sel(time=slice(ARTICLE_MONTH, last))[:, 1:]
    catches_up = float((later <= 0.0).any("time").mean())
    lag_falls = float((_lag(follower, last) < _lag(follower, ARTICLE_MONTH)).mean())
    return (
        f"Over the twelve months up to {month_in_words(ARTICLE_MONTH)} China lagged by "
        f"{np.median(lag):.1f} months (90% interval {span(ends_of(lag), '.1f')}). If the measures "
        f"of 2 April 2024 stay, the lag is shorter at the end of {last[:4]} in {share(lag_falls)} "
        f"of members, and China catches up with the US, for a month or longer, in "
        f"{share(catches_up)}."
    )


def claim_table(follower: "xr.Dataset") -> str:
    """The lag at each month, and the share of members with a short lag, in Markdown.

    Parameters
    ----------
    follower : xarray.Dataset
        A run's variables of one region, [member, time].
    """
    head = (
        "end of",
        "lag in months: median [90% interval]",
        *(f"lag under {months:g} months" for months in SHORT_LAGS),
        "China ahead",
    )
    return markdown_table(
        head, (_row(follower, month) for month in (ARTICLE_MONTH, *FORECAST_MONTHS))
    )


def _row(follower: "xr.Dataset", month: str) -> tuple[str, ...]:
    lag = _lag(follower, month)
    gap = follower["capability_gap"].sel(time=f"{month}-01").to_numpy()
    shares = (*(lag < months for months in SHORT_LAGS), gap < 0.0)
    return (
        month_in_words(month),
        median_with_interval(lag, ".1f"),
        *(share(float(members.mean())) for members in shares),
    )


def _lag(follower: "xr.Dataset", month: str) -> np.ndarray:
    """Mean lag of the twelve months up to a month's end, by member, months."""
    return follower["capability_lag_mean"].sel(time=f"{month}-01").to_numpy()
