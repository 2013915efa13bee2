"""The article's figures, and the same quantities of a run: one value a member.

A record of a date is compared with the month's end that was known on that day, a figure of a year
with the sum of its months or with its last.
"""

import csv
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from importlib.resources import files
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
import xarray as xr

LEADER, FOLLOWER = "US", "CN"


@dataclass(frozen=True)
class Figure:
    """A figure as it was published: a value, an interval, or both."""

    id: str
    quantity: str
    region: str
    date: str
    value: float | None
    low: float | None
    high: float | None
    unit: str
    status: str
    source: str


def article_figures() -> tuple[Figure, ...]:
    """The rows of `sim/data/article.csv`."""
    text = files("sim").joinpath("data/article.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return tuple(_figure(row) for row in rows)


def _figure(row: dict[str, Any]) -> Figure:
    numbers = {key: float(row[key]) if row[key] else None for key in ("value", "low", "high")}
    return Figure(**(row | numbers))


class OutsideHorizonError(LookupError):
    """A run does not reach the months that a figure is about."""


def during(series: xr.DataArray, period: str) -> xr.DataArray:
    """The months of a year (`2023`) or one month (`2024-03`).

    Raises
    ------
    OutsideHorizonError
        If the series does not hold all of them.
    """
    months = series["time"].values.astype("datetime64[M]")
    first = int((np.datetime64(period, "M") - months[0]).astype(int))
    last = first + (12 if len(period) == len("2023") else 1)
    if first < 0 or last > len(months):
        raise OutsideHorizonError(f"{period} is not within {months[0]} to {months[-1]}")
    return series.isel(time=slice(first, last))


def at_end_of(series: xr.DataArray, month: str) -> xr.DataArray:
    """The value of one month."""
    return during(series, month).isel(time=0)


def capability_lag(dataset: xr.Dataset, month: str, region: str) -> xr.DataArray:
    """Months by which a region's frontier lags the leader's at a month's end."""
    return at_end_of(dataset["capability_lag"].sel(region=region), month)


def direct_investment(dataset: xr.Dataset, year: str, region: str) -> xr.DataArray:
    """Net foreign direct investment into a region in a year, bn USD."""
    return during(dataset["fdi"].sel(region=region), year).sum("time")


def venture_investment(dataset: xr.Dataset, year: str, region: str | None = None) -> xr.DataArray:
    """Venture investment in the labs of a region, or of the world, in a year, bn USD."""
    invested = during(dataset["venture_investment"], year).sum(["time", "source_region"])
    return invested.sum("region") if region is None else invested.sel(region=region)


def chip_plant_share(dataset: xr.Dataset, year: str, region: str) -> xr.DataArray:
    """Share of the world's foreign investment in chip plants that went to a region in a year."""
    invested = during(dataset["chip_fdi"], year).sum("time")
    return invested.sel(region=region) / invested.sum("region")


def open_weight_share(dataset: xr.Dataset, month: str, region: str) -> xr.DataArray:
    """Share of the releases of the last twelve months that descend from foreign open weights."""
    return at_end_of(dataset["open_weight_share"].sel(region=region), month)


def has_reached(dataset: xr.Dataset, month: str, region: str, leaders_of: str) -> xr.DataArray:
    """Whether a region's frontier is at or above what the leader's was in an earlier month."""
    frontier = dataset["capability"]
    goal = at_end_of(frontier.sel(region=LEADER, drop=True), leaders_of)
    return at_end_of(frontier.sel(region=region), month) >= goal.drop_vars("time")


class Measure(NamedTuple):
    """How a run measures a figure, and what to call it in a table."""

    label: str
    function: Callable[[xr.Dataset], xr.DataArray]


MEASURES: Mapping[str, Measure] = MappingProxyType(
    {
        "S001": Measure(
            "lag of CN at the end of March 2024, months",
            partial(capability_lag, month="2024-03", region=FOLLOWER),
        ),
        "S002": Measure(
            "FDI into CN in 2023, bn USD", partial(direct_investment, year="2023", region=FOLLOWER)
        ),
        "S003": Measure(
            "FDI into CN in 2021, bn USD", partial(direct_investment, year="2021", region=FOLLOWER)
        ),
        "S004": Measure(
            "venture money for AI in 2023, bn USD", partial(venture_investment, year="2023")
        ),
        "S005": Measure(
            "part that went to the US, bn USD",
            partial(venture_investment, year="2023", region=LEADER),
        ),
        "S006": Measure(
            "part that went to CN, bn USD",
            partial(venture_investment, year="2023", region=FOLLOWER),
        ),
        "S007": Measure(
            "venture money for AI in CN in 2022, bn USD",
            partial(venture_investment, year="2022", region=FOLLOWER),
        ),
        "S008": Measure(
            "CN's models on foreign open weights, share",
            partial(open_weight_share, month="2024-03", region=FOLLOWER),
        ),
        "S009": Measure(
            "CN's share of chip FDI in 2018",
            partial(chip_plant_share, year="2018", region=FOLLOWER),
        ),
        "S010": Measure(
            "CN's share of chip FDI in 2022",
            partial(chip_plant_share, year="2022", region=FOLLOWER),
        ),
        "S011": Measure(
            "US share of chip FDI in 2018", partial(chip_plant_share, year="2018", region=LEADER)
        ),
        "S012": Measure(
            "US share of chip FDI in 2022", partial(chip_plant_share, year="2022", region=LEADER)
        ),
        "S015": Measure(
            "lag of CN at the end of 2021, months",
            partial(capability_lag, month="2021-12", region=FOLLOWER),
        ),
        "Q001": Measure(
            "CN in March 2024 at US level of March 2023",
            partial(has_reached, month="2024-03", region=FOLLOWER, leaders_of="2023-03"),
        ),
    }
)
"""By the figure's id; S013 and S014 are of regions that the model does not have."""


def measured(dataset: xr.Dataset) -> dict[str, xr.DataArray]:
    """What a run says to each of the article's figures that its horizon covers.

    Returns
    -------
    dict of str to DataArray
        By the figure's id, one value a member; true or false where the figure states a fact.
    """
    values = {}
    for name, measure in MEASURES.items():
        try:
            values[name] = measure.function(dataset)
        except OutsideHorizonError:
            continue
    return values
