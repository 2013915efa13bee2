"""What each target does for the lag, as a table."""

import numpy as np
import pandas as pd
import xarray as xr
from rich.table import Table

from sim.calibration.weights import LARGEST_PARETO_K
from sim.settings.shipped import SHIPPED
from sim.tables.style import narrow_table

MOST_ROWS = 20
"""Number of targets in a printed table, those with the largest change."""


def to_frame(found: xr.Dataset) -> pd.DataFrame:
    """A row for each target, in the order of the targets."""
    changes = {f"change_{m}": found["change"].sel(months=m).values for m in found["months"].values}
    columns = {"target": found["target"].values, "label": found["label"].values}
    numbers = {"k": found["k"].values, "size": found["size"].values, **changes}
    return pd.DataFrame({**columns, **numbers}).round(3)


def shipped_leave_out() -> pd.DataFrame:
    """The table that ships, of the default calibration."""
    return pd.read_csv(SHIPPED / "leave_out.csv")


def leave_out_rows(rows: pd.DataFrame) -> list[tuple[str, ...]]:
    """Head, and a row for each target, the largest change in any month first."""
    changes = [name for name in rows.columns if name.startswith("change_")]
    order = (-rows[changes].abs().max(axis=1)).argsort(kind="stable")
    after = (name.removeprefix("change_") for name in changes)
    head = ("id", "target", *(f"after {m} months" for m in after), "draws left", "k")
    return [head, *(_row(row, changes) for _, row in rows.iloc[order].iterrows())]


def _row(row: "pd.Series[float]", changes: list[str]) -> tuple[str, ...]:
    mark = "" if row["k"] <= LARGEST_PARETO_K else " !"
    k = f"{row['k']:z.2f}" if np.isfinite(row["k"]) else "–"
    words = (str(row["target"]), str(row["label"]))
    return (*words, *(f"{row[name]:+z.1f}" for name in changes), f"{row['size']:z.0f}", k + mark)


def leave_out_table(found: xr.Dataset) -> Table:
    """The targets that move the lag most if they are left out."""
    medians = ", ".join(f"{value:z.1f}" for value in found["median"].values)
    table = narrow_table(
        f"Median lag without each target of {found.attrs['posterior']}: change, months",
        f"with all: {medians} months; !: k over {LARGEST_PARETO_K}, a few draws dominate",
    )
    head, *rows = leave_out_rows(to_frame(found))
    for place, name in enumerate(head):
        header = name if place < 2 else name.replace(" ", "\n")
        table.add_column(header, justify="left" if place < 2 else "right", overflow="fold")
    for row in rows[:MOST_ROWS]:
        table.add_row(*row)
    return table


def verdict(found: xr.Dataset) -> str:
    """Sentences on how much the lag depends on a single target, on the weights and on members."""
    excluded = found.attrs["impossible"]
    members = f" The targets exclude {excluded} members, which have no weight." if excluded else ""
    return f"{largest_change(to_frame(found))}{members}"


def largest_change(rows: pd.DataFrame) -> str:
    """Sentences on how much the lag depends on a single target, and on the weights."""
    last = [name for name in rows.columns if name.startswith("change_")][-1]
    largest = rows.iloc[int(rows[last].abs().argmax())]
    doubtful = int((rows["k"] > LARGEST_PARETO_K).sum())
    return (
        f"{last.removeprefix('change_')} months after the cut-off, no target moves the median lag "
        f"by more than {abs(largest[last]):z.1f} months if it is left out ({largest['target']}, "
        f"{largest[last]:+z.1f}). For {doubtful} of {len(rows)} targets a few draws dominate, "
        f"and the change is only an indication."
    )
