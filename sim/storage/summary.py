"""Quantiles of the members of a run, of every variable and month."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import xarray as xr

from sim.settings.variables import CATALOGUE, QUANTILES, is_parameter


def summary_of(dataset: xr.Dataset) -> xr.Dataset:
    """Quantiles of the members of a run that is in memory.

    Parameters
    ----------
    dataset : xarray.Dataset
        As from `sim.storage.build.build`, [member, time, ...].

    Returns
    -------
    xarray.Dataset
        [quantile, time, ...], without the parameters.
    """
    names = [str(name) for name in dataset.data_vars if not is_parameter(name)]
    with ThreadPoolExecutor() as pool:
        quantiles = pool.map(lambda name: quantiles_of_members(dataset[name].values), names)
        return summary(
            dataset.drop_vars(list(dataset.data_vars)), dict(zip(names, quantiles, strict=True))
        )


def summary(header: xr.Dataset, quantiles: Mapping[str, np.ndarray]) -> xr.Dataset:
    """The dataset of quantiles, which have the dimensions of the catalogue.

    Parameters
    ----------
    header : xarray.Dataset
        Labels and attributes of the run.
    quantiles : mapping of str to ndarray
        By variable, [quantile, ...].
    """
    header = header.drop_vars("member")
    for name, values in quantiles.items():
        dims = CATALOGUE[name].dims[1:]
        shape = (len(QUANTILES), *(header.sizes[dim] for dim in dims))
        header[name] = (("quantile", *dims), values.reshape(shape), CATALOGUE[name].attributes)
    return header.assign_coords(quantile=("quantile", np.array(QUANTILES), {"units": "1"}))


def quantiles_of_members(values: np.ndarray) -> np.ndarray:
    """Quantiles of members that have a value, [member, ...], by linear interpolation.

    The same as `numpy.nanquantile`, in a tenth of the time: each series is sorted once, for all
    quantiles, in single precision, and missing values come last.

    Returns
    -------
    ndarray
        [quantile, ...]; missing where no member has a value.
    """
    series = np.array(values.reshape(len(values), -1).T, dtype=np.float32, order="C")
    series.sort(axis=1)
    known = (~np.isnan(series)).sum(axis=1)
    places = np.array(QUANTILES)[:, None] * (known - 1).clip(min=0)
    below = places.astype(int)
    above = np.minimum(below + 1, (known - 1).clip(min=0))
    rows = np.arange(len(series))
    low, high = series[rows, below], series[rows, above]
    return (low + (places - below) * (high - low)).reshape(len(QUANTILES), *values.shape[1:])
