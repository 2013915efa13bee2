"""The runs of a sweep become one dataset, with the swept keys as dimensions.

A key `sanctions.capital` becomes the dimension `sanctions_capital`, so that it can be selected by
keyword and read as an attribute; its `long_name` is the key. A dimension has one type: whole
numbers, or numbers in which `null` (open) is infinity, or else text. Scenarios that were stacked
read as one name, `leaky_controls+ai_plus_surge`.
"""

import re
from collections.abc import Hashable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import h5netcdf
import h5py
import numpy as np
import xarray as xr

from sim.settings.errors import SettingsError
from sim.settings.variables import PARAMETER_PREFIX
from sim.storage.files import SWEEP_FILE, Numbers, Part, open_run, run_file, write

type Job = tuple[Path, Mapping[str, str]]
"""A run's folder, and the text of its value for each swept key."""

type Place = tuple[int, ...]
"""Where a run stands in the sweep: an index in each of its dimensions."""


class Outline(NamedTuple):
    """What has to agree between runs, and what may."""

    labels: Mapping[str, object]
    names: set[str]
    parameters: dict[str, np.ndarray]
    attributes: dict[str, object]


def combine_sweep(folder: Path, jobs: Sequence[Job], swept: Mapping[str, Sequence[str]]) -> Path:
    """Write the combined dataset of a sweep into its folder.

    Runs are copied one at a time and variable by variable, so that the memory that it takes does
    not grow with the sweep. Parameters that are equal in all runs stay parameters of the member.

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
    files = {place: run_file(job) for place, job in _places(jobs, swept).items()}
    outlines = [_outline(file) for file in files.values()]
    _check_alike(outlines)
    shared = _shared_parameters(outlines)
    dims = {dimension_name(key): dimension_values(values) for key, values in swept.items()}
    sizes: dict[Hashable, int] = {dim: len(labels) for dim, labels in dims.items()}
    with open_run(next(iter(files.values()))) as first:
        header = _header(first, outlines, dims, list(swept))
        numbers = _numbers(first, sizes, set(shared))
    file = folder / SWEEP_FILE
    write(file, header, numbers, _parts(files, set(numbers), shared))
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


def _places(jobs: Sequence[Job], swept: Mapping[str, Sequence[str]]) -> dict[Place, Path]:
    """The folder at each place, in the order of the dimensions."""
    folders: dict[tuple[str, ...], Path] = {}
    for folder, values in jobs:
        combination = tuple(values[key] for key in swept)
        if combination in folders:
            got = f"two runs, {folders[combination]} and {folder},"
            raise _no_grid(tuple(swept), combination, got)
        folders[combination] = folder
    places = {}
    for place in np.ndindex(*(len(values) for values in swept.values())):
        combination = tuple(v[i] for v, i in zip(swept.values(), place, strict=True))
        if combination not in folders:
            raise _no_grid(tuple(swept), combination, "no run")
        places[place] = folders[combination]
    return places


def _no_grid(keys: tuple[str, ...], values: tuple[str, ...], got: str) -> SettingsError:
    named = ", ".join(f"{key}={value}" for key, value in zip(keys, values, strict=True))
    return SettingsError("sweep", f"{got} with {named}", "one run for each combination of values")


def _outline(file: Path) -> Outline:
    """Read of a run what it takes to compare it with others; straight, as xarray would be slow.

    So would h5netcdf be for values: it looks up the dimensions of each variable.
    """
    with h5netcdf.File(file) as run, h5py.File(file) as values:
        labels = {
            name: (run[name][...].tolist(), dict(run[name].attrs))
            for name in run.dimensions
            if name in run.variables
        }
        parameters = {
            name: values[name][()] for name in run.variables if name.startswith(PARAMETER_PREFIX)
        }
        return Outline(labels, set(run.variables), parameters, dict(run.attrs))


def _check_alike(outlines: Sequence[Outline]) -> None:
    first, *others = outlines
    for other in others:
        differing = [name for name in first.labels if other.labels.get(name) != first.labels[name]]
        differing += sorted(first.names ^ other.names)
        if differing:
            raise SettingsError(
                "sweep",
                f"runs that differ in {', '.join(differing)}",
                "runs with the same members, months, actors and variables",
            )


def _shared_parameters(outlines: Sequence[Outline]) -> dict[str, np.ndarray]:
    first, *others = outlines
    return {
        name: values
        for name, values in first.parameters.items()
        if all(np.array_equal(values, other.parameters[name]) for other in others)
    }


def _header(
    first: xr.Dataset,
    outlines: Sequence[Outline],
    dims: Mapping[str, np.ndarray],
    keys: Sequence[str],
) -> xr.Dataset:
    """Labels of all dimensions, and what is known of the whole sweep and of each run."""
    header = first.drop_vars(list(first.data_vars)).load()
    for (dim, labels), key in zip(dims.items(), keys, strict=True):
        header = header.assign_coords({dim: (dim, labels, {"long_name": key})})
    settings = np.array([outline.attributes["settings_yaml"] for outline in outlines], dtype=object)
    header["settings_yaml"] = (
        tuple(dims),
        settings.reshape([len(labels) for labels in dims.values()]),
        {"units": "1", "long_name": "settings of each run"},
    )
    header.attrs = {
        name: value
        for name, value in first.attrs.items()
        if all(outline.attributes.get(name) == value for outline in outlines)
    }
    return header


def _numbers(
    first: xr.Dataset, sizes: Mapping[Hashable, int], shared: set[str]
) -> dict[str, Numbers]:
    """Every numeric variable, with the sweep's dimensions in front where the runs differ in it."""
    return {
        str(name): Numbers(
            variable.sizes if name in shared else {**sizes, **variable.sizes}, variable.attrs
        )
        for name, variable in first.data_vars.items()
        if variable.dtype.kind == "f"
    }


def _parts(
    files: Mapping[Place, Path], names: set[str], shared: Mapping[str, np.ndarray]
) -> Iterator[Part]:
    for name, values in shared.items():
        yield name, (), values
    for place, file in files.items():
        with h5py.File(file) as run:
            for name in names - set(shared):
                yield name, place, run[name][()]
