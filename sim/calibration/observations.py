"""A user's own facts: rows of a CSV file with the columns of `sim/data/targets.csv`."""

import csv
import math
from collections.abc import Collection, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from sim.calibration.measures import (
    AT_A_MONTHS_END,
    BEHIND_THE_LEADER,
    MEASURES,
    OF_THE_WORLD,
)
from sim.calibration.targets import LEADER, OF_A_MONTH, WORLD, Target, months_of
from sim.settings.errors import SettingsError, did_you_mean, shown
from sim.settings.roster import REGIONS
from sim.world.indices import INDICES
from sim.world.labels import BASES

COLUMNS = tuple(field.name for field in fields(Target))
NEEDED = ("id", "measure", "region", "period", "kind", "tolerance")
"""Columns without which a row says nothing; others may be left out."""

NUMBERS = {
    "value": ("value",),
    "interval": ("low", "high"),
    "bound": ("low",),
    "fact": ("value",),
}
"""Columns with numbers that a row of each kind has, and no others."""

PERIOD = "a year, a month as 2026-03, or two months as 2026-01/2026-03"
LARGEST_ERROR_OF_A_FACT = 0.5


class _Row:
    """A row of a file, which says where it stands in errors."""

    def __init__(self, key: str, file: Path, line: int, cells: Mapping[str, str]):
        self.key, self.file, self.line, self.cells = key, file, line, cells

    def wrong(self, column: str, takes: str) -> SettingsError:
        """The error that a column takes something else."""
        got = shown(self.cells.get(column) or "nothing")
        return SettingsError(
            self.key, f"{got} in {self.file}, line {self.line}, column {column}", takes
        )

    def choice(self, column: str, names: Collection[str], default: str = "") -> str:
        """A cell that is one of some names."""
        cell = self.cells.get(column) or default
        if cell not in names:
            takes = f"one of {', '.join(names)}{did_you_mean(cell, names)}"
            raise self.wrong(column, takes)
        return cell

    def number(self, column: str) -> float:
        """A cell with a finite number."""
        try:
            number = float(self.cells.get(column) or "")
        except ValueError:
            number = math.nan
        if not math.isfinite(number):
            raise self.wrong(column, "a number")
        return number

    def months(self, column: str, takes: str = PERIOD) -> str:
        """A cell with a period."""
        cell = self.cells.get(column) or ""
        try:
            first, last = months_of(cell)
            backward = bool(first > last)
        except ValueError:
            backward = True
        if backward or not cell:
            raise self.wrong(column, takes)
        return cell


def read_observations(key: str, file: Path, suppliers: Collection[str] = ()) -> tuple[Target, ...]:
    """Read and check facts.

    Parameters
    ----------
    key : str
        Setting that names the file, for errors.
    file : Path
        CSV with a header.
    suppliers : collection of str
        Names that measures of chips may have in the column `of`; none: they are not checked.

    Raises
    ------
    SettingsError
        That names the first row and column that is not what it takes.
    """
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        takes = "a CSV file with the columns of sim/data/targets.csv"
        raise SettingsError(key, f"{file} ({type(error).__name__})", takes) from None
    reader = csv.DictReader(text.splitlines(), restkey="")
    _check_header(key, file, reader.fieldnames or ())
    targets: dict[str, Target] = {}
    for cells in reader:
        row = _Row(key, file, reader.line_num, cells)
        if "" in cells:
            got = f"more cells than columns in {file}, line {reader.line_num}"
            raise SettingsError(key, got, "a cell a column")
        for column in reader.fieldnames or ():
            if cells[column] is None:
                raise row.wrong(column, "a cell a column")
        target = _target(row, suppliers)
        if target.id in targets:
            raise row.wrong("id", "each id once")
        targets[target.id] = target
    if not targets:
        raise SettingsError(key, f"{file} without a row", "at least one fact")
    return tuple(targets.values())


def _check_header(key: str, file: Path, names: Collection[str]) -> None:
    takes = f"the columns {', '.join(COLUMNS)}, separated by commas"
    for name in names:
        if name not in COLUMNS:
            got = f"{shown(name)} in {file}, line 1"
            raise SettingsError(key, got, takes + did_you_mean(name, COLUMNS))
    if len(set(names)) < len(names):
        raise SettingsError(key, f"a column twice in {file}, line 1", takes)
    for name in NEEDED:
        if name not in names:
            raise SettingsError(key, f"{file} without the column {name}", takes)


