"""What two runs left, held against each other: every variable of every file, value by value."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import xarray as xr

from sim.storage.atomic import read_arrays, write_rows_of_text
from sim.storage.files import STORE_SUFFIX, open_dataset

PROVENANCE = {
    "model": "sources of the model",
    "posterior": "draws",
    **{f"{name}_version": f"versions of {name}" for name in ("sim", "python", "numpy", "numba")},
}
"""Attributes of a dataset that tell why values may differ."""

REPRODUCIBLE = (".nc", STORE_SUFFIX, ".npz", ".csv")
"""Files with values; figures and pages are drawn from them."""


@dataclass(frozen=True)
class Difference:
    """One variable of one file in two runs.

    Attributes
    ----------
    file, variable : str
        Where it stands; a table is one variable.
    values, differing : int
        How many values there are, and how many of them are not the same.
    largest : float
        Largest difference of two numbers; nan where values are not numbers, or are not there.
    said : str
        In words.
    """

    file: str
    variable: str
    values: int
    differing: int
    largest: float
    said: str

    @property
    def same(self) -> bool:
        return self.differing == 0

    @property
    def share(self) -> float:
        """Share of values that differ."""
        return self.differing / max(self.values, 1)


def compare_folders(made: Path, again: Path) -> list[Difference]:
    """Hold each file with values that a run has left against that of another run.

    Parameters
    ----------
    made, again : Path
        Folders of the two runs. Files that only the second has are not looked at.
    """
    files = sorted(file.name for file in made.iterdir() if file.suffix in REPRODUCIBLE)
    return [
        difference
        for file in files
        for difference in _compare_files(file, made / file, again / file)
    ]


def _compare_files(file: str, made: Path, again: Path) -> Iterator[Difference]:
    if not again.exists():
        yield Difference(file, "all", 1, 1, np.nan, "the file is not there any more")
        return
    one, other = _values_of(made), _values_of(again)
    for name in one:
        if name in other:
            yield _compare(file, name, one[name], other[name])
        else:
            yield Difference(file, name, 1, 1, np.nan, "the variable is not there any more")


def _values_of(file: Path) -> Mapping[str, np.ndarray | xr.DataArray]:
    """Variables of a file by name; those of a dataset are read when they are compared."""
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
        said = f"it is {list(other.shape)} where it was {list(one.shape)}"
        return Difference(file, name, one.size, one.size, np.nan, said)
    count, largest = 0, 0.0
    rows = max(1, 2**22 // max(one[:1].size, 1)) if one.ndim else 1
    for start in range(0, len(one) if one.ndim else 1, rows):
        part = slice(start, start + rows) if one.ndim else ()
        differing, by = _differing(np.asarray(one[part]), np.asarray(other[part]))
        count, largest = count + differing, np.fmax(largest, by)
    said = f"{count:,} of {one.size:,} values, by up to {largest:.3g}" if count else "the same"
    return Difference(file, name, one.size, count, float(largest), said)


def _differing(one: np.ndarray, other: np.ndarray) -> tuple[int, float]:
    """How many values differ, and by how much at most; two missing values are the same."""
    if one.dtype.kind not in "fiub" or other.dtype.kind not in "fiub":
        differing = int((one != other).sum())
        return differing, np.nan if differing else 0.0
    apart = (one != other) & ~((one != one) & (other != other))
    if not apart.any():
        return 0, 0.0
    by = np.abs(one[apart].astype(np.float64) - other[apart])
    return int(apart.sum()), float(np.nanmax(by)) if np.isfinite(by).any() else np.nan


def changed_since(made: Path, again: Path) -> list[str]:
    """What two runs were made with that is not the same."""
    for file in sorted(made.iterdir()):
        if file.suffix not in (".nc", STORE_SUFFIX) or not (again / file.name).exists():
            continue
        one, other = open_dataset(file).attrs, open_dataset(again / file.name).attrs
        return [
            f"{what} ({one.get(name, 'unknown')}, now {other.get(name, 'unknown')})"
            for name, what in PROVENANCE.items()
            if one.get(name) != other.get(name)
        ]
    return []


def save_differences(differences: Sequence[Difference], path: Path) -> None:
    """Write a table, one row a variable."""
    head = ("file", "variable", "values", "differing", "largest")
    rows = (
        (of.file, of.variable, of.values, of.differing, f"{of.largest:g}") for of in differences
    )
    write_rows_of_text(path, (head, *rows))
