"""The task `claim`: what the measures did to the lag, and whether the follower catches up.

What all measures did is `status_quo` less `never_controlled`, member by member. A group of measures
is *added* alone to `never_controlled`, and *removed* alone from `status_quo`.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import xarray as xr

from sim.analysis.attribution import LEAVES
from sim.analysis.options import Claim
from sim.analysis.regimes import last_mean_lag, simulate_in, with_horizon_end, with_scenario
from sim.calibration.members import draws_of
from sim.calibration.targets import FOLLOWER
from sim.ensemble.progress import Progress
from sim.settings.history import REFERENCE
from sim.settings.settings import Settings
from sim.storage.build import MONTHS_OF_MEAN, attributes, trailing_mean
from sim.world import World, build_world
from sim.world.draws import Draws
from sim.world.regime import mixed_regime

WITHOUT = "never_controlled"

LATER = (REFERENCE, "as_enacted")
"""Scenarios in which the follower may catch up."""

GROUPS: dict[str, tuple[str, ...]] = {
    "chips": (*LEAVES["chip_exports"], *LEAVES["enforcement"]),
    "capital": LEAVES["capital"],
    "manufacturing": (*LEAVES["lithography"], *LEAVES["tools"], *LEAVES["foundry"]),
    "answers": ("stockpiling", "substitution", "retaliation"),
}
"""Leaves of a regime by group: what the scenarios `chips_only`, `capital_only` and
`manufacturing_only` keep, and the follower's answers to measures, apart."""

ALL = "all"
HOW = ("added", "removed")

SHORT_LAGS = (12, 6)
"""Months; the first is the lower end of the article's one to two years."""

LAG, GAP = "capability_lag", "capability_gap"


def runs_of() -> int:
    """Runs of each member: with and without measures, two of each group, and those of later."""
    return 2 + len(HOW) * len(GROUPS) + len(LATER)


def claim(settings: Settings, task: Claim, progress: Progress | None = None) -> xr.Dataset:
    """What the measures did by a month, and the lag at the ends of the years after it.

    Parameters
    ----------
    settings : Settings
        World and members.
    task : Claim
        The month.
    progress : callable, optional
        Called with the number of finished members.

    Returns
    -------
    xarray.Dataset
        `change` [group, how, member]: mean lag of twelve months with the measures of a group less
        that without, months. By scenario, end (the month, and the Decembers after it) and member:
        `lag`, the same mean; `ahead`, whether the follower is ahead at the end of the month;
        `caught_up`, whether it was level or ahead at the end of any month since.
    """
    draws = draws_of(settings)
    changes = _changes(settings, task, draws, progress)
    later = xr.concat(
        [_later(with_scenario(settings, name), task, draws, progress) for name in LATER],
        xr.Variable("scenario", list(LATER)),
    )
    about = {"date": f"{task.date:%Y-%m}", "without": WITHOUT}
    found = later.assign(change=changes)
    return found.assign_attrs(attributes(settings, len(draws)) | about)


def _changes(
    settings: Settings, task: Claim, draws: Draws, progress: Progress | None
) -> xr.DataArray:
    """What all measures and each group did to the lag, [group, how, member]."""
    short = with_horizon_end(settings, task.date)
    controlled, free = (build_world(with_scenario(short, name)) for name in (REFERENCE, WITHOUT))

    def lag_in(world: World) -> np.ndarray:
        return last_mean_lag(simulate_in(world, draws, settings, (LAG,), progress), world)

    with_all, with_none = lag_in(controlled), lag_in(free)
    everything = with_all - with_none
    changes = [[everything, everything]]
    for leaves in GROUPS.values():
        added = lag_in(_with_leaves_of(free, controlled, leaves)) - with_none
        removed = with_all - lag_in(_with_leaves_of(controlled, free, leaves))
        changes.append([added, removed])
    return xr.DataArray(
        np.array(changes),
        {"group": [ALL, *GROUPS], "how": list(HOW)},
        ("group", "how", "member"),
        attrs={"units": "month", "long_name": "mean lag with the measures less that without"},
    )


def _with_leaves_of(world: World, other: World, leaves: Sequence[str]) -> World:
    """A world with some leaves of the regime of another."""
    regime = mixed_regime(world.regime, other.regime, leaves, world.calendar)
    return replace(world, regime=regime)


def _later(settings: Settings, task: Claim, draws: Draws, progress: Progress | None) -> xr.Dataset:
    """Lag and lead at the month and at the end of each year after it, [end, member]."""
    world = build_world(settings)
    results = simulate_in(world, draws, settings, (LAG, GAP), progress)
    region, first = world.regions.index(FOLLOWER), world.calendar.index(task.date)
    gap = results[GAP][..., region]
    mean = trailing_mean(results[LAG][..., region].astype(np.float64), MONTHS_OF_MEAN)
    months = world.calendar.starts.astype("datetime64[M]")
    ends = [first, *(m for m in range(first + 1, len(months)) if months[m].item().month == 12)]
    since = np.maximum.accumulate(gap[:, first + 1 :] <= 0.0, axis=1)
    caught_up = [since[:, end - first - 1] if end > first else gap[:, end] <= 0.0 for end in ends]
    of_ends = ("end", "member")
    return xr.Dataset(
        {
            "lag": (of_ends, mean[:, ends].T, {"units": "month", "long_name": "mean lag"}),
            "ahead": (of_ends, gap[:, ends].T < 0.0, {"long_name": "the follower is ahead"}),
            "caught_up": (of_ends, np.array(caught_up),
                          {"long_name": "level or ahead in a month since"}),
        },
        {"end": [str(months[end]) for end in ends]},
    )  # fmt: skip
