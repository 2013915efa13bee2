"""The answer as a sentence and as a table of a few months."""

from dataclasses import dataclass

import xarray as xr

from sim.analysis.changes import DIRECTIONS
from sim.dashboard.answers import Answer
from sim.dashboard.looks import UNDER
from sim.dashboard.summaries import summary_months
from sim.tables.effects import shares_in_words
from sim.tables.intervals import span, with_interval
from sim.tables.words import ROUNDS_TO_ZERO, month_in_words, months, share

LOW, MEDIAN, HIGH = 0.05, 0.5, 0.95
NO_VALUE = "–"


@dataclass(frozen=True)
class Headline:
    """The numbers of a page.

    Attributes
    ----------
    sentence, more : str
        The lag at the end of the horizon, and how the regime changes it; how many members agree.
    head : list of str
        Columns of the table.
    rows : list of list of str
        Rows of the table.
    caption : str
        What the numbers of the table are.
    """

    sentence: str
    more: str
    head: list[str]
    rows: list[list[str]]
    caption: str


def headline(result: Answer) -> Headline:
    """Describe the lag and its change at the ends of some months."""
    ends = summary_months(result.figures["lag"])
    reference = UNDER[result.settings.calibration.reference]
    head = ["end of", "months behind", reference, "change", *DIRECTIONS]
    rows = [[month_in_words(month), *cells_of(result, month)] for month in ends]
    caption = (
        "Medians, with 90% of members in brackets; and the shares of members whose lag is longer, "
        f"the same and shorter than {reference}"
    )
    return Headline(_sentence(result, ends[-1]), _more(result, ends[-1]), head, rows, caption)


def cells_of(result: Answer, month: str) -> list[str]:
    """A row of the table, without its month: lags, change, and shares of members."""
    lag, change = _at_end(result, month)
    behind = [
        _with_interval(lag["capability_lag_mean"].sel(regime=regime), ".1f")
        for regime in ("chosen", "reference")
    ]
    if result.is_reference:
        return [*behind, *[NO_VALUE] * 4]
    return [
        *behind,
        _with_interval(change["capability_lag_mean_change"], "+.1f"),
        *map(share, change["shares_by_direction"].values.tolist()),
    ]


def _at_end(result: Answer, month: str) -> tuple[xr.Dataset, xr.Dataset]:
    lag, change = (result.figures[name].sel(time=month) for name in ("lag", "change"))
    return lag.isel(time=0), change.isel(time=0)


def _with_interval(values: xr.DataArray, form: str) -> str:
    return with_interval(*_median_and_ends(values), form)


def _median_and_ends(values: xr.DataArray) -> tuple[float, tuple[float, float]]:
    """Median of members, and the ends of their 90% interval."""
    low, median, high = (float(values.sel(quantile=q)) for q in (LOW, MEDIAN, HIGH))
    return median, (low, high)


def _sentence(result: Answer, month: str) -> str:
    lag, change = _at_end(result, month)
    behind, ends = _median_and_ends(lag["capability_lag_mean"].sel(regime="chosen"))
    side = "behind" if behind >= 0 else "ahead of"
    place = (
        f"At the end of {month_in_words(month)} China is {months(behind)} {side} the US "
        f"[{span(ends, '.1f', ', ')}]"
    )
    reference = UNDER[result.settings.calibration.reference]
    if result.is_reference:
        return f"{place} {reference}."
    median, ends = _median_and_ends(change["capability_lag_mean_change"])
    length = f"{months(median)} {'longer' if median > 0 else 'shorter'} than"
    middle = "as long as" if abs(median) < ROUNDS_TO_ZERO else length
    return f"{place}. The lag is {middle} {reference} [{span(ends, '+.1f', ', ')}]."


def _more(result: Answer, month: str) -> str:
    """What the numbers of the sentence are, and the shares of members by direction."""
    if result.is_reference:
        return "Median of members, with their 90% interval in brackets."
    _, change = _at_end(result, month)
    shares = shares_in_words(change["shares_by_direction"].values)
    return f"Medians, 90% intervals in brackets. The lag is {shares}."
