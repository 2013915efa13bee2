r"""The task `attribute`: how much each instrument contributes to a change of the lag.

The instruments that differ between two regimes are the players of a game. The value of a coalition
is the lag of a member if the instruments of the coalition are as in the first regime, and the
others as in the second. All coalitions are run on the same members, so each member's Shapley values
are exact.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import numpy as np
import xarray as xr

from sim.analysis.games import interaction, shapley
from sim.analysis.options import Attribute
from sim.analysis.pieces import NOTHING_KEPT, Arrays, Pieces
from sim.analysis.regimes import (
    last_mean_lag,
    simulate_in,
    with_horizon_end,
    with_scenario,
)
from sim.analysis.split import NEEDED, lag_split
from sim.calibration.members import draws_of
from sim.ensemble.engine import take_snapshot
from sim.ensemble.progress import Progress
from sim.settings.errors import SettingsError
from sim.settings.instruments import SENDERS
from sim.settings.settings import Settings
from sim.settings.variables import CATALOGUE
from sim.storage.build import attributes
from sim.world import World, build_world
from sim.world.draws import Draws
from sim.world.regime import Regime, mixed_regime, months_in_common

CHIP_EXPORTS = (
    *("tpp_cap", "interconnect_cap", "density_cap", "levy"),
    *("coming_tpp_cap", "coming_interconnect_cap", "coming_density_cap", "stockpiling_window"),
)

LEAVES: dict[str, tuple[str, ...]] = {
    name: CHIP_EXPORTS if name == "chip_exports" else (name,) for name in SENDERS
}
"""Leaves of a regime that each of the sender's instruments sets."""

LAG = ("capability_lag",)


def attribute(
    settings: Settings,
    task: Attribute,
    progress: Progress | None = None,
    pieces: Pieces = NOTHING_KEPT,
) -> xr.Dataset:
    """Attribute the change of the lag to instruments, from runs of all coalitions.

    Parameters
    ----------
    settings : Settings
        The regime, with its world and members.
    task : Attribute
        The regime to compare with, and the month.
    progress : callable, optional
        Called with the number of finished members.
    pieces : Pieces
        Keeps the coalitions that were run.

    Returns
    -------
    xarray.Dataset
        `shapley` [instrument, member] and `interaction` [instrument, other, member], months of the
        mean lag over the twelve months up to the date; `joint`, of the same dimensions, what two
        instruments do without the others, on the diagonal one; `lag` and `lag_against`, the lags of
        the two regimes, whose difference the Shapley values add up to; and `split` [regime, part,
        member], the components of the lag under both. The follower's response is that of the first
        regime throughout.

    Raises
    ------
    SettingsError
        If the two regimes have the same instruments, or the month is not in the horizon.
    """
    world, against, players = _game(settings, task)
    draws = draws_of(settings)
    common, threads = months_in_common(world.regime, against.regime), settings.engine.threads
    snapshot = take_snapshot(world, draws, common, threads=threads, only=LAG) if common else None
    values = np.empty((2 ** len(players), len(draws)))

    def run(coalition: int) -> Arrays:
        mixed = mixed_world(world, against, players, coalition)
        results = simulate_in(mixed, draws, settings, LAG, progress, snapshot)
        return {"lag": last_mean_lag(results, world)}

    for coalition in range(len(values)):
        name = f"coalition-{coalition}"
        of_coalition = pieces.result(name, partial(run, coalition), progress, len(draws))
        values[coalition] = of_coalition["lag"]
    attribution = attribution_of_game(values, players)
    month, names = f"{task.date:%Y-%m}", [settings.title, task.against]
    worlds = (world, mixed_world(world, against, players, 0))
    parts = [_split(each, draws, settings, month) for each in worlds]
    attribution["split"] = xr.concat(parts, xr.Variable("regime", names))
    made_from = attributes(settings, len(draws))
    return attribution.assign_attrs(made_from, against=task.against, date=month)


def _split(world: World, draws: Draws, settings: Settings, month: str) -> xr.DataArray:
    """Components of the lag in a world."""
    results = simulate_in(world, draws, settings, NEEDED)
    data = {name: (CATALOGUE[name].dims, values) for name, values in results.items()}
    labels = {
        "time": world.calendar.starts,
        "region": list(world.regions),
        "member": np.arange(len(draws)),
    }
    return lag_split(xr.Dataset(data, labels), month)


def coalitions(settings: Settings, task: Attribute) -> int:
    """Number of coalitions, which is the number of runs of each member."""
    return 2 ** len(_game(settings, task)[2])


def _game(settings: Settings, task: Attribute) -> tuple[World, World, list[str]]:
    """Both worlds up to the date, and the instruments in which they differ."""
    short = with_horizon_end(settings, task.date)
    world, against = build_world(short), build_world(with_scenario(short, task.against))
    players = changed_instruments(world.regime, against.regime)
    if not players:
        takes = f"a scenario whose instruments differ from those of {settings.title}"
        raise SettingsError("task.against", task.against, takes)
    return world, against, players


def changed_instruments(one: Regime, other: Regime) -> list[str]:
    """Instruments that differ between two regimes in some month."""
    return [
        name
        for name, leaves in LEAVES.items()
        if any(not np.array_equal(getattr(one, leaf), getattr(other, leaf)) for leaf in leaves)
    ]


def mixed_world(world: World, against: World, players: Sequence[str], coalition: int) -> World:
    """The world of a coalition, whose bits say which instruments are as in the first regime.

    The other instruments are as in the second regime. Everything else, including the follower's
    response, is as in the first regime.
    """
    left_out = [
        leaf
        for place, name in enumerate(players)
        if not coalition >> place & 1
        for leaf in LEAVES[name]
    ]
    regime = mixed_regime(world.regime, against.regime, left_out, world.calendar)
    return replace(world, regime=regime)


def attribution_of_game(values: np.ndarray, players: Sequence[str]) -> xr.Dataset:
    """Shapley values and pairwise interactions of a game.

    Parameters
    ----------
    values : ndarray
        [coalition, member]: the value of each coalition, whose bits are its players.
    players : sequence of str
        Names of the players, from the lowest bit.
    """
    names = list(players)
    month = {"units": "month"}
    return xr.Dataset(
        {
            "shapley": (
                ("instrument", "member"),
                np.stack([shapley(values, player) for player in range(len(names))]),
                month | {"long_name": "share of the instrument in the change of the mean lag"},
            ),
            "interaction": (
                ("instrument", "other", "member"),
                np.array([[interaction(values, i, j) for j in range(len(names))]
                          for i in range(len(names))]),
                month | {"long_name": "joint effect of two instruments beyond each alone"},
            ),
            "joint": (
                ("instrument", "other", "member"),
                np.array([[values[1 << i | 1 << j] - values[0] for j in range(len(names))]
                          for i in range(len(names))]),
                month | {"long_name": "change of the mean lag by only these two instruments"},
            ),
            "lag": ("member", values[-1], month | {"long_name": "mean lag under the regime"}),
            "lag_against": (
                "member",
                values[0],
                month | {"long_name": "mean lag under the regime of comparison"},
            ),
        },
        {"instrument": names, "other": names, "member": np.arange(values.shape[1])},
    )  # fmt: skip
