"""Patterns as a table, a CSV file and a computed sentence."""

from itertools import groupby
from pathlib import Path

import numpy as np
import xarray as xr
from rich.table import Table
from rich.text import Text

from sim.analysis.patterns import outside_unused
from sim.storage.atomic import write_rows_of_text
from sim.tables.intervals import with_interval
from sim.tables.style import narrow_table


def pattern_table(compared: xr.Dataset) -> Table:
    """Each fact beside the median and 90% interval of one calibration's members."""
    inside, of = int(compared["inside"].sum()), compared.sizes["pattern"]
    table = narrow_table(
        f"{compared['calibration'].item()}: {inside} of {of} patterns inside the 90% interval",
        "model: median [90% interval] of members; used: the calibration was fitted to it",
    )
    for header in ("id", "pattern", "vintage"):
        table.add_column(header, overflow="fold")
    for header in ("fact", "model"):
        table.add_column(header, justify="right")
    for header in ("in", "used"):
        table.add_column(header)
    keys = list(zip(compared["channel"].values, compared["unit"].values, strict=True))
    for (channel, unit), rows in groupby(range(of), keys.__getitem__):
        table.add_section()
        table.add_row("", Text(f"{channel}, {unit}", style="bold"))
        for row in rows:
            table.add_row(*_cells(compared.isel(pattern=row)))
    return table


def _cells(row: xr.Dataset) -> tuple[str, ...]:
    return (
        row["pattern"].item(),
        row["label"].item(),
        row["vintage"].item(),
        published(row),
        said(row),
        "yes" if row["inside"] else "no",
        "yes" if row["used"] else "",
    )


def published(row: xr.Dataset) -> str:
    """A fact, with a bound or its own interval where there is one."""
    value, low, high = (row[name].item() for name in ("fact", "fact_low", "fact_high"))
    if np.isinf(high):
        return f"over {short(low)}"
    if np.isinf(low):
        return f"up to {short(high)}"
    if low == high:
        return short(value)
    return f"{short(value)} [{short(low)}, {short(high)}]"


def said(row: xr.Dataset) -> str:
    """Median and 90% interval of members; nothing where none has a value."""
    median, low, high = (row[name].item() for name in ("median", "low", "high"))
    if np.isnan(median):
        return "no value"
    if max(abs(low), abs(high)) < 10_000:
        return with_interval(median, (low, high), ".3g")
    return f"{short(median)} [{short(low)}, {short(high)}]"


def short(number: float) -> str:
    """A number with three figures, thousands and millions as k and m."""
    for size, letter in ((1e6, "m"), (1e4, "k")):
        if abs(number) >= size:
            return f"{number / (1e3 if letter == 'k' else size):.3g}{letter}"
    return f"{number:.4g}" if abs(number) >= 20 else f"{number:.3g}"


def summary(compared: xr.Dataset) -> str:
    """How many patterns a calibration says without having used them, and which it does not."""
    inside, of, outside = outside_unused(compared)
    channels = dict(
        zip(compared["pattern"].values.tolist(), compared["channel"].values.tolist(), strict=True)
    )
    named = [
        f"{channel} {', '.join(ids)}" for channel, ids in groupby(outside, channels.__getitem__)
    ]
    return (
        f"{compared['calibration'].item()}: {counted(inside, of)}; outside: "
        f"{'; '.join(named) or 'none'}."
    )


def counted(inside: int, of: int) -> str:
    """How many of its unused patterns a calibration says."""
    return f"{inside} of {of} patterns that the calibration did not use lie inside its 90% interval"


COLUMNS = (
    *("calibration", "id", "channel", "label", "unit", "fact", "fact_low", "fact_high"),
    *("median", "low", "high", "inside", "used", "status", "vintage", "source", "note"),
)
"""Of the CSV file that a run leaves."""


def save_pattern_rows(file: Path, compared: xr.Dataset) -> None:
    """Leave a row a calibration and pattern."""
    rows = [
        [name, *(_written(row, column) for column in COLUMNS[1:])]
        for name in compared["calibration"].values.tolist()
        for row in _rows(compared.sel(calibration=name))
    ]
    write_rows_of_text(file, [COLUMNS, *rows])


def _rows(compared: xr.Dataset) -> list[xr.Dataset]:
    return [compared.isel(pattern=row) for row in range(compared.sizes["pattern"])]


def _written(row: xr.Dataset, column: str) -> object:
    value = row["pattern" if column == "id" else column].item()
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, float):
        return f"{value:.7g}" if np.isfinite(value) else ""
    return value
