"""Quantities of the record as functions of a run, with one value for each member.

Each takes a dataset, a region (or `world`), a period and a further argument of the target (`of`). A
period is a year (`2023`), a month (`2024-03`) or a range of months (`2022-01/2023-12`).
Flows are summed over it; stocks are taken at the end of a single month.
"""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

import xarray as xr

from sim.calibration.targets import LEADER, WORLD, Target, months_of

WITHOUT_OPEN_WEIGHTS = 60.0
"""Months by which open weights lag where there are none: as good as models of five years ago."""


class OutsideHorizonError(LookupError):
    """The horizon of a run does not cover the period of a target."""


def during(series: xr.DataArray, period: str) -> xr.DataArray:
    """Select the months of a period.

    Raises
    ------
    OutsideHorizonError
        If the series does not contain all of them.
    """
    months = series["time"].values.astype("datetime64[M]")
    first, last = months_of(period)
    if first < months[0] or last > months[-1]:
        raise OutsideHorizonError(f"{period} is not within {months[0]} to {months[-1]}")
    start = int((first - months[0]).astype(int))
    return series.isel(time=slice(start, start + int((last - first).astype(int)) + 1))


def at_end_of(series: xr.DataArray, month: str) -> xr.DataArray:
    """Select one month."""
    return during(series, month).isel(time=0)


def _within(flow: xr.DataArray, region: str) -> xr.DataArray:
    return flow.sum("region") if region == WORLD else flow.sel(region=region)


def capability_lag(dataset: xr.Dataset, region: str, period: str, of: str = "") -> xr.DataArray:
    """Months by which a region's frontier lags the leader's at a month's end."""
    return at_end_of(dataset["capability_lag"].sel(region=region), period)


def measured_lag(dataset: xr.Dataset, region: str, period: str, of: str) -> xr.DataArray:
    """Months by which a region lags the leader on the scores of the index `of`."""
    measured = dataset["measured_capability_lag"].sel(region=region, index=of)
    return at_end_of(measured, period)


def compute_lag(dataset: xr.Dataset, region: str, period: str, of: str = "") -> xr.DataArray:
    """Months by which a region's largest run lags the leader's at a month's end."""
    return at_end_of(dataset["compute_lag"].sel(region=region), period)


def has_reached(dataset: xr.Dataset, region: str, period: str, of: str) -> xr.DataArray:
    """Whether a region's frontier is at or above the leader's of an earlier month, `of`."""
    frontier = dataset["capability"]
    goal = at_end_of(frontier.sel(region=LEADER, drop=True), of)
    return at_end_of(frontier.sel(region=region), period) >= goal.drop_vars("time")


def largest_run(dataset: xr.Dataset, region: str, period: str, of: str = "") -> xr.DataArray:
    """Largest training run released by a month's end, log10 FLOP."""
    return at_end_of(dataset["training_compute"].sel(region=region), period)


def direct_investment(dataset: xr.Dataset, region: str, period: str, of: str = "") -> xr.DataArray:
    """Net foreign direct investment into a region, bn USD."""
    return _within(during(dataset["fdi"], period), region).sum("time")


def venture_investment(dataset: xr.Dataset, region: str, period: str, of: str = "") -> xr.DataArray:
    """Venture investment in the labs of a region, bn USD."""
    invested = during(dataset["venture_investment"], period).sum("source_region")
    return _within(invested, region).sum("time")


def venture_from(dataset: xr.Dataset, region: str, period: str, of: str) -> xr.DataArray:
    """Venture investment from the region `of` in the labs of another, bn USD."""
    invested = during(dataset["venture_investment"].sel(source_region=of), period)
    return _within(invested, region).sum("time")


def chip_plant_share(dataset: xr.Dataset, region: str, period: str, of: str = "") -> xr.DataArray:
    """Share of the world's foreign investment in chip plants that went to a region."""
    invested = during(dataset["chip_fdi"], period).sum("time")
    return invested.sel(region=region) / invested.sum("region")


def open_weight_share(dataset: xr.Dataset, region: str, period: str, of: str = "") -> xr.DataArray:
    """Share of the releases of the last twelve months that descend from foreign open weights."""
    return at_end_of(dataset["open_weight_share"].sel(region=region), period)


def base_share(dataset: xr.Dataset, region: str, period: str, of: str) -> xr.DataArray:
    """Share of the releases of the last twelve months that are built on the base `of`."""
    return at_end_of(dataset["base_share"].sel(region=region, base=of), period)


def open_weights_lag(dataset: xr.Dataset, region: str, period: str, of: str = "") -> xr.DataArray:
    """Months by which the best open weights of a region, or of the world, lag the leader.

    Where there are none, it is as many as a series can reach back.
    """
    lag = dataset["open_weights_lag"].fillna(WITHOUT_OPEN_WEIGHTS)
    best = lag.min("region") if region == WORLD else lag.sel(region=region)
    return at_end_of(best, period)


def capability_gap(dataset: xr.Dataset, region: str, period: str, of: str = "") -> xr.DataArray:
    """The leader's frontier minus a region's at a month's end, dex."""
    return at_end_of(dataset["capability_gap"].sel(region=region), period)


def capability_gain(dataset: xr.Dataset, region: str, period: str, of: str) -> xr.DataArray:
    """What a region's frontier gained from the end of the month `of` on, dex."""
    frontier = dataset["capability"].sel(region=region)
    return at_end_of(frontier, period) - at_end_of(frontier, of).drop_vars("time")


def chips_sold(dataset: xr.Dataset, region: str, period: str, of: str) -> xr.DataArray:
    """Chips that the supplier `of` delivered legally, H100e."""
    delivered = during(dataset["chips_delivered"].sel(supplier=of), period)
    return _within(delivered, region).sum("time")


def chip_revenue(dataset: xr.Dataset, region: str, period: str, of: str) -> xr.DataArray:
    """Revenue of the supplier `of`, bn USD."""
    revenue = during(dataset["supplier_revenue"].sel(supplier=of), period)
    return _within(revenue, region).sum("time")


Measure = Callable[[xr.Dataset, str, str, str], xr.DataArray]

MEASURES: Mapping[str, Measure] = MappingProxyType(
    {
        measure.__name__: measure
        for measure in (
            capability_lag,
            measured_lag,
            compute_lag,
            has_reached,
            largest_run,
            direct_investment,
            venture_investment,
            venture_from,
            chip_plant_share,
            open_weight_share,
            base_share,
            open_weights_lag,
            capability_gap,
            capability_gain,
            chips_sold,
            chip_revenue,
        )
    }
)
"""Measures by the names that targets use."""

VARIABLES = (
    *("capability_lag", "measured_capability_lag", "compute_lag", "capability"),
    *("training_compute", "fdi", "venture_investment", "chip_fdi", "open_weight_share"),
    *("base_share", "open_weights_lag", "capability_gap"),
    *("chips_delivered", "supplier_revenue"),
)
"""Variables that the measures need."""


def measured(dataset: xr.Dataset, targets: Sequence[Target]) -> dict[str, xr.DataArray]:
    """Predictions of a run for each target that its horizon covers.

    Returns
    -------
    dict of str to DataArray
        By the target's id, one value for each member; Boolean if the target is a fact.
    """
    values = {}
    for target in targets:
        measure = MEASURES[target.measure]
        try:
            values[target.id] = measure(dataset, target.region, target.period, target.of)
        except OutsideHorizonError:
            continue
    return values
