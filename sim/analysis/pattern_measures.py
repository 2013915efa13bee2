"""Measures that only patterns use, as functions of a run: one value a member.

They have the arguments of `sim.calibration.measures`, and a value that a member does not have (no
release in twelve months, no open weights yet) is not a number.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np
import xarray as xr

from sim.calibration.measures import MEASURES, VARIABLES, at_end_of, during
from sim.calibration.targets import WORLD, months_of
from sim.world.labels import BASES

POINTS_PER_DEX = 10.0
"""Points of the Epoch Capabilities Index a dex of effective compute.

LLaMA-65B and GPT-4, released within a month, are 1.58 dex of training compute (B004, B006) and 15.7
points (A030, A031) apart.
"""

_HOME, _FOREIGN = BASES[1:]


def _quarter_ends(series: xr.DataArray, period: str) -> xr.DataArray:
    """The last months of the quarters of a period."""
    within = during(series, period)
    return within.isel(time=np.flatnonzero(within["time"].dt.month % 3 == 0))


def _change(series: xr.DataArray, period: str) -> xr.DataArray:
    """Change a year from the end of a period's first month to the end of its last."""
    first, last = months_of(period)
    within = during(series, period)
    years = (last - first).astype(int) / 12.0
    return (within.isel(time=-1, drop=True) - within.isel(time=0, drop=True)) / years


def _of_region(stock: xr.DataArray, region: str) -> xr.DataArray:
    return stock.sum("region") if region == WORLD else stock.sel(region=region)


# the lag ------------------------------------------------------------------------------------------


def mean_measured_lag(dataset: xr.Dataset, region: str, period: str, of: str) -> xr.DataArray:
    """Mean over a period's month ends of the lag on an index, months."""
    lag = dataset["measured_capability_lag"].sel(region=region, index=of)
    return during(lag, period).mean("time")


def quarterly_move(dataset: xr.Dataset, region: str, period: str, of: str) -> xr.DataArray:
    """Mean absolute move of the lag on an index from one quarter's end to the next, months."""
    lag = dataset["measured_capability_lag"].sel(region=region, index=of)
    return abs(_quarter_ends(lag, period).diff("time")).mean("time")


def gap_in_points(dataset: xr.Dataset, region: str, period: str, of: str = "") -> xr.DataArray:
    """The leader's frontier minus the region's at a month's end, index points."""
    return POINTS_PER_DEX * at_end_of(dataset["capability_gap"].sel(region=region), period)


# lineage and open weights -------------------------------------------------------------------------


def foreign_part_of_bases(
    dataset: xr.Dataset, region: str, period: str, of: str = ""
) -> xr.DataArray:
    """Share of foreign open weights among the bases that are open weights."""
    foreign = MEASURES["base_share"](dataset, region, period, _FOREIGN)
    built = foreign + MEASURES["base_share"](dataset, region, period, _HOME)
    return (foreign / built.where(built > 0.0)).drop_vars("base")


def frontier_is_open(dataset: xr.Dataset, region: str, period: str, of: str = "") -> xr.DataArray:
    """Share of a period's quarter ends at which a region's best model is open.

    Weights are dated to the end of the month in which they are opened, so that those of a region
    that leads seem up to a month younger than the release.
    """
    behind = dataset["open_weights_lag"] - dataset["capability_lag"]
    return (abs(_quarter_ends(behind.sel(region=region), period)) <= 1.0).mean("time")


def no_further_behind(dataset: xr.Dataset, region: str, period: str, of: str) -> xr.DataArray:
    """Share of quarter ends at which a region lags no more than the open weights of another."""
    return (_behind_open_weights(dataset, region, period, of) <= 0.0).mean("time")


def fewer_months_behind(dataset: xr.Dataset, region: str, period: str, of: str) -> xr.DataArray:
    """Share of quarter ends at which a region lags less than the open weights of another."""
    return (_behind_open_weights(dataset, region, period, of) < 0.0).mean("time")


def _behind_open_weights(dataset: xr.Dataset, region: str, period: str, of: str) -> xr.DataArray:
    """Lag of a region's frontier minus that of another's open weights, months."""
    frontier = dataset["capability_lag"].sel(region=region, drop=True)
    opened = dataset["open_weights_lag"].sel(region=of, drop=True)
    # where nothing is open yet, any frontier is ahead
    return _quarter_ends(frontier - opened.fillna(np.inf), period)


def frontier_holder(dataset: xr.Dataset, region: str, period: str, of: str) -> xr.DataArray:
    """Part of the last twelve months in which a kind of lab held the region's frontier."""
    return at_end_of(dataset["frontier_holder_share"].sel(region=region, kind=of), period)


# training runs and pace ---------------------------------------------------------------------------


