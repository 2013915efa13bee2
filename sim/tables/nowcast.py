"""The nowcast as tables, a sentence and a CSV file."""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import numpy as np
import xarray as xr
from rich.table import Table

from sim.settings.history import months_after
from sim.settings.variables import MEDIAN_IN_90
from sim.storage.atomic import write_rows_of_text
from sim.tables.intervals import median_with_interval
from sim.tables.style import narrow_table
from sim.tables.words import month_in_words, share

REACHED = (0.1, 0.5, 0.9)
"""Quantile levels of the date at which the leader's present frontier is reached."""


def lag_table(found: xr.Dataset) -> Table:
    """The lag at the end of the data, now and next: median and 90% interval of members."""
    about = found.attrs
    table = narrow_table(
        "China behind the US, months",
        f"{found.sizes['member']:,} members under {about['scenario']}: median [90% interval] at "
        "the month's end; an index errs and tests only some releases",
    )
    table.add_column("on")
    for header, month in (
        ("end of data", about["data_until"][:7]),
        ("now", about["now"]),
        ("next", about["next"]),
    ):
        table.add_column(f"{header},\n{month}", justify="right")
    for measure in found["measure"].values:
        of_measure = found.sel(measure=measure)
        names = ("lag_at_data", "lag_now", "lag_next")
        cells = (median_with_interval(of_measure[name].values, ".1f") for name in names)
        table.add_row(str(measure), *cells)
    return table


def chance_table(found: xr.Dataset, below: Sequence[float]) -> Table:
    """Chances of a lag below some values: at a month end ahead, and at the next release."""
    have_one = int(found["months_to_release"].notnull().sum())
    table = narrow_table(
        "Chance that the lag is below so many months",
        f"ahead: at one month end or more up to {found.attrs['next']}; release: at the end of the "
        f"month of China's next frontier release, over the {have_one} of "
        f"{found.sizes['member']:,} members that have one by {found.attrs['horizon_end']}",
    )
    table.add_column("on")
    for value in below:
        table.add_column(f"{value:g},\nahead", justify="right")
    for value in below:
        table.add_column(f"{value:g},\nrelease", justify="right")
    for measure in found["measure"].values:
        of_measure = found.sel(measure=measure)
        cells = (
            _in_per_cent(chance_below(of_measure[name].values, value))
            for name in ("lag_lowest", "lag_at_release")
            for value in below
        )
        table.add_row(str(measure), *cells)
    return table


def chance_below(lags: np.ndarray, value: float) -> float:
    """Share of members below a value, among those that have one; missing if none has."""
    known = lags[np.isfinite(lags)]
    return float((known < value).mean()) if len(known) else float("nan")


def _in_per_cent(chance: float) -> str:
    return "no value" if np.isnan(chance) else share(chance)


def reached_by(found: xr.Dataset, level: float) -> str | None:
    """Month by which a share of members has reached the leader's present frontier; None: later."""
    months = np.sort(found["months_to_reach"].fillna(np.inf).values)
    needed = months[max(0, int(np.ceil(level * len(months))) - 1)]
    if not np.isfinite(needed):
        return None
    now = date.fromisoformat(f"{found.attrs['now']}-01")
    return f"{months_after(now, int(needed)):%Y-%m}"


def reaching(found: xr.Dataset) -> str:
    """When the follower reaches the leader's present frontier, as a sentence."""
    end = month_in_words(found.attrs["horizon_end"])
    parts = (
        f"{level:.0%} of members by {month_in_words(month)}"
        if (month := reached_by(found, level))
        else f"{level:.0%} of members not by {end}"
        for level in REACHED
    )
    never = float(found["months_to_reach"].isnull().mean())
    return (
        f"China reaches the level that the US has at the end of "
        f"{month_in_words(found.attrs['now'])}: {', '.join(parts)}. Not reached by {end}: "
        f"{share(never)} of members."
    )


def save_rows(file: Path, found: xr.Dataset, below: Sequence[float]) -> None:
    """Write quantiles, chances and dates as CSV."""
    write_rows_of_text(file, _rows(found, below))


def _rows(found: xr.Dataset, below: Sequence[float]) -> Iterator[tuple[object, ...]]:
    yield "quantity", "measure", "statistic", "value"
    for name in ("lag_at_data", "lag_now", "lag_next", "lag_at_release"):
        for measure in found["measure"].values:
            values = found[name].sel(measure=measure).dropna("member").values
            for level in MEDIAN_IN_90 if len(values) else ():
                quantile = np.quantile(values, level)
                yield name, measure, f"quantile {level:g}", f"{quantile:.3f}"
    for name in ("lag_lowest", "lag_at_release"):
        for measure in found["measure"].values:
            for value in below:
                chance = chance_below(found[name].sel(measure=measure).values, value)
                yield name, measure, f"chance below {value:g}", f"{chance:.4f}"
    for level in REACHED:
        yield "reached", "", f"quantile {level:g}", reached_by(found, level) or "never"
    never = float(found["months_to_reach"].isnull().mean())
    yield "reached", "", "never within the horizon", f"{never:.4f}"
