"""What a user's own facts change: the lag now and later, and the parameters, before and after."""

from datetime import date

import numpy as np
import xarray as xr

from sim.analysis.regimes import simulate_in
from sim.calibration.criteria import YEARS
from sim.calibration.members import members_of
from sim.calibration.targets import FOLLOWER
from sim.calibration.update import Update
from sim.ensemble.progress import Progress
from sim.settings.history import months_after
from sim.settings.settings import Settings
from sim.storage.build import MONTHS_OF_MEAN, trailing_mean
from sim.world import build_world
from sim.world.parameters import Parameters

WHEN = ("before", "after")


def months_shown(settings: Settings, until: date) -> list[str]:
    """The last month of the facts, and the same in 1, 2 and 5 years, as far as the horizon goes."""
    days = (months_after(until, 12 * years) for years in YEARS)
    return [f"{day:%Y-%m}" for day in days if day <= settings.horizon.end]


def lag_before_and_after(
    settings: Settings, update: Update, progress: Progress | None = None
) -> xr.DataArray:
    """Mean lag of twelve months under the reference, [when, month, member].

    Both are of the same size and seed.
    """
    reference = settings.reference()
    world, months = build_world(reference), months_shown(settings, update.after.until)
    places = [world.calendar.index(date.fromisoformat(f"{month}-01")) for month in months]
    means = []
    for posterior in (update.before, update.after):
        ensemble = settings.ensemble
        draws = members_of(posterior, reference, ensemble.members, ensemble.seed)
        lag = simulate_in(world, draws, settings, ("capability_lag",), progress)["capability_lag"]
        of_follower = lag[..., world.regions.index(FOLLOWER)].astype(np.float64)
        means.append(trailing_mean(of_follower, MONTHS_OF_MEAN)[:, places].T)
    return xr.DataArray(
        np.stack(means),
        {"when": list(WHEN), "month": months},
        ("when", "month", "member"),
        "lag",
        {"units": "month", "long_name": "mean lag over twelve months"},
    )


def moved_parameters(update: Update) -> xr.Dataset:
    r"""Means of the parameters less those before, in standard deviations before.

    A parameter is `moved` if that is more than two standard errors of a mean of as many draws as
    count after the facts, :math:`2 / \sqrt{n}`.

    Returns
    -------
    xarray.Dataset
        By parameter: `before`, `after`, `shift` and `moved`; the largest absolute shift first.
    """
    values = update.before.parameters.astype(np.float64)
    before, spread = values.mean(axis=0), values.std(axis=0)
    after = update.after.parameters.astype(np.float64).mean(axis=0)
    shift = (after - before) / np.where(spread > 0.0, spread, 1.0)
    order = np.argsort(-np.abs(shift))
    columns = {"before": before, "after": after, "shift": shift}
    data = {name: ("parameter", column[order]) for name, column in columns.items()}
    moved = np.abs(shift[order]) > 2.0 / np.sqrt(update.draws_that_count)
    names = [Parameters._fields[place] for place in order]
    return xr.Dataset(data | {"moved": ("parameter", moved)}, {"parameter": names})
