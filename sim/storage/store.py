"""Runs too large for memory: a Zarr store that is filled by rows of members.

Each chunk of an array holds the same rows, so that workers write theirs without minding others.
Chunks carry checksums, and are written also where all values are missing: one that is damaged or
gone is told from one that is whole.
"""

import os
import shutil
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import xarray as xr

from sim.settings.variables import Variable
from sim.storage.atomic import UNREADABLE

if TYPE_CHECKING:
    import zarr
    from zarr.storage import LocalStore

FASTEST = 1
"""Level of compression: higher ones take longer and save next to nothing on noise."""


def local_store(path: Path, *, read_only: bool = False) -> "LocalStore":
    """Open a folder as a store.

    A path given as text would be read as a URL: what follows `#` or `?` in it would be cut off, and
    another folder opened.
    """
    from zarr.storage import LocalStore

    return LocalStore(path, read_only=read_only)


def create(
    path: Path, header: xr.Dataset, variables: Mapping[str, Variable], rows_at_a_time: int
) -> None:
    """Make a store with labels and attributes, whose numbers are still to come.

    Parameters
    ----------
    path : Path
        Of the store, which must not exist yet: nothing is ever opened to be overwritten.
    header : xarray.Dataset
        Attributes, and the coordinates of every dimension.
    variables : mapping of str to Variable
        What each name is; in single precision, the first dimension the member.
    rows_at_a_time : int
        Members in a chunk.

    Raises
    ------
    FileExistsError
        If something is there.
    """
    import zarr
    from zarr.codecs import Crc32cCodec, ZstdCodec

    header.to_zarr(local_store(path), mode="w-", consolidated=False, zarr_format=3)
    group = zarr.open_group(local_store(path), mode="r+")
    for name, variable in variables.items():
        shape = tuple(header.sizes[dim] for dim in variable.dims)
        group.create_array(
            name,
            shape=shape,
            chunks=(min(rows_at_a_time, shape[0]), *shape[1:]),
            dtype=np.float32,
            fill_value=np.nan,
            dimension_names=variable.dims,
            attributes=dict(variable.attributes),
            compressors=(ZstdCodec(level=FASTEST), Crc32cCodec()),
            config={"write_empty_chunks": True},
        )


def write_rows(
    path: Path, rows: slice, values: Mapping[str, np.ndarray], threads: int | None = None
) -> None:
    """Write some members of variables that the store has; variables are written side by side."""
    import zarr

    def write(name: str) -> None:
        store = local_store(path / name)
        stored = zarr.open_array(store, mode="r+", config={"write_empty_chunks": True})
        stored[rows] = values[name].astype(np.float32)

    with ThreadPoolExecutor(threads or os.cpu_count()) as pool:
        for _ in pool.map(write, values):
            pass


def holds(path: Path, rows: slice) -> bool:
    """Whether the members of a chunk are there, undamaged, in every variable."""
    import zarr

    try:
        group = zarr.open_group(local_store(path, read_only=True), mode="r")
        numbers = [array for _, array in group.arrays() if _is_of_members(array)]
        return bool(numbers) and all(_holds(path, array, rows) for array in numbers)
    except UNREADABLE:
        return False


def _is_of_members(array: "zarr.Array") -> bool:
    dims = getattr(array.metadata, "dimension_names", None) or ()
    return array.dtype == np.float32 and tuple(dims[:1]) == ("member",)


def _holds(path: Path, array: "zarr.Array", rows: slice) -> bool:
    place = "/".join(["c", str(rows.start // array.chunks[0]), *["0"] * (array.ndim - 1)])
    is_there = (path / array.basename / place).is_file()
    return is_there and len(np.asarray(array[rows])) == rows.stop - rows.start


def settle(path: Path, final: Path) -> None:
    """Put a store that is complete in its final place, whatever stood there: never half of it."""
    arriving, leaving = (final.with_name(f".{final.name}.{way}") for way in ("new", "old"))
    for left in (arriving, leaving):
        shutil.rmtree(left, ignore_errors=True)
    final.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(path, arriving)  # a copy, where the final place is on another disk
    if final.exists():
        final.rename(leaving)
    arriving.rename(final)
    shutil.rmtree(leaving, ignore_errors=True)
