"""Datasets on disk: netCDF4 in single precision with checksums, one file a run or a sweep."""

import errno
import os
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Literal

import xarray as xr
from xarray.backends import NetCDF4DataStore
from xarray.backends.netCDF4_ import NETCDF4_PYTHON_LOCK

from sim.settings.errors import SettingsError
from sim.storage.atomic import replacing, require_room

ENGINE: Literal["netcdf4"] = "netcdf4"
RUN_FILE = "projection.nc"
SWEEP_FILE = "sweep.nc"
SUMMARY_FILE = "summary.nc"
STORE_SUFFIX = ".zarr"
STORE_FILE = "projection" + STORE_SUFFIX
LATEST = Path("outputs/latest")


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

    Raises
    ------
    OSError
        If the disk has no room for it, or writing fails.
    """
    save_in_parts([dataset], path, room=_bytes_of(dataset))


def save_in_parts(parts: Iterable[xr.Dataset], path: str | Path, room: int) -> None:
    """Write a dataset as `save` does, with one part of it at a time in memory.

    Parameters
    ----------
    parts : iterable of xarray.Dataset
        The first has the coordinates and attributes; the others have data variables alone.
    path : str or Path
        The file.
    room : int
        Bytes that the file takes, at most.

    Raises
    ------
    OSError
        If the disk has no room for all of it, or writing fails.
    """
    with replacing(Path(path)) as temporary:
        require_room(temporary.parent, room)
        for number, part in enumerate(parts):
            with errors_of_the_system(path):
                _write(part, temporary, "a" if number else "w")


@contextmanager
def errors_of_the_system(path: str | Path) -> Iterator[None]:
    """Turn errors of netCDF, which do not say what was refused, into one that names the file.

    Raises
    ------
    OSError
        If writing fails, or what is read does not have its checksum.
    """
    try:
        yield
    except RuntimeError as error:
        raise OSError(errno.EIO, os.strerror(errno.EIO), str(path)) from error


def _write(dataset: xr.Dataset, file: Path, mode: str) -> None:
    """Write or append a dataset that is in memory.

    `Dataset.to_netcdf` gives the same file, and imports Dask with its cluster to see whether there
    is one, which takes longer than to write.
    """
    store = NetCDF4DataStore.open(file, mode=mode, lock=NETCDF4_PYTHON_LOCK)
    with closing(store):
        dataset.dump_to_store(store, encoding=_encoding(dataset))


def _encoding(dataset: xr.Dataset) -> dict[str, dict[str, Any]]:
    """Numbers in single precision, neither compressed nor filled before they are written.

    With a checksum, a byte that flips on the disk is an error and not another value.
    """
    return {
        str(name): {"dtype": "float32", "_FillValue": None, "fletcher32": variable.ndim > 0}
        for name, variable in dataset.data_vars.items()
        if variable.dtype.kind == "f"
    }


BYTES_TO_DESCRIBE = 4_096
"""For the name, dimensions and attributes of a variable: five times what they take."""


def _bytes_of(dataset: xr.Dataset) -> int:
    """Bytes that a dataset takes in a file, at most."""
    variables = dataset.variables.values()
    values = sum(4 * of.size if of.dtype.kind == "f" else of.nbytes for of in variables)
    return values + BYTES_TO_DESCRIBE * len(variables) + 4 * len(str(dataset.attrs))


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
    """Open the quantiles of all variables of a run, as `open_run` opens those of its members."""
    return open_dataset(_file(Path(path), SUMMARY_FILE, "a run"))


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


def open_dataset(file: Path, *, cache: bool = True) -> xr.Dataset:
    """Open a file or store that any task has left.

    Parameters
    ----------
    file : Path
        Of netCDF, or the folder of a store.
    cache : bool
        Whether values that were read stay in memory.
    """
    # bounds are coordinates; a unit of time makes a number no time difference
    decoding: dict[str, Any] = {
        "decode_coords": "all",
        "decode_timedelta": False,
        "cache": cache,
    }
    if file.suffix == STORE_SUFFIX:
        from sim.storage.store import local_store

        store: Any = local_store(file, read_only=True)
        return xr.open_dataset(store, engine="zarr", consolidated=False, **decoding)
    return xr.open_dataset(file, engine=ENGINE, **decoding)
