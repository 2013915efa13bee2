"""Checks of `sim/data/regime.csv`, what was enacted: like those of the command line."""

import csv
import math
from collections.abc import Iterator
from pathlib import Path

from sim.settings.errors import SettingsError, did_you_mean, shown
from sim.settings.instruments import LEVERS
from sim.settings.levels import Kind, read_day

REGIME_FILE = Path(__file__).resolve().parent.parent / "data" / "regime.csv"

COLUMNS = ("instrument", "announced", "effective", "level", "status", "note")

_KEYS = {key.partition(".")[2]: key for key in LEVERS}
"""Keys of the levers, by their names in the table."""


def check_regime_table(file: Path = REGIME_FILE) -> None:
    """Check every row of the table of what was enacted.

    Parameters
    ----------
    file : Path
        CSV with a header.

    Raises
    ------
    SettingsError
        That names the first line and column that is not what it takes.
    """
    check_is_whole("history", file)
    with file.open(encoding="utf-8", newline="") as text:
        reader = csv.DictReader(text, restkey="")
        if tuple(reader.fieldnames or ()) != COLUMNS:
            got = f"{shown(list(reader.fieldnames or ()))} in {file}, line 1"
            raise SettingsError("history", got, f"the columns {', '.join(COLUMNS)}")
        seen: set[tuple[str, str]] = set()
        for row in reader:
            for column, takes in _wrong_in(row, seen):
                key = _KEYS.get(row["instrument"], "history")
                where = f"{file}, line {reader.line_num}, column {column}"
                raise SettingsError(key, f"{shown(row[column] or 'nothing')} in {where}", takes)
            seen.add((row["instrument"], row["effective"]))


def check_is_whole(key: str, file: Path) -> None:
    """Check that the last line of a table ends, as it does not in one that was cut.

    Raises
    ------
    SettingsError
        That names the line and the column at which the file ends.
    """
    text = file.read_text(encoding="utf-8")
    if not text.endswith("\n"):
        *above, last = text.split("\n")
        where = f"line {len(above) + 1}, column {len(last)}"
        takes = "lines that end; was the file cut there?"
        raise SettingsError(key, f"the end of {file} in {where}", takes)


def _wrong_in(row: dict[str, str], seen: set[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Columns of a row that are not what they take, and what that is."""
    yield from ((column, "a cell a column") for column, cell in row.items() if cell is None)
    if "" in row:
        yield COLUMNS[-1], "a cell a column, and no more"
    name = row["instrument"]
    if name not in _KEYS:
        yield "instrument", f"one of {', '.join(_KEYS)}{did_you_mean(name, _KEYS)}"
    for column in ("announced", "effective"):
        try:
            read_day(row[column])
        except ValueError as error:
            yield column, str(error)
    if row["announced"] > row["effective"]:
        yield "announced", f"a date no later than its effect, {row['effective']}"
    if (name, row["effective"]) in seen:
        yield "effective", f"each date once for {name}"
    kind = LEVERS[_KEYS[name]].kind
    if not _is_level(row["level"], kind):
        yield "level", kind.takes
    if not row["status"]:
        yield "status", "record or assumption"


def _is_level(cell: str, kind: Kind) -> bool:
    """Whether a cell is a level of a kind."""
    try:
        level = kind.open if cell == "null" else float(cell)
    except ValueError:
        return False
    return cell == "null" or (math.isfinite(level) and kind.admits(level))
