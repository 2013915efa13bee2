"""Quantities of the record as functions of a run, with one value for each member.

Each takes a dataset, a region (or `world`), a period and a further argument of the target (`of`). A
period is a year (`2023`), a month (`2024-03`) or a range of months (`2022-01/2023-12`).
Flows are summed over it; stocks are taken at the end of a single month. Many targets ask for the
same series in other periods, so that a measure is a series and what is made of it over a period.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from sim.calibration.targets import LEADER, WORLD, Target, months_of

if TYPE_CHECKING:  # names of measures are checked before a run, and it loads slowly
    import xarray as xr

WITHOUT_OPEN_WEIGHTS = 60.0
"""Months by which open weights lag where there are none: as good as models of five years ago."""


class OutsideHorizonError(LookupError):
    """The horizon of a run does not cover the period of a target."""


def during(series: "xr.DataArray", period: str) -> "xr.DataArray":
    """Select the months of a period.

    Raises
    ------
    OutsideHorizonError
        If the series does not contain all of them.
    """
    return series.isel(time=_span(_months_of(series), period))


def _months_of(series: "xr.DataArray") -> np.ndarray:
    return series["time"].values.astype("datetime64[M]")


def _span(months: np.ndarray, period: str) -> slice:
    """Where the months of a period stand."""
    first, last = months_of(period)
    if first < months[0] or last > months[-1]:
        raise OutsideHorizonError(f"{period} is not within {months[0]} to {months[-1]}")
    start = int((first - months[0]).astype(int))
    return slice(start, start + int((last - first).astype(int)) + 1)


def at_end_of(series: "xr.DataArray", month: str) -> "xr.DataArray":
    """Select one month."""
    return during(series, month).isel(time=0)


def last(values: np.ndarray, axis: int) -> np.ndarray:
    """The last values along an axis."""
    return values.take(-1, axis)


Series = Callable[["xr.Dataset", str, str], "xr.DataArray"]
Values = TypeVar("Values", "xr.DataArray", np.ndarray)


@dataclass(frozen=True)
class Measure:
    """A quantity of a run in a period.

    Attributes
    ----------
    series : callable
        Given a dataset, a region and a further argument, values by month.
    over : callable
        Given the values of a period's months and their axis, the value of the period.
    whole : callable, optional
        Another series; the quantity is the part of it that the first one is.
    """

    series: Series
    over: Callable[..., np.ndarray]
    whole: Series | None = None

    def __call__(
        self, dataset: "xr.Dataset", region: str, period: str, of: str = ""
    ) -> "xr.DataArray":
        """One value for each member."""
        return self.of(
            lambda series: during(series(dataset, region, of), period).reduce(self.over, "time")
        )

    def of(self, value_of: Callable[[Series], Values]) -> Values:
        """The quantity, given what makes the value of the period from a series."""
        value = value_of(self.series)
        return value if self.whole is None else value / value_of(self.whole)


def _within(flow: "xr.DataArray", region: str) -> "xr.DataArray":
    return flow.sum("region", skipna=False) if region == WORLD else flow.sel(region=region)


def capability_lag(dataset: "xr.Dataset", region: str, of: str) -> "xr.DataArray":
    """Months by which a region's frontier lags the leader's at a month's end."""
    return dataset["capability_lag"].sel(region=region)


def measured_lag(dataset: "xr.Dataset", region: str, of: str) -> "xr.DataArray":
    """Months by which a region lags the leader on the scores of the index `of`."""
    return dataset["measured_capability_lag"].sel(region=region, index=of)


def compute_lag(dataset: "xr.Dataset", region: str, of: str) -> "xr.DataArray":
    """Months by which a region's largest run lags the leader's at a month's end."""
    return dataset["compute_lag"].sel(region=region)


def has_reached(dataset: "xr.Dataset", region: str, of: str) -> "xr.DataArray":
    """Whether a region's frontier is at or above the leader's of an earlier month, `of`."""
    frontier = dataset["capability"]
    goal = at_end_of(frontier.sel(region=LEADER, drop=True), of)
    return frontier.sel(region=region) >= goal.drop_vars("time")


def largest_run(dataset: "xr.Dataset", region: str, of: str) -> "xr.DataArray":
    """Largest training run released by a month's end, log10 FLOP."""
    return dataset["training_compute"].sel(region=region)


def direct_investment(dataset: "xr.Dataset", region: str, of: str) -> "xr.DataArray":
    """Net foreign direct investment into a region, bn USD."""
    return _within(dataset["fdi"], region)


def venture_investment(dataset: "xr.Dataset", region: str, of: str) -> "xr.DataArray":
    """Venture investment in the labs of a region, bn USD."""
    return _within(dataset["venture_investment"], region).sum("source_region", skipna=False)


def venture_from(dataset: "xr.Dataset", region: str, of: str) -> "xr.DataArray":
    """Venture investment from the region `of` in the labs of another, bn USD."""
    return _within(dataset["venture_investment"].sel(source_region=of), region)


