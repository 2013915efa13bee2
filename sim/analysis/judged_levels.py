"""How much of the lag depends on levels of instruments that are judgements."""

from dataclasses import replace
from datetime import date

import numpy as np
import xarray as xr

from sim.analysis.pieces import NOTHING_KEPT, Arrays, Pieces
from sim.analysis.regimes import last_mean_lag, simulate_in, with_horizon_end
from sim.calibration.members import draws_of
from sim.ensemble.progress import Progress
from sim.settings.settings import Settings
from sim.world import World, build_world
from sim.world.regime import judged_levels, mixed_regime

DIRECTIONS = {"weaker": 0.0, "stronger": 1.0}
"""Levels towards which judged levels are moved."""


def moved_level(level: np.ndarray, towards: float) -> np.ndarray:
    """A level halfway to none or to full."""
    return 0.5 * (level + towards)


def instruments_judged(world: World) -> dict[str, np.ndarray]:
    """Months in which the level of an instrument is a judgement, by instrument, [month]."""
    found = {}
    for name, levels in judged_levels().items():
        months = np.isin(getattr(world.regime, name), levels)
        if months.any():
            found[name] = months
    return found


def runs_of(settings: Settings, day: date) -> int:
    """Runs of each member: one of the regime, and two of each instrument with judged levels."""
    world = build_world(with_horizon_end(settings, day))
    return 1 + len(DIRECTIONS) * len(instruments_judged(world))


def judged(
    settings: Settings,
    day: date,
    progress: Progress | None = None,
    pieces: Pieces = NOTHING_KEPT,
) -> xr.Dataset:
    """Change of the lag if the judged levels of one instrument were weaker or stronger.

    Every judged level of an instrument, in all months, is moved halfway to none or to full; the
    others stay. Parameters and random draws are the same: it is not what another calibration would
    find.

    Parameters
    ----------
    settings : Settings
        Regime, members and calibration.
    day : date
        With whose month the twelve months of the mean lag end.
    progress : callable, optional
        Told the number of members that were finished.
    pieces : Pieces
        Keeps what was run with each moved level.

    Returns
    -------
    xarray.Dataset
        `change` of the mean lag over twelve months [instrument, direction, member], months.
    """
    settings = with_horizon_end(settings, day)
    world, draws = build_world(settings), draws_of(settings)

    def run(world: World) -> Arrays:
        results = simulate_in(world, draws, settings, ("capability_lag",), progress)
        return {"lag": last_mean_lag(results, world)}

    def mean_lag(name: str, world: World) -> np.ndarray:
        return pieces.result(name, lambda: run(world), progress, len(draws))["lag"]

    before, months = mean_lag("unmoved", world), instruments_judged(world)
    changes = [
        [
            mean_lag(f"{name}-{direction}", _with_moved(world, name, where, to)) - before
            for direction, to in DIRECTIONS.items()
        ]
        for name, where in months.items()
    ]
    shape = (len(months), len(DIRECTIONS), len(draws))
    return xr.Dataset(
        {
            "change": (
                ("instrument", "direction", "member"),
                np.array(changes).reshape(shape),
                {"units": "months", "long_name": "change of the mean lag over twelve months"},
            )
        },
        {"instrument": list(months), "direction": list(DIRECTIONS)},
        {"month": f"{day:%Y-%m}"},
    )


def _with_moved(world: World, name: str, where: np.ndarray, towards: float) -> World:
    levels = getattr(world.regime, name)
    moved = np.where(where, moved_level(levels, towards), levels)
    other = world.regime._replace(**{name: moved})
    return replace(world, regime=mixed_regime(world.regime, other, (name,), world.calendar))
