"""The runs of a sweep become one dataset, with the swept keys as dimensions.

A key `sanctions.capital` becomes the dimension `sanctions_capital`, so that it can be selected by
keyword and read as an attribute; its `long_name` is the key. A dimension has one type: whole
numbers, or numbers in which `null` (open) is infinity, or else text. Scenarios that were stacked
read as one name, `leaky_controls+ai_plus_surge`.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from itertools import batched, product
from pathlib import Path

import numpy as np
import xarray as xr

from sim.settings.errors import SettingsError
from sim.settings.variables import is_parameter
from sim.storage.files import SWEEP_FILE, open_dataset, run_file, save_in_parts

type Job = tuple[Path, Mapping[str, str]]
"""A run's folder, and the text of its value for each swept key."""

VARIABLES_AT_A_TIME = 8
"""Read from all runs and appended together: opening the file to append takes a while."""


def combine_sweep(folder: Path, jobs: Sequence[Job], swept: Mapping[str, Sequence[str]]) -> Path:
    """Write the combined dataset of a sweep into its folder.

    A few variables at a time are read from all runs and appended to the file, so that a sweep need
    not fit into memory. Parameters that are equal in all runs stay parameters of the member.

    Parameters
    ----------
    folder : Path
        Of the sweep; `sweep.nc` is written there.
    jobs : sequence of (Path, mapping)
        The folder of each run with its value for each swept key, as text.
    swept : mapping of str to sequence of str
        Swept keys and their values, both in the order of the command line.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    SettingsError
        If a combination has no run or two, or the runs do not have the same members, months and
        actors.
    """
    files = [run_file(run) for run in _folders(jobs, swept)]
    dims = {dimension_name(key): dimension_values(values) for key, values in swept.items()}
    room = sum(run.stat().st_size for run in files)
    file = folder / SWEEP_FILE
    with ExitStack() as stack:
        runs = [stack.enter_context(open_dataset(run, cache=False)) for run in files]
        _check_alike(runs)
        save_in_parts(_parts(runs, dims, list(swept)), file, room)
    return file


def dimension_name(key: str) -> str:
    """Name of the dimension that a swept key becomes."""
    return re.sub(r"\W", "_", key.lstrip("+"))


def dimension_values(texts: Sequence[str]) -> np.ndarray:
    """Values of a swept key as labels of one type, in the given order."""
    for kind in (int, _as_number):
        try:
            return np.array([kind(text) for text in texts])
        except ValueError:
            continue
    return np.array([_as_text(text) for text in texts])


def _as_number(text: str) -> float:
    return np.inf if text == "null" else float(text)


def _as_text(text: str) -> str:
    plain_list = re.fullmatch(r"\[([^\[\]{}]*)\]", text)
    return "+".join(part.strip() for part in plain_list[1].split(",")) if plain_list else text


def _folders(jobs: Sequence[Job], swept: Mapping[str, Sequence[str]]) -> Iterator[Path]:
    """The folder for each combination of values, the last key's values changing first."""
    folders: dict[tuple[str, ...], Path] = {}
    for folder, values in jobs:
        combination = tuple(values[key] for key in swept)
        if combination in folders:
            got = f"two runs, {folders[combination]} and {folder},"
            raise _no_grid(tuple(swept), combination, got)
        folders[combination] = folder
    for combination in product(*swept.values()):
        if combination not in folders:
            raise _no_grid(tuple(swept), combination, "no run")
        yield folders[combination]


def _no_grid(keys: tuple[str, ...], values: tuple[str, ...], got: str) -> SettingsError:
    named = ", ".join(f"{key}={value}" for key, value in zip(keys, values, strict=True))
    return SettingsError("sweep", f"{got} with {named}", "one run for each combination of values")


def _check_alike(runs: Sequence[xr.Dataset]) -> None:
    first, *others = runs
    labels = {str(name): first.variables[name] for name in first.coords}
    for other in others:
        differing = [
            name
            for name, variable in labels.items()
            if name not in other.coords or not variable.identical(other.variables[name])
        ]
        differing += sorted(map(str, set(first.variables) ^ set(other.variables)))
        if differing:
            raise SettingsError(
                "sweep",
                f"runs that differ in {', '.join(dict.fromkeys(differing))}",
                "runs with the same members, months, actors and variables",
            )


def _parts(
    runs: Sequence[xr.Dataset], dims: Mapping[str, np.ndarray], keys: Sequence[str]
) -> Iterator[xr.Dataset]:
    """The header of the sweep, then its variables, some at a time."""
    yield _header(runs, dims, keys)
    for names in batched(runs[0].data_vars, VARIABLES_AT_A_TIME):
        yield xr.Dataset({name: _combined(str(name), runs, dims) for name in names})


def _header(
    runs: Sequence[xr.Dataset], dims: Mapping[str, np.ndarray], keys: Sequence[str]
) -> xr.Dataset:
    """Labels of all dimensions, and what is known of the whole sweep and of each run."""
    first = runs[0]
    header = first.drop_vars(list(first.data_vars)).load()
    for (dim, labels), key in zip(dims.items(), keys, strict=True):
        header = header.assign_coords({dim: (dim, labels, {"long_name": key})})
    settings = np.array([run.attrs["settings_yaml"] for run in runs], dtype=object)
    header["settings_yaml"] = (
        tuple(dims),
        settings.reshape([len(labels) for labels in dims.values()]),
        {"units": "1", "long_name": "settings of each run"},
    )
    header.attrs = {
        name: value
        for name, value in first.attrs.items()
        if all(run.attrs.get(name) == value for run in runs)
    }
    return header


def _combined(name: str, runs: Sequence[xr.Dataset], dims: Mapping[str, np.ndarray]) -> xr.Variable:
    """One variable of all runs, with the sweep's dimensions in front."""
    first = runs[0].variables[name]
    values = np.empty((len(runs), *first.shape), first.dtype)
    for place, run in enumerate(runs):
        values[place] = run.variables[name].values
    if is_parameter(name) and (values == values[0]).all():
        return xr.Variable(first.dims, values[0], first.attrs)
    shape = (*(len(labels) for labels in dims.values()), *first.shape)
    return xr.Variable((*dims, *first.dims), values.reshape(shape), first.attrs)
