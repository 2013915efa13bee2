r"""The task `attribute`: which instrument moves the lag by how much, exactly.

Instruments that differ between two regimes are the players of a game; the value of a coalition is a
member's lag where the coalition's instruments are as in the one regime and the others as in the
other. All coalitions are run, on the same members, so a Shapley value is exact, member by member.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import xarray as xr

from sim.analysis.games import interaction, shapley
from sim.analysis.options import Attribute
from sim.analysis.regimes import simulate_in, under, until
from sim.analysis.split import NEEDED, lag_split
from sim.calibration.members import draws_of
from sim.calibration.targets import FOLLOWER
from sim.ensemble.engine import take_snapshot
from sim.ensemble.progress import Progress
from sim.settings.errors import SettingsError
from sim.settings.instruments import SENDERS
from sim.settings.settings import Settings
from sim.settings.variables import CATALOGUE
from sim.storage.build import MONTHS_OF_MEAN, attributes
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
"""The sender's instruments, and the leaves of a regime that each sets."""

LAG = ("capability_lag",)


def attribute(settings: Settings, task: Attribute, progress: Progress | None = None) -> xr.Dataset:
    """Attribute the change of the lag to instruments, from runs of all coalitions.

    Parameters
    ----------
    settings : Settings
        The regime, with its world and members.
    task : Attribute
        The regime to compare with, and the month.
    progress : callable, optional
        Called with the number of finished members.

    Returns
    -------
    xarray.Dataset
        `shapley` [instrument, member] and `interaction` [instrument, other, member], months of the
        mean lag over the twelve months up to the date; `lag` and `lag_against`, the lags of the two
        regimes (the follower's response as in the first), whose difference the Shapley values add
        up to; and `split` [regime, part, member], what the lag at the date consists of under both.

    Raises
    ------
    SettingsError
        If the two regimes have the same instruments, or the month is not in the horizon.
    """
    world, against, players = _game(settings, task)
    draws = draws_of(settings)
    values = np.empty((2 ** len(players), len(draws)))
    common = months_in_common(world.regime, against.regime)
    threads = settings.engine.threads
    snapshot = take_snapshot(world, draws, common, threads=threads, only=LAG) if common else None
    for coalition in range(len(values)):
        of_coalition = mixture(world, against, players, coalition)
        results = simulate_in(of_coalition, draws, settings, LAG, progress, snapshot)
        lag = results["capability_lag"][:, -MONTHS_OF_MEAN:, world.regions.index(FOLLOWER)]
        values[coalition] = lag.mean(axis=1, dtype=np.float64)
    attribution = attribution_of_game(values, players)
    attribution["split"] = xr.concat(
        [_split(of, draws, settings, f"{task.date:%Y-%m}") for of in (world, against)],
        xr.Variable("regime", ["+".join(settings.scenario), task.against]),
    )
    return attribution.assign_attrs(
        attributes(settings, len(draws)) | {"against": task.against, "date": f"{task.date:%Y-%m}"}
    )


def _split(world: World, draws: Draws, settings: Settings, month: str) -> xr.DataArray:
    """What the lag consists of in a world."""
    results = simulate_in(world, draws, settings, NEEDED)
    data = {name: (CATALOGUE[name].dims, values) for name, values in results.items()}
    labels = {
        "time": world.calendar.starts,
        "region": list(world.regions),
        "member": np.arange(len(draws)),
    }
    return lag_split(xr.Dataset(data, labels), month)


def coalitions(settings: Settings, task: Attribute) -> int:
    """Number of coalitions, and so of runs of each member."""
    return 2 ** len(_game(settings, task)[2])


def _game(settings: Settings, task: Attribute) -> tuple[World, World, list[str]]:
    """Both worlds up to the date, and the instruments that differ."""
    short = until(settings, task.date)
    world, against = build_world(short), build_world(under(short, task.against))
    players = differing(world.regime, against.regime)
    if not players:
        takes = f"a scenario whose instruments differ from those of {'+'.join(settings.scenario)}"
        raise SettingsError("task.against", task.against, takes)
    return world, against, players


def differing(one: Regime, other: Regime) -> list[str]:
    """Instruments that two regimes set differently in some month."""
    return [
        name
        for name, leaves in LEAVES.items()
        if any(not np.array_equal(getattr(one, leaf), getattr(other, leaf)) for leaf in leaves)
    ]


def mixture(world: World, against: World, players: Sequence[str], coalition: int) -> World:
    """The world in which the instruments of a coalition, a bit each, are as in the first regime.

    All else, the follower's response included, is as in the first regime in every coalition.
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
        [coalition, member]: the value of the coalition whose bits are the players in it.
    players : sequence of str
        The first has the lowest bit.
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
            "lag": ("member", values[-1], month | {"long_name": "mean lag under the regime"}),
            "lag_against": (
                "member",
                values[0],
                month | {"long_name": "mean lag under the regime that it is compared with"},
            ),
        },
        {"instrument": names, "other": names, "member": np.arange(values.shape[1])},
    )  # fmt: skip
