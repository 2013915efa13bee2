"""Compares the files of two runs: every variable of every file, value by value."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import xarray as xr

from sim.storage.atomic import read_arrays, write_rows_of_text
from sim.storage.files import STORE_SUFFIX, errors_of_the_system, open_dataset

PROVENANCE = {
    "model": "sources of the model",
    "posterior": "draws",
    **{f"{name}_version": f"versions of {name}" for name in ("sim", "python", "numpy", "numba")},
}
"""Attributes of a dataset that may explain why values differ, with their names in words."""

REPRODUCIBLE = (".nc", STORE_SUFFIX, ".npz", ".csv")
"""Suffixes of files that are compared; figures and pages are made from these."""


@dataclass(frozen=True)
class Difference:
    """One variable of one file in two runs.

    Attributes
    ----------
    file, variable : str
        Name of the file and of the variable; a table is one variable.
    values, changed : int
        Number of values, and how many of them differ.
    largest : float
        Largest difference of two numbers; nan if values are not numbers, or are missing.
    summary : str
        The difference in words.
    """

    file: str
    variable: str
    values: int
    changed: int
    largest: float
    summary: str

    @property
    def is_equal(self) -> bool:
        """Whether all values are equal."""
        return self.changed == 0

    @property
    def share(self) -> float:
        """Share of values that differ."""
        return self.changed / max(self.values, 1)


def compare_folders(original: Path, reproduction: Path) -> list[Difference]:
    """Compare each file of a run that holds values with the same file of another run.

    Parameters
    ----------
    original, reproduction : Path
        Folders of the two runs. Files that only the second run has are ignored.
    """
    files = sorted(file.name for file in original.iterdir() if file.suffix in REPRODUCIBLE)
    return [
        difference
        for file in files
        for difference in _compare_files(file, original / file, reproduction / file)
    ]


def _compare_files(file: str, original: Path, reproduction: Path) -> Iterator[Difference]:
    if not reproduction.exists():
        yield Difference(file, "all", 1, 1, np.nan, "the file is missing")
        return
    one, other = _values_of(original), _values_of(reproduction)
    for name in one:
        if name in other:
            with errors_of_the_system(original):
                difference = _compare(file, name, one[name], other[name])
            yield difference
        else:
            yield Difference(file, name, 1, 1, np.nan, "the variable is missing")


def _values_of(file: Path) -> Mapping[str, np.ndarray | xr.DataArray]:
    """Variables of a file by name; those of a dataset are only read when they are compared."""
    if file.suffix == ".csv":
        return {"table": np.array(file.read_text(encoding="utf-8").splitlines())}
    if file.suffix == ".npz":
        return read_arrays(file)
    dataset = open_dataset(file)
    return {str(name): dataset[name] for name in dataset.variables}


def _compare(
    file: str, name: str, one: np.ndarray | xr.DataArray, other: np.ndarray | xr.DataArray
) -> Difference:
    if one.shape != other.shape:
        summary = f"its shape is {list(other.shape)} instead of {list(one.shape)}"
        return Difference(file, name, one.size, one.size, np.nan, summary)
    count, largest = 0, 0.0
    rows = max(1, 2**22 // max(one[:1].size, 1)) if one.ndim else 1
    for start in range(0, len(one) if one.ndim else 1, rows):
        part = slice(start, start + rows) if one.ndim else ()
        changed, by = _count_changes(np.asarray(one[part]), np.asarray(other[part]))
        count, largest = count + changed, np.fmax(largest, by)
    summary = f"{count:,} of {one.size:,} values, by up to {largest:.3g}" if count else "the same"
    return Difference(file, name, one.size, count, float(largest), summary)


def _count_changes(one: np.ndarray, other: np.ndarray) -> tuple[int, float]:
    """Count the values that differ, and find the largest difference; missing values are equal."""
    if one.dtype.kind not in "fiub" or other.dtype.kind not in "fiub":
        changed = int((one != other).sum())
        return changed, np.nan if changed else 0.0
    differs = (one != other) & ~((one != one) & (other != other))
    if not differs.any():
        return 0, 0.0
    by = np.abs(one[differs].astype(np.float64) - other[differs])
    return int(differs.sum()), float(np.nanmax(by)) if np.isfinite(by).any() else np.nan


def provenance_changes(original: Path, reproduction: Path) -> list[str]:
    """List what the two runs were made with that differs, such as the model or the draws."""
    for file in sorted(original.iterdir()):
        if file.suffix not in (".nc", STORE_SUFFIX) or not (reproduction / file.name).exists():
            continue
        one, other = open_dataset(file).attrs, open_dataset(reproduction / file.name).attrs
        return [
            f"{what} ({one.get(name, 'unknown')}, now {other.get(name, 'unknown')})"
            for name, what in PROVENANCE.items()
            if one.get(name) != other.get(name)
        ]
    return []


def save_differences(differences: Sequence[Difference], path: Path) -> None:
    """Write a table with a row for each variable."""
    head = ("file", "variable", "values", "changed", "largest")
    rows = ((d.file, d.variable, d.values, d.changed, f"{d.largest:g}") for d in differences)
    write_rows_of_text(path, (head, *rows))
