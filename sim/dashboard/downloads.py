"""The data behind a figure, as a file."""

import tempfile
from functools import lru_cache
from pathlib import Path
from threading import Lock

import xarray as xr

from sim.dashboard.answers import Answer
from sim.storage.build import attributes
from sim.storage.files import save

NETCDF_LOCK = Lock()
"""The netCDF library is not safe for threads, so one file is written at a time."""


def dataset_of(result: Answer, figure: str) -> xr.Dataset:
    """Data of a figure, with the attributes that are needed to reproduce it."""
    provenance = _provenance(result)
    about = {
        "figure": figure,
        "command": result.choice.command,
        "title": f"{provenance['title']}: {figure}",
    }
    return result.figures[figure].assign_attrs(provenance | about)


@lru_cache(maxsize=64)
def _provenance(result: Answer) -> dict[str, str | int]:
    """Attributes of all files of an answer: the text of its settings takes a while to write."""
    return attributes(result.settings, result.choice.members)


def as_netcdf(dataset: xr.Dataset) -> bytes:
    """Content of a netCDF4 file, in the format of the files of a run."""
    with NETCDF_LOCK, tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "figure.nc"
        save(dataset, file)
        return file.read_bytes()


def as_csv(dataset: xr.Dataset) -> bytes:
    """Content of a CSV file: a row for each point of a figure, a column for each variable."""
    return dataset.to_dataframe().reset_index().to_csv(index=False).encode()
