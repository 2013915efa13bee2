"""The data behind a figure, as a file."""

import tempfile
from pathlib import Path

import xarray as xr

from sim.dashboard.answers import Answer
from sim.storage.build import attributes
from sim.storage.files import save


def dataset_of(found: Answer, figure: str) -> xr.Dataset:
    """What a figure shows, with what a reader has to know to make it again."""
    provenance = attributes(found.settings, found.choice.members)
    said = {
        "figure": figure,
        "command": found.choice.command,
        "title": f"{provenance['title']}: {figure}",
    }
    return found.figures[figure].assign_attrs(provenance | said)


def as_netcdf(dataset: xr.Dataset) -> bytes:
    """A file of netCDF4, as runs leave it."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "figure.nc"
        save(dataset, file)
        return file.read_bytes()


def as_csv(dataset: xr.Dataset) -> bytes:
    """One row for each point of a figure, one column for each variable."""
    return dataset.to_dataframe().reset_index().to_csv(index=False).encode()
