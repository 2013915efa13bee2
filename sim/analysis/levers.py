"""The task `levers`: each instrument and response by itself, from open to strict, from set dates.

All else is as in a reference: `status_quo` from dates up to the article's, `as_enacted` from later
ones. Every run is of the same members and goes on from where the reference stands at the date.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
import xarray as xr

from sim.analysis.channels import (
    ANNOUNCED_AHEAD,
    CHANNELS,
    VARIABLES,
    channel_values,
    labelled,
)
from sim.analysis.experiment import STRICTEST
from sim.analysis.options import Levers
from sim.analysis.regimes import simulate_in, with_horizon_end, with_scenario
from sim.calibration.members import draws_of
from sim.calibration.targets import FOLLOWER, LEADER
from sim.ensemble.engine import take_snapshot
from sim.ensemble.progress import Progress
from sim.settings.history import ARTICLE, REFERENCE, months_after
from sim.settings.instruments import CATALOGUE, SENDERS
from sim.settings.levels import CAP, INTERCONNECT, MONEY, SHARE, Leaf, Step
from sim.settings.settings import Settings
from sim.storage.build import MONTHS_OF_MEAN, attributes
from sim.world import World, build_world
from sim.world.draws import Draws
from sim.world.regime import build_regime, enacted, months_in_common

NAMES = tuple(instrument.name for instrument in CATALOGUE)
LEVELS = ("open", "strict")

DATES = (ARTICLE, date(2026, 12, 1))
"""Dates where the task names none."""

STATE_MONEY = 50.0
"""Strict level of `ai_plus`, bn USD a year: that of the scenario `ai_plus_surge`."""

RECORDED = tuple(dict.fromkeys((*VARIABLES, "capability_lag", "compute_stock", "chips_delivered")))

LEAST_FACTOR = 0.02
"""Dex; a smaller mean change of the compute ratio says nothing of the lag for a factor of ten."""

SINGLE_LEVEL = {"open": 0.0, "strict": 1.0}


def reference_of(day: date) -> str:
    """The scenario that the other instruments follow from a date on."""
    return REFERENCE if day <= ARTICLE else "as_enacted"


def dates_of(settings: Settings, task: Levers) -> tuple[date, ...]:
    """The dates from which instruments are set; those of `DATES` that the calibration allows."""
    return task.dates or tuple(day for day in DATES if day >= settings.first_date)


def last_day(day: date, months: Sequence[int]) -> date:
    """The day with which the last of some months after a date ends."""
    return months_after(day, max(months)) - timedelta(days=1)


def with_lever(settings: Settings, name: str, level: str, since: date) -> Settings:
    """Settings in which an instrument or response is open or strict from a date on.

    Open bars nothing. Strict caps on chips are those of `strict_controls`, `ai_plus` is that of
    `ai_plus_surge`, and any other level is 1. Stockpiling is tried on a chip rule as in
    `strict_controls` that is announced on the date and takes effect half a year later.

    Parameters
    ----------
    settings : Settings
        The reference.
    name : str
        An instrument or response of the catalogue.
    level : str
        `open` or `strict`.
    since : date
        From which the level holds.
    """
    if name in SENDERS:
        changed = _chip_exports(settings, level) if name == "chip_exports" else _share(level)
        sanctions = settings.sanctions.model_copy(update={name: changed, "since": since})
        return settings.model_copy(update={"sanctions": sanctions})
    if name == "stockpiling":
        settings = _with_announced_rule(settings, since)
    changed = _state_money(level) if name == "ai_plus" else _share(level)
    response = settings.response.model_copy(update={name: changed, "since": since})
    return settings.model_copy(update={"response": response})


def _share(level: str) -> Leaf:
    return Leaf(SHARE, level=SINGLE_LEVEL[level])


def _state_money(level: str) -> Leaf:
    return Leaf(MONEY, level=STATE_MONEY * SINGLE_LEVEL[level])


def _chip_exports(settings: Settings, level: str) -> object:
    caps = STRICTEST if level == "strict" else dict.fromkeys(STRICTEST, CAP.open)
    return settings.sanctions.chip_exports.model_copy(  # type: ignore[attr-defined]
        update={
            **{name: Leaf(CAP, level=cap) for name, cap in caps.items()},
            "interconnect_cap": Leaf(INTERCONNECT, level=INTERCONNECT.open),
            "levy": Leaf(SHARE, level=SHARE.open),
        }
    )


def _with_announced_rule(settings: Settings, announced: date) -> Settings:
    """Settings with history and then a strict chip rule, known half a year ahead."""
    effective = months_after(announced, ANNOUNCED_AHEAD)
    until_day = settings.sanctions.history_until
    caps = {
        name: Leaf(
            CAP,
            steps=(
                *(
                    step
                    for step in enacted()[f"chip_exports.{name}"]
                    if until_day is None or step.effective <= until_day
                ),
                Step(effective, cap, announced),
            ),
        )
        for name, cap in STRICTEST.items()
    }
    chips = settings.sanctions.chip_exports.model_copy(update=caps)  # type: ignore[attr-defined]
    sanctions = settings.sanctions.model_copy(update={"chip_exports": chips})
    return settings.model_copy(update={"sanctions": sanctions})


def runs_of(settings: Settings, task: Levers) -> int:
    """Runs of each member: two of each instrument and one of the reference, for each date."""
    return len(dates_of(settings, task)) * (len(LEVELS) * len(NAMES) + 1)


def levers(settings: Settings, task: Levers, progress: Progress | None = None) -> xr.Dataset:
    """What each instrument does to its channel and to the lag.

    Parameters
    ----------
    settings : Settings
        World and members.
    task : Levers
        The dates from which instruments are set, and the months after them.
    progress : callable, optional
        Called with the number of finished members.

    Returns
    -------
    xarray.Dataset
        [date, instrument, level, months, member]: `lag`, the mean of twelve months that ends so
        many months after the date; `compute_ratio`, dex by which the leader's chips exceed the
        follower's; `gained_ratio`, the same of the chips that both gain in the first year;
        `channel`; `smuggled_share` of the chips that the follower gains. `*_change` is strict less
        open, member by member; `*_reference` is under the reference.
    """
    draws, dates = draws_of(settings), dates_of(settings, task)
    found = xr.concat(
        [_from_date(settings, day, task.months, draws, progress) for day in dates],
        xr.Variable("date", [f"{day:%Y-%m-%d}" for day in dates]),
    )
    for name in ("lag", "channel", "compute_ratio"):
        change = found[name].sel(level="strict") - found[name].sel(level="open")
        found[f"{name}_change"] = change
    found["months_per_factor_of_ten"] = _months_per_factor_of_ten(found)
    labels = {
        "reference": ("date", [reference_of(day) for day in dates]),
        "channel_name": ("instrument", [CHANNELS[name].words for name in NAMES]),
        "channel_units": ("instrument", [CHANNELS[name].units for name in NAMES]),
    }
    for name, about in MEANINGS.items():
        found[name].attrs.update(about)
    return found.assign_coords(labels).assign_attrs(attributes(settings, len(draws)))


MEANINGS = {
    "lag": {"units": "month", "long_name": "mean lag over twelve months"},
    "lag_change": {"units": "month", "long_name": "mean lag, strict less open"},
    "channel": {"units": "that of the channel", "long_name": "mean of the channel over months"},
    "channel_change": {"units": "that of the channel", "long_name": "channel, strict less open"},
    "compute_ratio": {"units": "dex", "long_name": "the leader's chips over the follower's"},
    "compute_ratio_change": {"units": "dex", "long_name": "ratio of chips, strict less open"},
    "gained_ratio": {
        "units": "dex",
        "long_name": "the leader's over the follower's chips gained in the first year",
    },
    "smuggled_share": {"units": "1", "long_name": "smuggled part of the chips that are gained"},
    "months_per_factor_of_ten": {
        "units": "month/dex",
        "long_name": "mean change of the lag over mean change of the ratio of chips",
    },
}


def _months_per_factor_of_ten(found: xr.Dataset) -> xr.DataArray:
    """Months of lag for each factor of ten in the ratio of chips; missing where it hardly moves."""
    moved = found["compute_ratio_change"].mean("member")
    return (found["lag_change"].mean("member") / moved).where(abs(moved) >= LEAST_FACTOR)


@dataclass(frozen=True)
class _Measured:
    """When and after how many months outcomes are taken."""

    first: int
    months: tuple[int, ...]


def _from_date(
    settings: Settings,
    day: date,
    months: tuple[int, ...],
    draws: Draws,
    progress: Progress | None,
) -> xr.Dataset:
    """Outcomes of all instruments that are set from a date, [instrument, level, ...]."""
    set_up = with_horizon_end(with_scenario(settings, reference_of(day)), last_day(day, months))
    reference = build_world(set_up)
    worlds = {
        (name, level): _world_of(reference, with_lever(set_up, name, level, day))
        for name in NAMES
        for level in LEVELS
    }
    common = min(months_in_common(reference.regime, world.regime) for world in worlds.values())
    threads = settings.engine.threads
    snapshot = take_snapshot(reference, draws, common, threads=threads, only=RECORDED)
    when = _Measured(reference.calendar.index(day), months)

    def outcomes(world: World, name: str | None = None) -> xr.Dataset:
        results = simulate_in(world, draws, settings, RECORDED, progress, snapshot)
        return _outcomes(results, world, when, name)

    tried = [
        xr.concat(
            [outcomes(worlds[name, level], name) for level in LEVELS],
            xr.Variable("level", list(LEVELS)),
        )
        for name in NAMES
    ]
    as_reference = outcomes(reference)
    found = xr.concat(tried, xr.Variable("instrument", list(NAMES)))
    return found.merge(as_reference.rename({name: f"{name}_reference" for name in as_reference}))


def _world_of(reference: World, settings: Settings) -> World:
    return replace(reference, regime=build_regime(settings, reference.calendar))


def _outcomes(
    results: dict[str, np.ndarray], world: World, when: _Measured, name: str | None
) -> xr.Dataset:
    """Outcomes of one run; the channel of the instrument too, if one is named."""
    lag = labelled("capability_lag", results, world).sel(region=FOLLOWER).astype(np.float64)
    stock = labelled("compute_stock", results, world).astype(np.float64)
    chips = stock.sel(region=LEADER, drop=True) / stock.sel(region=FOLLOWER, drop=True)
    ratio = chips.copy(data=np.log10(chips.values))
    ends = [when.first + months for months in when.months]
    lags = [lag.isel(time=slice(end - MONTHS_OF_MEAN, end)).mean("time") for end in ends]
    ratios = [ratio.isel(time=end - 1, drop=True) for end in ends]
    after = xr.Variable("months", list(when.months))
    first_year = slice(when.first, when.first + MONTHS_OF_MEAN)
    ours, theirs = (
        grey + legal
        for grey, legal in (
            _chips_gained(results, world, first_year, of) for of in (LEADER, FOLLOWER)
        )
    )
    data = {
        "lag": xr.concat(lags, after).drop_vars("region"),
        "compute_ratio": xr.concat(ratios, after),
        "gained_ratio": np.log10(ours / theirs.where(theirs > 0.0)),
        "smuggled_share": _smuggled_share(results, world, slice(when.first, ends[0])),
    }
    if name is not None:
        channel = channel_values(CHANNELS[name], results, world, when.first)
        data["channel"] = xr.DataArray(channel, dims="member")
    return xr.Dataset(data)


def _smuggled_share(results: dict[str, np.ndarray], world: World, months: slice) -> xr.DataArray:
    """Part of the chips that the follower gains in some months that is smuggled."""
    grey, legal = _chips_gained(results, world, months, FOLLOWER)
    gained = grey + legal
    return grey / gained.where(gained > 0.0)


def _chips_gained(
    results: dict[str, np.ndarray], world: World, months: slice, region: str
) -> tuple[xr.DataArray, xr.DataArray]:
    """H100e that a region gains in some months: from the grey market, and lawfully."""
    grey, legal = (
        labelled(name, results, world).sel(region=region, drop=True).isel(time=months)
        .astype(np.float64).sum("time")
        for name in ("grey_market_chips", "chips_delivered")
    )  # fmt: skip
    return grey, legal.sum("supplier")
