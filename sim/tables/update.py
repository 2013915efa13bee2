"""What a user's own facts change, as tables, a sentence and a CSV file."""

from pathlib import Path

import numpy as np
import xarray as xr
from rich.table import Table

from sim.calibration.targets import Target
from sim.calibration.update import OUT_OF_REACH, Update
from sim.calibration.weights import LARGEST_PARETO_K
from sim.settings.variables import MEDIAN_IN_90
from sim.storage.atomic import write_rows_of_text
from sim.tables.intervals import median_with_interval
from sim.tables.style import narrow_table
from sim.tables.words import month_in_words

MOST_PARAMETERS = 12

FEWEST = 25.0
"""Number of draws that moved ones descend from, below which they are too few."""

FEW = ", too few for intervals to be relied on: calibrate again with these facts"


def lag_table(lag: xr.DataArray) -> Table:
    """The lag at the end of the facts and later, before and after."""
    table = narrow_table(
        "What the observations change: lag, mean of twelve months",
        f"{lag.sizes['member']:,} members under the reference: median [90% interval], months",
    )
    table.add_column("up to the end of")
    for when in lag["when"].values:
        table.add_column(str(when), justify="right")
    for month in lag["month"].values:
        cells = (median_with_interval(of.values, ".1f") for of in lag.sel(month=month))
        table.add_row(month_in_words(str(month)), *cells)
    return table


def parameter_table(moved: xr.Dataset) -> Table:
    """The parameters that moved by more than chance would move them."""
    chosen = moved.sel(parameter=moved["moved"].values).isel(parameter=slice(MOST_PARAMETERS))
    table = narrow_table(
        f"Parameters that moved: {int(moved['moved'].sum())} of {moved.sizes['parameter']}",
        "means; shift in standard deviations before; moved: by more than two standard errors of "
        "as many draws as count",
    )
    table.add_column("parameter")
    for header in ("before", "after", "shift"):
        table.add_column(header, justify="right")
    for place in range(chosen.sizes["parameter"]):
        row = chosen.isel(parameter=place)
        means = (f"{row[name].item():.4g}" for name in ("before", "after"))
        table.add_row(str(row["parameter"].item()), *means, f"{row['shift'].item():+.2f}")
    return table


def weights_in_words(update: Update) -> str:
    """Effective size and shape of the weights, and whether the draws were moved."""
    words = (
        f"The weights of {len(update.before)} draws are worth {update.effective_size:.0f} equal "
        f"ones; Pareto's k {update.pareto_k:.2f}."
    )
    if not update.moved:
        return words
    return (
        f"{words} As that is above {LARGEST_PARETO_K}, the draws were moved; they descend from "
        f"{update.draws_that_count:.0f} draws{FEW if update.draws_that_count < FEWEST else ''}."
    )


def out_of_reach_in_words(shown: np.ndarray, fact: Target) -> str:
    """That no draw comes near a fact, given what each shows."""
    return (
        f"No draw comes within {OUT_OF_REACH:.0f} standard errors of {fact.id}, "
        f"{fact.published}: they show {shown.min():.4g} to {shown.max():.4g}. "
        "Are its value, unit and period right?"
    )


def save_changes(file: Path, lag: xr.DataArray, moved: xr.Dataset, update: Update) -> None:
    """Write what changed, a row for each quantity."""
    rows: list[tuple[object, ...]] = [("quantity", "name", "before", "after", "shift")]
    for month in lag["month"].values:
        for level in MEDIAN_IN_90:
            found = lag.sel(month=month).quantile(level, "member").values
            rows.append(
                (f"lag, quantile {level:g}", month, *(f"{value:.3f}" for value in found), "")
            )
    for place in range(moved.sizes["parameter"]):
        row = moved.isel(parameter=place)
        numbers = (f"{row[name].item():.6g}" for name in ("before", "after", "shift"))
        rows.append(("parameter, mean", row["parameter"].item(), *numbers))
    rows.append(("effective size", "", len(update.before), f"{update.effective_size:.1f}", ""))
    rows.append(("Pareto's k", "", "", f"{update.pareto_k:.3f}", ""))
    rows.append(("moved", "", "", "yes" if update.moved else "no", ""))
    write_rows_of_text(file, rows)
