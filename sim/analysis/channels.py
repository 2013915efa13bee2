"""The channel of each instrument: the variable that it acts on first, and which way it moves it."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import xarray as xr

from sim.calibration.targets import FOLLOWER, LEADER
from sim.settings.variables import CATALOGUE
from sim.storage.build import labels_of
from sim.world import World

type Reduce = Callable[[xr.DataArray], xr.DataArray]


@dataclass(frozen=True)
class Channel:
    """What an instrument acts on first.

    Attributes
    ----------
    variable : str
        Of the catalogue of variables.
    words : str
        What the channel is, for a table.
    units : str
        Of the channel.
    direction : int
        How a strict level moves it: 1 raises it, -1 lowers it.
    lengthens : int
        What its meaning says of the lag: 1 longer, -1 shorter, 0 nothing.
    reduce : callable
        Makes [member, time] of the variable's regions and suppliers.
    note : str
        Why the meaning says nothing of the lag, where it does not.
    months : int, optional
        Months after the date over which the channel is averaged; all that are simulated by default.
    """

    variable: str
    words: str
    units: str
    direction: int
    lengthens: int
    reduce: Reduce
    note: str = ""
    months: int | None = None


ANNOUNCED_AHEAD = 6
"""Months between announcement and effect of the chip rule that stockpiling is tried on."""


def _to_follower_from(region: str, reduction: str = "sum") -> Reduce:
    """What the designers of a region deliver to the follower."""

    def reduce(values: xr.DataArray) -> xr.DataArray:
        of_designers = _of_designers(region)(values.sel(region=FOLLOWER))
        return getattr(of_designers, reduction)("supplier")  # type: ignore[no-any-return]

    return reduce


def _of_designers(region: str) -> Reduce:
    return lambda values: values.isel(supplier=values["designer_region"].values == region)


def _of_follower(values: xr.DataArray) -> xr.DataArray:
    return values.sel(region=FOLLOWER)


def _behind_leader(values: xr.DataArray) -> xr.DataArray:
    return values.sel(region=LEADER) - values.sel(region=FOLLOWER)


def _to_follower_labs(source: str) -> Reduce:
    return lambda values: values.sel(source_region=source, region=FOLLOWER)


CHANNELS: dict[str, Channel] = {
    "chip_exports": Channel(
        "chips_delivered", "US chips delivered to China", "H100e per month", -1, 1,
        _to_follower_from(LEADER),
    ),
    "lithography": Channel(
        "highest_tpp_delivered", "best Chinese chip delivered at home", "TPP", -1, 1,
        _to_follower_from(FOLLOWER, "max"),
    ),
    "tools": Channel(
        "chip_capacity", "capacity of Chinese foundries", "chips per month", -1, 1, _of_follower,
    ),
    "foundry": Channel(
        "chips_made", "chips that Chinese designers have made", "H100e per month", -1, 1,
        lambda values: _of_designers(FOLLOWER)(values).sum("supplier"),
    ),
    "capital": Channel(
        "venture_investment", "US venture money for Chinese labs", "bn USD per month", -1, 1,
        _to_follower_labs(LEADER),
    ),
    "cloud": Channel(
        "rented_compute", "compute that Chinese labs rent abroad", "H100e", -1, 1, _of_follower,
    ),
    "model_access": Channel(
        "breakthroughs", "post-training of the best Chinese lab behind the US", "dex", 1, 1,
        _behind_leader,
    ),
    "open_weights": Channel(
        "base_share", "Chinese releases built on foreign open weights", "1", -1, 1,
        lambda values: values.sel(region=FOLLOWER, base="foreign open weights"),
    ),
    "enforcement": Channel(
        "grey_market_chips", "chips smuggled into China", "H100e per month", -1, 1, _of_follower,
    ),
    "ai_plus": Channel(
        "ai_investment", "Chinese money for Chinese labs", "bn USD per month", 1, -1,
        _to_follower_labs(FOLLOWER),
    ),
    "stockpiling": Channel(
        "chips_delivered", "US chips delivered to China before an announced rule",
        "H100e per month", 1, 0, _to_follower_from(LEADER),
        note="chips brought forward are not ordered later, so the lag may go either way",
        months=ANNOUNCED_AHEAD,
    ),
    "substitution": Channel(
        "chips_delivered", "Chinese chips delivered at home", "H100e per month", 1, 0,
        _to_follower_from(FOLLOWER),
        note="worse chips now, more revenue for Chinese designers: the lag may go either way",
    ),
    "retaliation": Channel(
        "chip_price", "price of US designers’ best chips", "USD", 1, 0,
        lambda values: _of_designers(LEADER)(values).mean("supplier"),
        note="dearer US chips cost the labs of both countries: the lag may go either way",
    ),
}  # fmt: skip
"""By instrument or response, in the order of the catalogue of instruments."""

VARIABLES = tuple(dict.fromkeys(channel.variable for channel in CHANNELS.values()))
"""What has to be recorded for all channels."""


def channel_values(
    channel: Channel, results: dict[str, np.ndarray], world: World, first: int
) -> np.ndarray:
    """Mean of a channel over the months from the first one on, by member.

    Months without a value are left out; a member without any has none.

    Parameters
    ----------
    channel : Channel
        Of an instrument.
    results : dict of str to ndarray
        Of the ensemble, [member, time, ...].
    world : World
        That was simulated.
    first : int
        Number of the month in which the instrument takes its level.
    """
    values = labelled(channel.variable, results, world)
    last = None if channel.months is None else first + channel.months
    reduced = channel.reduce(values).isel(time=slice(first, last))
    return np.asarray(reduced.mean("time", dtype=np.float64).values)


def labelled(name: str, results: dict[str, np.ndarray], world: World) -> xr.DataArray:
    """A variable with the labels of its dimensions, and the region of each chip designer."""
    variable = CATALOGUE[name]
    labels = labels_of(world, len(results[name]))
    values = xr.DataArray(results[name], {dim: labels[dim] for dim in variable.dims}, variable.dims)
    if "supplier" not in variable.dims:
        return values
    regions = np.array(world.regions)[world.cast.designers.region]
    return values.assign_coords(designer_region=("supplier", regions))
