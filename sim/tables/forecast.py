"""Dated forecasts and their scores as tables, a sentence and CSV files."""

from pathlib import Path
from typing import Any

import xarray as xr
from rich.table import Table

from sim.analysis.forecast import INTERVAL_LEVELS, summary
from sim.storage.atomic import write_rows_of_text
from sim.tables.intervals import median_with_interval
from sim.tables.style import narrow_table
from sim.tables.words import regime_in_words, share

SHOWN_MONTHS = (1, 3, 6, 12, 18, 24, 36, 60, 120)
"""Months ahead that the table shows; the files have all."""


def forecast_table(found: xr.Dataset) -> Table:
    """Median and 90% interval of the lag some months ahead."""
    table = narrow_table(
        "Forecast of the lag of China behind the US, months",
        f"{found.sizes['member']:,} members under {regime_in_words(found.attrs['scenario'])}: "
        "median [90% interval] at the month's end",
    )
    table.add_column("end of")
    for measure in found["measure"].values:
        table.add_column(str(measure), justify="right")
    for ahead in SHOWN_MONTHS:
        if ahead <= found.sizes["month"]:
            of_month = found["lag"].isel(month=ahead - 1)
            cells = (median_with_interval(lags.values, ".1f") for lags in of_month)
            table.add_row(str(of_month["month"].item()), *cells)
    return table


def save_quantiles(file: Path, content: dict[str, Any]) -> None:
    """Write the quantiles of a forecast, a row for each measure and month."""
    head = ("measure", "month", *(f"quantile {level:g}" for level in content["quantile_levels"]))
    rows = (
        (measure, month, *quantiles)
        for measure, of_measure in zip(content["measures"], content["quantiles"], strict=True)
        for month, quantiles in zip(content["months"], of_measure, strict=True)
    )
    write_rows_of_text(file, [head, *rows])


def score_table(scored: xr.Dataset) -> Table:
    """Each fact with the forecast's median and scores."""
    about = scored.attrs
    table = narrow_table(
        f"Forecast of {about['created']}, from data up to {about['cut_off']}",
        "months; error: mean of members less the measured lag; in: intervals that hold it",
    )
    for header in ("fact", "on", "end of"):
        table.add_column(header, overflow="fold")
    for header in ("measured", "median", "error", "CRPS", "in"):
        table.add_column(header, justify="right")
    for fact in range(scored.sizes["fact"]):
        row = scored.isel(fact=fact)
        numbers = (f"{row[name].item():z.1f}" for name in ("observed", "median"))
        levels = ", ".join(
            f"{level:.0%}"
            for level, holds in zip(INTERVAL_LEVELS, row["within"].values, strict=True)
            if holds
        )
        table.add_row(
            *(str(row[name].item()) for name in ("fact", "measure", "month")),
            *numbers,
            f"{row['bias'].item():+z.1f}",
            f"{row['crps'].item():z.2f}",
            levels or "none",
        )
    return table


def verdict(scored: xr.Dataset) -> str:
    """Means of the scores in sentences; facts on one release count as one."""
    means, created = summary(scored), scored.attrs["created"]
    before = int((scored["month"] < created[:7]).sum())
    held = ", ".join(
        f"{share(means[f'within {part:.0%}'])} in the {part:.0%} interval"
        for part in INTERVAL_LEVELS
    )
    return (
        f"Measured lags: {scored.sizes['fact']}. CRPS {means['crps']:z.2f} months, bias "
        f"{means['bias']:+z.1f} months; {held}. Of them {before} are of months before {created}, "
        f"when the forecast was made. Its hash fits its content: {scored.attrs['sha256']}"
    )


def save_scores(file: Path, scored: xr.Dataset) -> None:
    """Write the scores, a row for each fact."""
    names = ("measure", "month", "observed", "median", "bias", "crps", "rank", "weight")
    head = ("fact", *names, *(f"within {part:.0%}" for part in INTERVAL_LEVELS))
    rows = (
        (
            row["fact"].item(),
            *(row[name].item() for name in names),
            *(int(holds) for holds in row["within"].values),
        )
        for row in (scored.isel(fact=fact) for fact in range(scored.sizes["fact"]))
    )
    write_rows_of_text(file, [head, *rows])
