"""Regret of the sender: the additional lag that the best regime would have given the same member.

The sender is assumed to want a long lag. Regret says nothing of what a regime costs, so it is read
beside the costs of `sim.analysis.price`.
"""

from collections.abc import Iterable

import numpy as np
import xarray as xr

from sim.analysis.regimes import scenarios_that_fit, with_scenario
from sim.settings.settings import Settings
from sim.world.calendar import Calendar
from sim.world.regime import build_regime

HIGH_QUANTILE = 0.95
"""Quantile over members that is reported in addition to the worst member."""


def summary_of(lags: np.ndarray) -> dict[str, xr.Variable]:
    """Regret of each scenario on each member, and its statistics.

    Parameters
    ----------
    lags : ndarray
        [scenario, member], months; only differences between scenarios matter.

    Returns
    -------
    dict
        `regret` [scenario, member], and by scenario its mean, its 95% quantile over members and
        that of the worst member.
    """
    regrets = lags.max(axis=0) - lags
    statistics = {
        "mean_regret": (regrets.mean(axis=1), "mean over members"),
        "regret_95": (
            np.quantile(regrets, HIGH_QUANTILE, axis=1),
            f"{HIGH_QUANTILE:.0%} quantile over members",
        ),
        "worst_regret": (regrets.max(axis=1), "of the worst member"),
    }
    months = {"units": "month"}
    by_scenario = {
        name: xr.Variable("scenario", values, months | {"long_name": f"regret, {meaning}"})
        for name, (values, meaning) in statistics.items()
    }
    about = months | {"long_name": "additional lag under the best of the scenarios"}
    return by_scenario | {"regret": xr.Variable(("scenario", "member"), regrets, about)}


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
