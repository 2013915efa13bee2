"""Datasets on disk: netCDF4 in single precision, not compressed, one file a run or a sweep."""

import math
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, Literal

import h5netcdf
import h5py
import numpy as np
import xarray as xr

from sim.settings.errors import SettingsError
from sim.storage.atomic import replacing, reserve

ENGINE: Literal["h5netcdf"] = "h5netcdf"
RUN_FILE = "projection.nc"
SWEEP_FILE = "sweep.nc"
SUMMARY_FILE = "summary.nc"
STORE_SUFFIX = ".zarr"
STORE_FILE = "projection" + STORE_SUFFIX
LATEST = Path("outputs/latest")

type Part = tuple[str, tuple[int, ...], np.ndarray]
"""A variable's name, where in its leading dimensions a block of values goes, and the values."""


@dataclass(frozen=True)
class Numbers:
    """A numeric variable whose values are written part by part."""

    sizes: Mapping[Hashable, int]
    attributes: Mapping[str, object]


def save(dataset: xr.Dataset, path: str | Path) -> None:
    """Write a dataset as netCDF4, its numbers in single precision.

    The file appears when it is complete: a reader never sees half of one, and a failure leaves what
    was there before.

    Parameters
    ----------
    dataset : xarray.Dataset
        Any that `build` gives, or made from one.
    path : str or Path
        The file; its folder is made if need be.
    """
    numeric = {
        str(name): variable
        for name, variable in dataset.variables.items()
        if name in dataset.data_vars and variable.dtype.kind == "f"
    }
    write(
        Path(path),
        dataset.drop_vars(numeric),
        {name: Numbers(variable.sizes, variable.attrs) for name, variable in numeric.items()},
        ((name, (), variable.values) for name, variable in numeric.items()),
    )


def write(
    path: Path, header: xr.Dataset, numbers: Mapping[str, Numbers], parts: Iterable[Part]
) -> None:
    """Write a header as it is, and numbers in single precision, part by part.

    xarray and h5netcdf spend a millisecond or more on each variable, which adds up: the many
    numeric ones are written by h5py. They carry no fill value, since a fill is written before the
    values are.

    Raises
    ------
    OSError
        If the disk has no room for all of it.
    """
    with replacing(path) as temporary:
        temporary.write_bytes(_header_bytes(header, numbers))
        reserve(temporary, temporary.stat().st_size + sum(map(_room, numbers.values())))
        with h5py.File(temporary, "r+") as file:  # what is left of the room is given back
            for name, variable in numbers.items():
                _create(file, name, variable)
            for name, index, values in parts:
                file[name][(*index, ...)] = values.astype(np.float32)


def _header_bytes(header: xr.Dataset, numbers: Mapping[str, Numbers]) -> bytes:
    """A file of the header, with those dimensions of numbers that it does not have."""
    sizes = {str(dim): size for of in numbers.values() for dim, size in of.sizes.items()}
    image = BytesIO(header.to_netcdf(engine=ENGINE))
    if missing := sizes.keys() - header.sizes.keys():
        with h5netcdf.File(image, "a") as file:
            file.dimensions.update({dim: sizes[dim] for dim in missing})
    return image.getvalue()


ROOM_TO_DESCRIBE = 4_096
"""Bytes for what a file says of a variable, five times what it takes."""


def _room(variable: Numbers) -> int:
    """Bytes that a numeric variable takes in a file, at most."""
    return 4 * math.prod(variable.sizes.values()) + ROOM_TO_DESCRIBE


def _create(file: h5py.File, name: str, variable: Numbers) -> None:
    """Make room for numbers, with their dimensions as netCDF4 marks them."""
    shape = tuple(variable.sizes.values())
    target = file.create_dataset(name, shape, np.float32, fillvalue=None, track_order=True)
    for axis, dim in enumerate(variable.sizes):
        target.dims[axis].attach_scale(file[dim])
    target.attrs.update(variable.attributes)


def open_run(path: str | Path = LATEST) -> xr.Dataset:
    """Open the dataset of a run.

    Values are read when they are used; `close` it, or use it in a `with` block.

    Parameters
    ----------
    path : str or Path
        The file or store, or the folder of the run; the latest run by default.

    Raises
    ------
    SettingsError
        If no run is there.
    """
    for store in (Path(path), Path(path) / STORE_FILE):
        if store.suffix == STORE_SUFFIX and store.is_dir():
            return open_dataset(store)
    return open_dataset(run_file(path))


def open_summary(path: str | Path = LATEST) -> xr.Dataset:
    """Open the quantiles of a run that was streamed to a store, as `open_run` does its members."""
    return open_dataset(_file(Path(path), SUMMARY_FILE, "a run that was streamed"))


def open_sweep(path: str | Path = LATEST) -> xr.Dataset:
    """Open the combined dataset of a sweep, as `open_run` does that of a run."""
    return open_dataset(_file(Path(path), SWEEP_FILE, "a sweep"))


def run_file(path: str | Path) -> Path:
    """The file of a run, given it or its folder.

    Raises
    ------
    SettingsError
        If no run is there.
    """
    return _file(Path(path), RUN_FILE, "a run")


def _file(path: Path, name: str, what: str) -> Path:
    file = path / name if path.is_dir() else path
    if not file.is_file():
        raise SettingsError("path", path, f"the folder or the {name} of {what}")
    return file


def open_dataset(file: Path) -> xr.Dataset:
    """Open a file or store that any task has left."""
    # bounds are coordinates; a unit of time makes a number no time difference
    decoding: dict[str, Any] = {"decode_coords": "all", "decode_timedelta": False}
    if file.suffix == STORE_SUFFIX:
        from sim.storage.store import local_store

        store: Any = local_store(file, read_only=True)
        return xr.open_dataset(store, engine="zarr", consolidated=False, **decoding)
    return xr.open_dataset(file, engine=ENGINE, **decoding)
