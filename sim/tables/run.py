"""Results of a run as tables for the terminal."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr
from rich.table import Table

from sim.calibration.measures import at_end_of, measured
from sim.calibration.targets import FOLLOWER, all_targets
from sim.settings.variables import MEDIAN_IN_90
from sim.storage.differences import Difference
from sim.tables.effects import SHARES, effect_cells, effect_header
from sim.tables.intervals import median_with_interval, with_interval
from sim.tables.style import narrow_table
from sim.tables.words import regime_in_words

REPORT_MONTHS = ("2022-09", "2024-03", "2025-06", "2026-12", "2028-12", "2030-12")
"""Months in the table: before the measures, at the time of the article, and later."""

NO_VALUE = "–"

MEASURES = (
    *("capability_lag_mean", "capability_lag", "capability_gap"),
    "capability_lag_mean_change",
)
"""Variables of the columns of the first table."""

SUMMARISED = (*MEASURES, "lag_censored")


def summary_table(dataset: xr.Dataset, follower: str = FOLLOWER) -> Table:
    """The follower's lag in some months, and its change under the scenario.

    Parameters
    ----------
    dataset : xarray.Dataset
        A run.
    follower : str
        A region.

    Returns
    -------
    rich.table.Table
        Months beyond the horizon are omitted; the last row is the last month of the horizon.
    """
    series = dataset[list(SUMMARISED)].sel(region=follower).load()
    months = reported_months(dataset)
    table = narrow_table(
        f"How far {follower} is behind, {regime_in_words(dataset.attrs['scenario'])}",
        _caption(dataset, censored_share(series["lag_censored"], months)),
    )
    _add_columns(table, dataset.attrs["reference"])
    table.add_column(f"{SHARES}, %", justify="right")
    for month in months:
        mean, at_end, gap, change = (at_end_of(series[name], month).values for name in MEASURES)
        table.add_row(
            month,
            median_with_interval(mean, ".1f"),
            f"{np.median(at_end):z.1f}",
            f"{np.median(gap):z.2f}",
            *effect_cells(change),
        )
    return table


def _add_columns(table: Table, reference: str) -> None:
    table.add_column("end of")
    for header in (
        "lag, months,\nmean of 12",
        "lag at\nthat end",
        "gap,\ndex",
        effect_header(reference),
    ):
        table.add_column(header, justify="right")


def quantile_table(summary: xr.Dataset, follower: str = FOLLOWER) -> Table:
    """The table of `summary_table` from quantiles, for runs whose members were not kept.

    Parameters
    ----------
    summary : xarray.Dataset
        Quantiles of a run.
    follower : str
        A region.
    """
    levels = list(MEDIAN_IN_90)
    series = summary[list(MEASURES)].sel(region=follower, quantile=levels).load()
    table = narrow_table(
        f"How far {follower} is behind, {regime_in_words(summary.attrs['scenario'])}",
        _caption_of_members(summary.attrs),
    )
    _add_columns(table, summary.attrs["reference"])
    for month in reported_months(summary):
        mean, at_end, gap, change = (at_end_of(series[name], month).values for name in MEASURES)
        table.add_row(
            month,
            with_interval(mean[1], mean[::2], ".1f"),
            f"{at_end[1]:z.1f}",
            f"{gap[1]:z.2f}",
            with_interval(change[1], change[::2], "+.1f"),
        )
    return table


def reported_months(dataset: xr.Dataset) -> list[str]:
    """Months of `REPORT_MONTHS` within the horizon, and the last month."""
    months = dataset["time"].values.astype("datetime64[M]").astype(str).tolist()
    return sorted({month for month in REPORT_MONTHS if month in months} | {months[-1]})


def censored_share(flags: xr.DataArray, months: list[str]) -> float:
    """Largest share of members, over some months, whose lag is only a bound."""
    return max(float(at_end_of(flags, month).mean()) for month in months)


def _caption_of_members(attributes: Mapping[str, Any]) -> str:
    return (
        f"{attributes['members']:,} members, seed {attributes['seed']}; medians [90% interval]; "
        "lag and change are means of twelve months; the change is that of each member"
    )


def _caption(dataset: xr.Dataset, censored: float) -> str:
    caption = _caption_of_members(dataset.attrs)
    if censored > 0:
        caption += f"; up to {censored:.0%} of lags are only a bound"
    return caption


def article_table(dataset: xr.Dataset) -> Table:
    """The article's figures beside those of the model.

    Parameters
    ----------
    dataset : xarray.Dataset
        A run.

    Returns
    -------
    rich.table.Table
        Figures beyond the horizon, and of regions that are not in the model, are omitted.
    """
    table = narrow_table(
        f"The article's figures, {regime_in_words(dataset.attrs['scenario'])}",
        _caption(dataset, 0.0),
    )
    for header in ("id", "figure"):
        table.add_column(header)
    for header in ("article", "model, median"):
        table.add_column(header, justify="right")
    of_article = [target for target in all_targets() if target.is_the_articles]
    model = measured(dataset, of_article)
    for target in of_article:
        if target.id in model:
            table.add_row(
                target.id,
                target.label,
                target.published,
                as_measured(model[target.id]),
            )
    return table


def differences_table(differences: Sequence[Difference], folder: Path) -> Table:
    """Number of values in each file that differ when a run is reproduced."""
    table = narrow_table("Reproducing a run", f"compared with {folder}")
    table.add_column("file")
    for header in ("variables", "values", "different", "by up to"):
        table.add_column(header, justify="right")
    for file in dict.fromkeys(difference.file for difference in differences):
        of_file = [difference for difference in differences if difference.file == file]
        largest = np.nanmax([0.0, *(difference.largest for difference in of_file)])
        table.add_row(
            file,
            f"{len(of_file)}",
            f"{sum(difference.values for difference in of_file):,}",
            f"{sum(difference.changed for difference in of_file):,}",
            f"{largest:.3g}" if largest else NO_VALUE,
        )
    return table


def as_measured(values: np.ndarray) -> str:
    """Median and interval of members with a value; for a fact, the share in which it holds."""
    if values.dtype == bool:
        return f"{values.mean():z.2f} of members"
    known = values[~np.isnan(values)]
    if not known.size:
        return NO_VALUE
    return median_with_interval(known, _form(float(np.abs(known).max())))


def _form(largest: float) -> str:
    """Format with three significant digits for the largest of some numbers, without exponents."""
    return ".0f" if largest >= 100 else ".1f" if largest >= 10 else ".2f"
