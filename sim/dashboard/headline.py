"""The answer as a sentence and as a table of a few months."""

from dataclasses import dataclass

import xarray as xr

from sim.dashboard.answers import Answer
from sim.dashboard.summaries import summary_months
from sim.tables.effects import shares_in_words
from sim.tables.intervals import with_interval
from sim.tables.words import ROUNDS_TO_ZERO, month_in_words, months, share

HEAD = ("end of", "months behind", "under the status quo", "change", "longer", "same", "shorter")
LOW, MEDIAN, HIGH = 0.05, 0.5, 0.95
NO_VALUE = "–"


@dataclass(frozen=True)
class Headline:
    """The numbers of a page.

    Attributes
    ----------
    sentence : str
        The lag at the end of the horizon, and how the regime changes it.
    rows : list of list of str
        Rows of the table, with the columns of `HEAD`.
    """

    sentence: str
    rows: list[list[str]]


def headline(result: Answer) -> Headline:
    """Describe the lag and its change at the ends of some months."""
    ends = summary_months(result.figures["lag"])
    return Headline(_sentence(result, ends[-1]), [_row(result, month) for month in ends])


def _row(result: Answer, month: str) -> list[str]:
    lag, change = _at_end(result, month)
    behind = [
        _with_interval(lag["capability_lag_mean"].sel(regime=regime), ".1f")
        for regime in ("chosen", "reference")
    ]
    if result.is_reference:
        return [month_in_words(month), *behind, *[NO_VALUE] * 4]
    return [
        month_in_words(month),
        *behind,
        _with_interval(change["capability_lag_mean_change"], "+.1f"),
        *map(share, change["shares_by_direction"].values.tolist()),
    ]


def _at_end(result: Answer, month: str) -> tuple[xr.Dataset, xr.Dataset]:
    lag, change = (result.figures[name].sel(time=month) for name in ("lag", "change"))
    return lag.isel(time=0), change.isel(time=0)


def _with_interval(values: xr.DataArray, form: str) -> str:
    low, median, high = (float(values.sel(quantile=q)) for q in (LOW, MEDIAN, HIGH))
    return with_interval(median, (low, high), form)


def _sentence(result: Answer, month: str) -> str:
    lag, change = _at_end(result, month)
    behind = float(lag["capability_lag_mean"].sel(regime="chosen", quantile=MEDIAN))
    side = "behind" if behind >= 0 else "ahead of"
    place = f"At the end of {month_in_words(month)} China is {months(behind)} {side} the US"
    if result.is_reference:
        return f"{place}: this is the status quo."
    median = float(change["capability_lag_mean_change"].sel(quantile=MEDIAN))
    if abs(median) < ROUNDS_TO_ZERO:
        change_in_words = "at the median as under the status quo"
    else:
        change_in_words = (
            f"{months(median)} {'longer' if median > 0 else 'shorter'} than under the status quo"
        )
    shares = shares_in_words(change["shares_by_direction"].values)
    return f"{place}, {change_in_words}; the lag is {shares}."