def _target(row: _Row, suppliers: Collection[str]) -> Target:
    if not row.cells["id"]:
        raise row.wrong("id", "a name")
    measure = row.choice("measure", MEASURES)
    kinds = [kind for kind in NUMBERS if (kind == "fact") == (measure == "has_reached")]
    kind = row.choice("kind", kinds)
    scale = row.choice("scale", ("linear", "log"), "linear")
    period = _period(row, measure)
    checked: dict[str, Any] = {
        "measure": measure,
        "of": _of(row, measure, period, suppliers),
        "region": row.choice("region", _regions(measure)),
        "period": period,
        "kind": kind,
        "scale": scale,
        **_numbers(row, kind, scale),
        "tolerance": _tolerance(row, kind),
        "discrepancy": _discrepancy(row, kind),
    }
    if row.cells.get("series") and (kind, scale) != ("value", "log"):
        raise row.wrong("series", "nothing, or rows of kind value on the scale log")
    words = {name: row.cells.get(name) or "" for name in COLUMNS if name not in checked}
    return Target(**words | {"label": words["label"] or words["id"]} | checked)


def _period(row: _Row, measure: str) -> str:
    """The period; one month for what is taken at the end of one."""
    period = row.months("period")
    first, last = months_of(period)
    if measure in AT_A_MONTHS_END and first != last:
        raise row.wrong("period", f"one month for {measure}, at whose end it is taken, as 2026-03")
    return period


def _regions(measure: str) -> tuple[str, ...]:
    """The regions that a measure can be about: none lags itself."""
    if measure in BEHIND_THE_LEADER:
        return tuple(region for region in REGIONS if region != LEADER)
    return (*REGIONS, WORLD) if measure in OF_THE_WORLD else REGIONS


def _of(row: _Row, measure: str, period: str, suppliers: Collection[str]) -> str:
    names: dict[str, Collection[str]] = {
        "measured_lag": INDICES,
        "base_share": BASES,
        "venture_from": REGIONS,
        "chips_sold": suppliers,
        "chip_revenue": suppliers,
    }
    if measure in OF_A_MONTH:
        takes = f"a month before {period}, as 2024-03"
        of = row.months("of", takes)
        if months_of(of)[1] >= months_of(period)[0]:
            raise row.wrong("of", takes)
        return of
    return row.choice("of", names[measure]) if names.get(measure) else row.cells.get("of") or ""


def _tolerance(row: _Row, kind: str) -> float:
    tolerance = row.number("tolerance")
    most = LARGEST_ERROR_OF_A_FACT if kind == "fact" else math.inf
    if not 0.0 < tolerance < most:
        takes = "more than 0" if kind != "fact" else f"between 0 and {most}, the chance of an error"
        raise row.wrong("tolerance", takes)
    return tolerance


def _discrepancy(row: _Row, kind: str) -> float:
    if not row.cells.get("discrepancy"):
        return 0.0
    if kind != "value":
        raise row.wrong("discrepancy", "nothing, or rows of kind value")
    discrepancy = row.number("discrepancy")
    if discrepancy < 0.0:
        raise row.wrong("discrepancy", "at least 0")
    return discrepancy


def _numbers(row: _Row, kind: str, scale: str) -> dict[str, float | None]:
    numbers: dict[str, float | None] = {"value": None, "low": None, "high": None}
    for column in numbers:
        if column not in NUMBERS[kind]:
            if row.cells.get(column):
                raise row.wrong(column, f"nothing for a row of kind {kind}")
            continue
        number = row.number(column)
        if scale == "log" and number <= 0.0:
            raise row.wrong(column, "more than 0 on the scale log")
        if kind == "fact" and number not in (0.0, 1.0):
            raise row.wrong(column, "1 if it holds, or 0")
        numbers[column] = number
    low, high = numbers["low"], numbers["high"]
    if low is not None and high is not None and low >= high:
        raise row.wrong("high", "more than low")
    return numbers