def run_growth(dataset: xr.Dataset, region: str, period: str, of: str = "") -> xr.DataArray:
    """Growth of the largest training run between two months' ends, times a year."""
    change: xr.DataArray = 10.0 ** _change(dataset["training_compute"].sel(region=region), period)
    return change


def pace_in_points(dataset: xr.Dataset, region: str, period: str, of: str = "") -> xr.DataArray:
    """Progress of a region's frontier between two months' ends, index points a year."""
    return POINTS_PER_DEX * _change(dataset["capability"].sel(region=region), period)


def know_how_growth(dataset: xr.Dataset, region: str, period: str, of: str = "") -> xr.DataArray:
    """Growth of a region's algorithmic efficiency between two months' ends, times a year."""
    change: xr.DataArray = 10.0 ** _change(dataset["know_how"].sel(region=region), period)
    return change


# money --------------------------------------------------------------------------------------------


def venture_growth(dataset: xr.Dataset, region: str, period: str, of: str) -> xr.DataArray:
    """Venture investment of a period over that of an earlier one, `of`."""
    now, then = (MEASURES["venture_investment"](dataset, region, when) for when in (period, of))
    return now / then


def venture_ratio(dataset: xr.Dataset, region: str, period: str, of: str) -> xr.DataArray:
    """Venture investment in one region over that in another, `of`."""
    here, there = (
        MEASURES["venture_investment"](dataset, where, period).drop_vars("region")
        for where in (region, of)
    )
    return here / there


# chips --------------------------------------------------------------------------------------------


def chips_made(dataset: xr.Dataset, region: str, period: str, of: str) -> xr.DataArray:
    """Chips that the supplier `of` made, H100e."""
    return during(dataset["chips_made"].sel(supplier=of), period).sum("time")


def part_of_chips_made(dataset: xr.Dataset, region: str, period: str, of: str) -> xr.DataArray:
    """Part of the supplier `of` in the chips made in the world, by throughput."""
    made = during(dataset["chips_made"], period).sum("time")
    return made.sel(supplier=of) / made.sum("supplier")


def compute_share(dataset: xr.Dataset, region: str, period: str, of: str = "") -> xr.DataArray:
    """A region's part of the chips owned in the world at a month's end, by throughput."""
    stock = at_end_of(dataset["compute_stock"], period)
    return stock.sel(region=region) / stock.sum("region")


def compute_growth(dataset: xr.Dataset, region: str, period: str, of: str = "") -> xr.DataArray:
    """Growth of the chips owned between two months' ends, times a year."""
    stock = _of_region(dataset["compute_stock"], region)
    change: xr.DataArray = 10.0 ** _change(xr.apply_ufunc(np.log10, stock), period)
    return change


def chip_yield(dataset: xr.Dataset, region: str, period: str, of: str = "") -> xr.DataArray:
    """Share of good chips at a region's foundries."""
    return at_end_of(dataset["chip_yield"].sel(region=region), period)


def chip_price(dataset: xr.Dataset, region: str, period: str, of: str) -> xr.DataArray:
    """Price of the best chip of the supplier `of`, USD."""
    return at_end_of(dataset["chip_price"].sel(supplier=of), period)


def smuggled_chips(dataset: xr.Dataset, region: str, period: str, of: str = "") -> xr.DataArray:
    """Chips that a region bought on the grey market, H100e."""
    return during(dataset["grey_market_chips"].sel(region=region), period).sum("time")


def smuggled_share(dataset: xr.Dataset, region: str, period: str, of: str = "") -> xr.DataArray:
    """Smuggled part of the chips that a region added."""
    smuggled = smuggled_chips(dataset, region, period)
    delivered = during(dataset["chips_delivered"].sel(region=region), period)
    return smuggled / (smuggled + delivered.sum(("time", "supplier")))


PatternMeasure = Callable[[xr.Dataset, str, str, str], xr.DataArray]

OF_PATTERNS: Mapping[str, PatternMeasure] = MappingProxyType(
    {
        measure.__name__: measure
        for measure in (
            *(mean_measured_lag, quarterly_move, gap_in_points),
            *(foreign_part_of_bases, frontier_is_open),
            *(no_further_behind, fewer_months_behind, frontier_holder),
            *(run_growth, pace_in_points, know_how_growth),
            *(venture_growth, venture_ratio),
            *(chips_made, part_of_chips_made, compute_share, compute_growth, chip_yield),
            *(chip_price, smuggled_chips, smuggled_share),
        )
    }
)
"""By name, as `sim/data/patterns.csv` calls them."""

PATTERN_MEASURES: Mapping[str, PatternMeasure] = MappingProxyType({**MEASURES, **OF_PATTERNS})
"""All that a pattern can name: those of the calibration, too."""

PATTERN_VARIABLES = (
    *VARIABLES,
    *("frontier_holder_share", "know_how"),
    *("chips_made", "compute_stock", "chip_yield", "chip_price", "grey_market_chips"),
)
"""What of a run they read."""