def chip_plants(dataset: "xr.Dataset", region: str, of: str) -> "xr.DataArray":
    """Foreign investment in chip plants in a region, bn USD."""
    return dataset["chip_fdi"].sel(region=region)


def all_chip_plants(dataset: "xr.Dataset", region: str, of: str) -> "xr.DataArray":
    """Foreign investment in chip plants in all regions, bn USD."""
    return dataset["chip_fdi"].sum("region", skipna=False)


def open_weight_share(dataset: "xr.Dataset", region: str, of: str) -> "xr.DataArray":
    """Share of the releases of the last twelve months that descend from foreign open weights."""
    return dataset["open_weight_share"].sel(region=region)


def base_share(dataset: "xr.Dataset", region: str, of: str) -> "xr.DataArray":
    """Share of the releases of the last twelve months that are built on the base `of`."""
    return dataset["base_share"].sel(region=region, base=of)


def open_weights_lag(dataset: "xr.Dataset", region: str, of: str) -> "xr.DataArray":
    """Months by which the best open weights of a region, or of the world, lag the leader.

    Where there are none, it is as many as a series can reach back.
    """
    lag = dataset["open_weights_lag"].fillna(WITHOUT_OPEN_WEIGHTS)
    return lag.min("region") if region == WORLD else lag.sel(region=region)


def capability_gap(dataset: "xr.Dataset", region: str, of: str) -> "xr.DataArray":
    """The leader's frontier minus a region's at a month's end, dex."""
    return dataset["capability_gap"].sel(region=region)


def capability_gain(dataset: "xr.Dataset", region: str, of: str) -> "xr.DataArray":
    """What a region's frontier gained from the end of the month `of` on, dex."""
    frontier = dataset["capability"].sel(region=region)
    return frontier - at_end_of(frontier, of).drop_vars("time")


def capability_growth(dataset: "xr.Dataset", region: str, of: str) -> "xr.DataArray":
    """What a region's frontier gained in a month, dex."""
    frontier = dataset["capability"].sel(region=region)
    return frontier - frontier.shift(time=1)


def chips_sold(dataset: "xr.Dataset", region: str, of: str) -> "xr.DataArray":
    """Chips that the supplier `of` delivered legally, H100e."""
    return _within(dataset["chips_delivered"].sel(supplier=of), region)


def chip_revenue(dataset: "xr.Dataset", region: str, of: str) -> "xr.DataArray":
    """Revenue of the supplier `of`, bn USD."""
    return _within(dataset["supplier_revenue"].sel(supplier=of), region)


AT_END = (
    *(capability_lag, measured_lag, compute_lag, has_reached, largest_run),
    *(open_weight_share, base_share, open_weights_lag, capability_gap, capability_gain),
)
"""Stocks, taken at the end of a single month."""

SUMMED = (
    *(direct_investment, venture_investment, venture_from, chips_sold, chip_revenue),
    capability_growth,
)
"""Flows, summed over a period."""

AT_A_MONTHS_END = tuple(series.__name__ for series in AT_END)
"""Names of measures whose period is a single month."""

BEHIND_THE_LEADER = ("capability_lag", "measured_lag", "compute_lag", "capability_gap")
"""Names of measures of a region that is not the leader."""

OF_THE_WORLD = (
    *("direct_investment", "venture_investment", "venture_from"),
    *("open_weights_lag", "chips_sold", "chip_revenue"),
)
"""Names of measures that are also known of all regions together."""

MEASURES: Mapping[str, Measure] = MappingProxyType(
    {series.__name__: Measure(series, last) for series in AT_END}
    | {series.__name__: Measure(series, np.sum) for series in SUMMED}
    | {"chip_plant_share": Measure(chip_plants, np.sum, whole=all_chip_plants)}
)
"""Measures by the names that targets use."""

VARIABLES = (
    *("capability_lag", "measured_capability_lag", "compute_lag", "capability"),
    *("training_compute", "fdi", "venture_investment", "chip_fdi", "open_weight_share"),
    *("base_share", "open_weights_lag", "capability_gap"),
    *("chips_delivered", "supplier_revenue"),
)
"""Variables that the measures need."""


def measured(dataset: "xr.Dataset", targets: Sequence[Target]) -> dict[str, np.ndarray]:
    """Predictions of a run for each target that its horizon covers.

    Returns
    -------
    dict of str to ndarray
        By the target's id, [member]; Boolean if the target is a fact.
    """

    months = _months_of(dataset["time"])

    @cache
    def by_month(series: Series, region: str, of: str) -> np.ndarray:
        return series(dataset, region, of).transpose("member", "time").values

    def value(target: Target) -> np.ndarray:
        measure, span = MEASURES[target.measure], _span(months, target.period)
        return measure.of(
            lambda series: measure.over(by_month(series, target.region, target.of)[:, span], axis=1)
        )

    values = {}
    for target in targets:
        with suppress(OutsideHorizonError):
            values[target.id] = value(target)
    return values
