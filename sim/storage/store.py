"""Runs too large for memory: a Zarr store that is filled by rows of members.

Chunks of all arrays but parameters hold the same rows, so that workers write theirs without minding
others. Chunks carry checksums, and are written also where all values are missing: one that is
damaged or gone is told from one that is whole.
"""

import shutil
from collections.abc import Iterable, Mapping
from concurrent.futures import Executor
from functools import lru_cache
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
    path: Path,
    header: xr.Dataset,
    variables: Mapping[str, Variable],
    rows_at_a_time: Mapping[str, int],
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
    rows_at_a_time : mapping of str to int
        Members in a chunk of each variable.

    Raises
    ------
    FileExistsError
        If something is there.
    """
    import zarr
    from zarr.codecs import Crc32cCodec, TransposeCodec, ZstdCodec

    header.to_zarr(local_store(path), mode="w-", consolidated=False, zarr_format=3)
    group = zarr.open_group(local_store(path), mode="r+")
    for name, variable in variables.items():
        shape = tuple(header.sizes[dim] for dim in variable.dims)
        group.create_array(
            name,
            shape=shape,
            chunks=(rows_at_a_time[name], *shape[1:]),
            dtype=np.float32,
            fill_value=np.nan,
            dimension_names=variable.dims,
            attributes=dict(variable.attributes),
            # members side by side, as they are simulated: less to copy, and a third smaller
            filters=(TransposeCodec(order=(*range(1, len(shape)), 0)),),
            compressors=(ZstdCodec(level=FASTEST), Crc32cCodec()),
            config={"write_empty_chunks": True},
        )
    _opened.cache_clear()


@lru_cache(maxsize=1024)
def _opened(path: Path) -> "zarr.Array":
    """An array of a store; to open it takes half as long as to write a chunk."""
    import zarr

    return zarr.open_array(local_store(path), mode="r+", config={"write_empty_chunks": True})


def write_rows(path: Path, rows: slice, values: Mapping[str, np.ndarray], pool: Executor) -> None:
    """Write some members of variables that the store has; variables are written side by side."""

    def write(name: str) -> None:
        _opened(path / name)[rows] = values[name].astype(np.float32, copy=False)

    for _ in pool.map(write, values):
        pass


def holds(path: Path, rows: slice, names: Iterable[str]) -> bool:
    """Whether the members of a chunk are there, undamaged, in some variables."""
    try:
        return all(_holds(path / name, rows) for name in names)
    except UNREADABLE:
        return False


def _holds(path: Path, rows: slice) -> bool:
    array = _opened(path)
    place = "/".join(["c", str(rows.start // array.chunks[0]), *["0"] * (array.ndim - 1)])
    return (path / place).is_file() and len(np.asarray(array[rows])) == rows.stop - rows.start


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
