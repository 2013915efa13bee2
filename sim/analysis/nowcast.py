"""The nowcast: members of a posterior at the end of its data, now, and in the next months."""

from datetime import date

import numpy as np
import xarray as xr

from sim.analysis.regimes import simulate_in
from sim.calibration.members import draws_of
from sim.calibration.targets import FOLLOWER, LEADER
from sim.ensemble.progress import Progress
from sim.settings.history import months_after
from sim.settings.settings import Settings
from sim.storage.build import attributes
from sim.world import World, build_world

VARIABLES = ("capability", "capability_lag", "measured_capability_lag")

ITSELF = "lag itself"
"""Label of the lag in capability, beside those of the indices."""


def nowcast(
    settings: Settings, day: date, ahead: int, progress: Progress | None = None
) -> xr.Dataset:
    """What members say of the present month and of those after it.

    Parameters
    ----------
    settings : Settings
        Regime and members.
    day : date
        A day of the present month.
    ahead : int
        Months after the present one, at whose end the next measurement is taken.
    progress : callable, optional
        Called with the number of finished members.

    Returns
    -------
    xarray.Dataset
        By `measure` (the lag itself, and on each index) and `member`, in months: `lag_at_data` and
        `lag_now` at the ends of the last month of the data and of the present one; `lag_next` at
        the end of the last month ahead; `lag_lowest`, the lowest at the month ends ahead;
        `lag_at_release`, at the end of the month of the follower's next frontier release. By
        member: `months_to_release`, and `months_to_reach` until the follower's frontier is at or
        above the leader's present one. The last three are missing if it does not happen within the
        horizon.
    """
    world, draws = build_world(settings), draws_of(settings)
    results = simulate_in(world, draws, settings, VARIABLES, progress)
    now = world.calendar.index(day)
    lags = lags_of(results, world)
    frontier = results["capability"]
    follower, leader = (frontier[..., world.regions.index(r)] for r in (FOLLOWER, LEADER))
    release = first_month(np.diff(follower, axis=1) > 0.0, now)  # in the month after each
    reach = first_month(follower >= leader[:, [now]], now)
    data = {
        "lag_at_data": lags[..., world.calendar.index(settings.calibration.until)],
        "lag_now": lags[..., now],
        "lag_next": lags[..., now + ahead],
        "lag_lowest": lags[..., now + 1 : now + ahead + 1].min(axis=-1),
        "lag_at_release": _at(lags, now + 1 + release),
    }
    by_member = {"months_to_release": release + 1, "months_to_reach": reach}
    dims = ("measure", "member")
    return xr.Dataset(
        {name: (dims, values, MEANINGS[name]) for name, values in data.items()}
        | {name: ("member", values, MEANINGS[name]) for name, values in by_member.items()},
        {"measure": [ITSELF, *world.indices], "member": np.arange(len(draws))},
        attributes(settings, len(draws))
        | {
            "title": "The lag now and next",
            "data_until": str(settings.calibration.until),
            "now": f"{day:%Y-%m}",
            "next": f"{months_after(day, ahead):%Y-%m}",
            "horizon_end": f"{settings.horizon.end:%Y-%m}",
        },
    )


MEANINGS = {
    name: {"units": "month", "long_name": text}
    for name, text in {
        "lag_at_data": "lag at the end of the last month of the data",
        "lag_now": "lag at the end of the present month",
        "lag_next": "lag at the end of the last month ahead",
        "lag_lowest": "lowest lag at the month ends ahead",
        "lag_at_release": "lag at the end of the month of the follower's next frontier release",
        "months_to_release": "months until the follower's next frontier release",
        "months_to_reach": "months until the follower reaches the leader's present frontier",
    }.items()
}


def first_month(happens: np.ndarray, start: int) -> np.ndarray:
    """Months from `start` until something first happens, [member]; missing if it never does.

    Parameters
    ----------
    happens : ndarray of bool
        [member, month]
    start : int
        The first month that counts.
    """
    later = happens[:, start:]
    if later.shape[1] == 0:
        return np.full(len(happens), np.nan)
    return np.where(later.any(axis=1), later.argmax(axis=1), np.nan)


def lags_of(results: dict[str, np.ndarray], world: World) -> np.ndarray:
    """The follower's lag itself and on each index, [measure, member, month]."""
    follower = world.regions.index(FOLLOWER)
    itself = results["capability_lag"][..., follower]
    measured = np.moveaxis(results["measured_capability_lag"][..., follower], -1, 0)
    return np.concatenate([itself[None], measured]).astype(np.float64)


def _at(lags: np.ndarray, months: np.ndarray) -> np.ndarray:
    """Lags at a month of each member, [measure, member]; missing where there is no month."""
    known = np.isfinite(months)
    place = np.where(known, months, 0).astype(int)
    taken = np.take_along_axis(lags, place[None, :, None], axis=2)[..., 0]
    return np.where(known, taken, np.nan)
