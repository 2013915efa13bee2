"""Regret of the sender: the additional lag that the best regime would have given the same member.

The sender is assumed to want a long lag. Costs of a regime in trade, alliances or science are not
counted, so a regime with little regret is not necessarily worth its costs.
"""

from collections.abc import Iterable

import numpy as np
import xarray as xr

from sim.analysis.experiment import Experiment
from sim.analysis.options import Discover
from sim.analysis.regimes import scenarios_that_fit, with_horizon_end, with_scenario
from sim.calibration.members import draws_of
from sim.ensemble.progress import Progress
from sim.settings.settings import Settings
from sim.storage.build import attributes
from sim.world.calendar import Calendar
from sim.world.regime import build_regime

HIGH_QUANTILE = 0.95
"""Quantile over members that is reported in addition to the worst member."""

RESAMPLES = 500
"""Resamples of the members."""


def regret(settings: Settings, task: Discover, progress: Progress | None = None) -> xr.Dataset:
    """Compute the sender's regret of each scenario on each member, at the task's date.

    Parameters
    ----------
    settings : Settings
        Members, calibration and horizon.
    task : Discover
        Date and scenarios.
    progress : callable, optional
        Called with the number of finished runs.

    Returns
    -------
    xarray.Dataset
        `lag` and `regret`, months, by `scenario` and `member`; by `scenario`, `mean_regret`,
        `regret_95`, `worst_regret` (that of the worst member) and `least_bad_share`, the share of
        resamples of the members in which its worst regret is the smallest.
    """
    short = with_horizon_end(settings, task.date)
    names = scenarios_to_compare(short, task.scenarios)
    draws = draws_of(short)
    unchanged = np.empty((len(draws), 0))
    lags = np.stack(
        [
            Experiment(with_scenario(short, n), ()).run(draws, unchanged, progress)[:, 0]
            for n in names
        ]
    )
    dataset = xr.Dataset(
        {"lag": (("scenario", "member"), lags, {"units": "month"})},
        {"scenario": list(names), "member": np.arange(len(draws))},
        attributes(settings, len(draws)),
    )
    dataset = dataset.assign(summary_of(lags, settings.ensemble.seed))
    return dataset.assign_attrs(
        title="The sender's regret in months of lag, by scenario",
        date=str(task.date),
        least_bad=str(names[int(np.argmin(dataset["worst_regret"].values))]),
    )


def summary_of(lags: np.ndarray, seed: int) -> dict[str, xr.Variable]:
    """Regret of each scenario on each member, and its statistics.

    Parameters
    ----------
    lags : ndarray
        [scenario, member], months.
    seed : int
        Seed of the resampling of members.
    """
    regrets = lags.max(axis=0) - lags
    worst = regrets.max(axis=1)
    statistics = {
        "mean_regret": (regrets.mean(axis=1), "mean over members"),
        "regret_95": (
            np.quantile(regrets, HIGH_QUANTILE, axis=1),
            f"{HIGH_QUANTILE:.0%} quantile over members",
        ),
        "worst_regret": (worst, "of the worst member"),
    }
    months = {"units": "month"}
    by_scenario = {
        name: xr.Variable("scenario", values, months | {"long_name": f"regret, {meaning}"})
        for name, (values, meaning) in statistics.items()
    }
    often = {
        "units": "1",
        "long_name": "share of resamples in which the worst regret is the smallest",
    }
    return by_scenario | {
        "regret": xr.Variable(("scenario", "member"), regrets, months),
        "least_bad_share": xr.Variable(
            "scenario", _share_of_smallest_worst_regret(regrets, seed), often
        ),
    }


def _share_of_smallest_worst_regret(regrets: np.ndarray, seed: int) -> np.ndarray:
    """Share of resamples in which each scenario has the smallest worst-case regret."""
    scenarios, members = regrets.shape
    rng = np.random.default_rng(seed)
    least = [
        regrets[:, rng.integers(members, size=members)].max(axis=1).argmin()
        for _ in range(RESAMPLES)
    ]
    return np.bincount(least, minlength=scenarios) / RESAMPLES


def scenarios_to_compare(settings: Settings, names: Iterable[str] | None) -> tuple[str, ...]:
    """Scenarios of a task; if it names none, all that the sender can still choose.

    Scenarios that change the past, before `sanctions.from`, are excluded.
    """
    if names is not None:
        return tuple(names)
    fitting = scenarios_that_fit(settings)
    return tuple(name for name in fitting if _leaves_past_unchanged(settings, name))


def _leaves_past_unchanged(settings: Settings, name: str) -> bool:
    calendar = Calendar.of(settings.horizon)
    before = slice(0, calendar.index(settings.reference().sanctions.since))
    regime, reference = (
        build_regime(each, calendar)
        for each in (with_scenario(settings, name), settings.reference())
    )
    return all(np.array_equal(a[before], b[before]) for a, b in zip(regime, reference, strict=True))
