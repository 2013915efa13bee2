"""Runs as tables for other software: CSV, Parquet, and the wide table of the IAMC."""

from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

import xarray as xr

from sim.settings.errors import SettingsError
from sim.settings.variables import QUANTILES
from sim.storage.atomic import replacing, write_frame
from sim.storage.summary import summary_of

if TYPE_CHECKING:  # slow to import
    import pandas as pd

NAMES_OF_QUANTILES = {
    level: "median" if level == 0.5 else f"{100 * level:g}th percentile" for level in QUANTILES
}
"""What the quantiles of members are called."""

LAST_MONTH = 12
"""Month whose value stands for a year in the table of the IAMC: a flow is that of the month."""


def to_frame(dataset: xr.Dataset) -> "pd.DataFrame":
    """Quantiles of a run as a table with a row for each month, variable and combination of labels.

    Parameters
    ----------
    dataset : xarray.Dataset
        A run, as from `sim.run` or `sim.open_run`, or its quantiles, from `sim.open_summary`.

    Returns
    -------
    pandas.DataFrame
        Columns `time`, `variable`, `region`, `labels` (of other dimensions, such as the supplier),
        `unit`, and one for each quantile of the members.
    """
    import pandas as pd

    quantiles = _quantiles_of(dataset)
    parts = []
    for name, labels, series in _series(quantiles):
        columns = {
            "time": quantiles["time"].values,
            "variable": name,
            "region": labels.pop("region", "World"),
            "labels": ", ".join(labels.values()),
            "unit": series.attrs["units"],
        }
        values = series.transpose("quantile", "time").values
        of_quantiles = dict(zip(NAMES_OF_QUANTILES.values(), values, strict=True))
        parts.append(pd.DataFrame(columns | of_quantiles))
    return pd.concat(parts, ignore_index=True)


def to_csv(dataset: xr.Dataset, file: str | Path) -> None:
    """Write the table of `to_frame` as CSV.

    Parameters
    ----------
    dataset : xarray.Dataset
        As for `to_frame`.
    file : str or Path
        The file.
    """
    write_frame(Path(file), to_frame(dataset))


def to_parquet(dataset: xr.Dataset, file: str | Path) -> None:
    """Write the table of `to_frame` as Parquet.

    Parameters
    ----------
    dataset : xarray.Dataset
        As for `to_frame`.
    file : str or Path
        The file.

    Raises
    ------
    SettingsError
        If the extra `parquet` is not installed.
    """
    frame = to_frame(dataset)
    with replacing(Path(file)) as unfinished:
        try:
            frame.to_parquet(unfinished)
        except ImportError:
            takes = "a .csv with to_csv, or the extra `parquet`: pip install 'ai-gap-sim[parquet]'"
            raise SettingsError("file", file, takes) from None


def to_iamc(dataset: xr.Dataset, file: str | Path | None = None) -> "pd.DataFrame":
    """The wide table of the Integrated Assessment Modeling Consortium, which pyam reads.

    Parameters
    ----------
    dataset : xarray.Dataset
        As for `to_frame`.
    file : str or Path, optional
        A CSV file to write.

    Returns
    -------
    pandas.DataFrame
        Columns `model`, `scenario`, `region`, `variable`, `unit` and one for each year: the value
        of December, at its end for a stock or a lag. A variable reads as in
        `capability_lag_mean|median` and `chips_made|Chinese designer|95th percentile`.
    """
    import pandas as pd

    quantiles = _quantiles_of(dataset)
    quantiles = quantiles.sel(time=quantiles["time"].dt.month == LAST_MONTH)
    years = quantiles["time"].dt.year.values.tolist()
    rows = []
    for name, labels, series in _series(quantiles):
        region = labels.pop("region", "World")
        for level, called in NAMES_OF_QUANTILES.items():
            values = series.sel(quantile=level).values.tolist()
            rows.append(
                {
                    "model": f"ai-gap-sim {dataset.attrs['sim_version']}",
                    "scenario": dataset.attrs["scenario"],
                    "region": region,
                    "variable": "|".join([name, *labels.values(), called]),
                    "unit": series.attrs["units"],
                    **dict(zip(years, values, strict=True)),
                }
            )
    frame = pd.DataFrame(rows)
    if file is not None:
        write_frame(Path(file), frame)
    return frame


def _quantiles_of(dataset: xr.Dataset) -> xr.Dataset:
    return dataset if "quantile" in dataset.dims else summary_of(dataset)


def _series(quantiles: xr.Dataset) -> Iterator[tuple[str, dict[str, str], xr.DataArray]]:
    """Each series of each variable: name, labels by dimension, and values, [quantile, time]."""
    for name, variable in quantiles.data_vars.items():
        others = [str(dim) for dim in variable.dims if dim not in ("quantile", "time")]
        for labels in product(*(quantiles[dim].values.tolist() for dim in others)):
            chosen = dict(zip(others, labels, strict=True))
            yield str(name), chosen, variable.sel(chosen)
