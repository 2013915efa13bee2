"""Runs too large for memory: a Zarr store that is filled by rows of members.

Each chunk of an array holds the same rows, so that workers write theirs without minding others.
"""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import xarray as xr

from sim.dataset.files import Numbers


def create(
    path: Path, header: xr.Dataset, numbers: Mapping[str, Numbers], rows_at_a_time: int
) -> None:
    """Make a store with labels and attributes, whose numbers are still to come.

    Parameters
    ----------
    path : Path
        Of the store; what stands there is replaced.
    header : xarray.Dataset
        Coordinates and attributes.
    numbers : mapping of str to Numbers
        Variables in single precision, their first dimension the member.
    rows_at_a_time : int
        Members in a chunk.
    """
    import zarr

    header.to_zarr(path, mode="w", consolidated=False, zarr_format=3)
    group = zarr.open_group(path, mode="r+")
    for name, variable in numbers.items():
        shape = tuple(variable.sizes.values())
        group.create_array(
            name,
            shape=shape,
            chunks=(min(rows_at_a_time, shape[0]), *shape[1:]),
            dtype=np.float32,
            fill_value=np.nan,
            dimension_names=[str(dim) for dim in variable.sizes],
            attributes={key: str(value) for key, value in variable.attributes.items()},
        )


def write_rows(path: Path, rows: slice, values: Mapping[str, np.ndarray]) -> None:
    """Write some members of variables that the store has."""
    import zarr

    for name, array in values.items():
        stored = zarr.open_array(path / name, mode="r+")
        stored[rows] = array.astype(np.float32)
