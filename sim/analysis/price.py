"""The task `price`: costs of regimes, the lag that they gain, and the sender's regret.

Regimes are compared with one of them on the same members, from the start of the horizon to the end
of a month.
"""

from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np
import xarray as xr

from sim.analysis.options import Price
from sim.analysis.pieces import NOTHING_KEPT, Pieces
from sim.analysis.regimes import last_mean_lag, simulate_in, with_horizon_end, with_scenario
from sim.analysis.regret import summary_of
from sim.calibration.members import draws_of
from sim.calibration.targets import FOLLOWER, LEADER
from sim.ensemble.progress import Progress
from sim.settings.instruments import CATALOGUE as INSTRUMENTS
from sim.settings.instruments import SENDERS
from sim.settings.settings import Settings
from sim.storage.build import MONTHS_OF_MEAN, attributes
from sim.world import World, build_world
from sim.world.draws import Draws
from sim.world.regime import CAPS, Regime

NEEDED = (
    *("capability_lag", "supplier_revenue", "highest_tpp_delivered", "ai_investment", "ai_revenue"),
    *("compute_stock", "rented_compute", "fdi"),
)


def price(
    settings: Settings,
    task: Price,
    scenarios: Sequence[str],
    progress: Progress | None = None,
    pieces: Pieces = NOTHING_KEPT,
) -> xr.Dataset:
    """Compute costs and gains of regimes.

    Parameters
    ----------
    settings : Settings
        World and members.
    task : Price
        The regime to compare with, and the month.
    scenarios : sequence of str
        Names of scenarios that ship.
    progress : callable, optional
        Called with the number of finished members.
    pieces : Pieces
        Keeps the scenarios that were run.

    Returns
    -------
    xarray.Dataset
        [scenario, member]. The gain is `lag_gained`, months. Costs of the sender are
        `revenue_lost`, bn USD from the start, of which `revenue_lost_there` in the follower's
        market; `roadmap_slowed`, share of the best chip at home; and `return_forgone`, bn USD a
        year, the money not placed in the follower's labs times the yearly revenue of a dollar
        there. Costs of the follower are `compute_lost`, a share, and `money_lost`, bn USD from the
        start. `regret` and its statistics are those of `sim.analysis.regret`; `stricter`
        [scenario, other] says whether the sender's instruments are stricter than under the other.
    """
    short = with_horizon_end(settings, task.date)
    draws = draws_of(settings)
    worlds = {
        name: build_world(with_scenario(short, name))
        for name in dict.fromkeys([task.against, *scenarios])
    }

    def outcomes_in(world: World) -> dict[str, np.ndarray]:
        return _outcomes(world, draws, settings, progress)

    outcomes = {
        name: pieces.result(f"scenario-{name}", partial(outcomes_in, world), progress, len(draws))
        for name, world in worlds.items()
    }
    base = outcomes[task.against]
    costs = {name: _costs(base, of_regime) for name, of_regime in outcomes.items()}
    names = list(outcomes)
    data: dict[str, Any] = {
        key: (("scenario", "member"), np.stack([costs[name][key] for name in names]), about)
        for key, about in COSTS.items()
    }
    data |= summary_of(np.stack([costs[name]["lag_gained"] for name in names]))
    regimes = [world.regime for world in worlds.values()]
    pairs = [[is_stricter(one, other) for other in regimes] for one in regimes]
    data["stricter"] = (("scenario", "other"), np.array(pairs, np.int8), STRICTER)
    labels = {"scenario": names, "other": names, "member": np.arange(len(draws))}
    about_task = {"against": task.against, "date": f"{task.date:%Y-%m}"}
    return xr.Dataset(data, labels, attributes(settings, len(draws)) | about_task)


def is_stricter(one: Regime, other: Regime) -> bool:
    """Whether some caps or levels of the sender are stricter in the last month, and none looser.

    The levy is left out, as it is a price and not a bar. Regimes to which the follower answers
    otherwise are not compared.
    """
    if any(getattr(one, name)[-1] != getattr(other, name)[-1] for name in ANSWERS):
        return False
    ends = [np.array([getattr(each, name)[-1] for name in BARS]) for each in (one, other)]
    signs = np.where(np.isin(BARS, CAPS), -1.0, 1.0)  # a lower cap bars more
    tighter, looser = signs * ends[0], signs * ends[1]
    return bool((tighter >= looser).all() and (tighter > looser).any())


BARS = (*CAPS, *(name for name in SENDERS if name != "chip_exports"))
"""Caps, and the sender's instruments with one level."""

ANSWERS = tuple(each.name for each in INSTRUMENTS if each.name not in SENDERS)
"""The follower's responses."""

STRICTER = {"units": "1", "long_name": "whether the sender's instruments are stricter"}

COSTS = {
    "lag_gained": {"units": "month", "long_name": "increase of the mean lag over twelve months"},
    "revenue_lost": {"units": "bn USD", "long_name": "sales that the sender's designers lost"},
    "revenue_lost_there": {"units": "bn USD", "long_name": "of these, in the follower's market"},
    "roadmap_slowed": {"units": "1", "long_name": "share by which the best chip at home is slower"},
    "return_forgone": {"units": "bn USD per year", "long_name": "return that investors forgo"},
    "compute_lost": {"units": "1", "long_name": "share of its chips that the follower lost"},
    "money_lost": {"units": "bn USD", "long_name": "investment that the follower lost"},
}


def _outcomes(
    world: World, draws: Draws, settings: Settings, progress: Progress | None
) -> dict[str, np.ndarray]:
    """Quantities of a regime at its last month that costs are computed from, [member].

    `yield` is a year's revenue of the follower's labs for each dollar ever invested in them.
    """
    results = simulate_in(world, draws, settings, NEEDED, progress)
    home, away = world.regions.index(LEADER), world.regions.index(FOLLOWER)
    own = np.flatnonzero(world.cast.designers.region == home)
    invested = results["ai_investment"].astype(np.float64)
    received = invested[:, :, :, away].sum(axis=(1, 2))
    yearly = results["ai_revenue"][:, -MONTHS_OF_MEAN:, away].sum(axis=1, dtype=np.float64)
    last_year = results["highest_tpp_delivered"][:, -MONTHS_OF_MEAN:, own, home]
    return {
        "lag": last_mean_lag(results, world),
        "revenue": results["supplier_revenue"][:, :, own].sum(axis=(1, 2, 3), dtype=np.float64),
        "revenue_there": results["supplier_revenue"][:, :, own, away].sum(
            axis=(1, 2), dtype=np.float64
        ),
        "roadmap": last_year.max(axis=(1, 2)).astype(np.float64),
        "placed": invested[:, :, home, away].sum(axis=1),
        "yield": yearly / np.maximum(received, 1e-9),
        "compute": (results["compute_stock"] + results["rented_compute"])[:, -1, away].astype(
            float
        ),
        "received": received + results["fdi"][:, :, away].sum(axis=1, dtype=np.float64),
    }


def _costs(base: dict[str, np.ndarray], regime: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Costs of a regime compared with the base, by the names of `COSTS`."""
    return {
        "lag_gained": regime["lag"] - base["lag"],
        "revenue_lost": base["revenue"] - regime["revenue"],
        "revenue_lost_there": base["revenue_there"] - regime["revenue_there"],
        "roadmap_slowed": 1.0 - regime["roadmap"] / np.maximum(base["roadmap"], 1e-9),
        "return_forgone": (base["placed"] - regime["placed"]) * base["yield"],
        "compute_lost": 1.0 - regime["compute"] / np.maximum(base["compute"], 1e-9),
        "money_lost": base["received"] - regime["received"],
    }


def typical(costs: xr.Dataset) -> xr.Dataset:
    """Each regime's effect on the lag, the median of members' own, and its mean costs, [scenario].

    Parameters
    ----------
    costs : xarray.Dataset
        Result of `price`.
    """
    return costs.mean("member").assign(lag_gained=costs["lag_gained"].median("member"))


def on_frontier(costs: xr.Dataset, cost: str = "revenue_lost") -> np.ndarray:
    """Whether no other regime has as little regret on average at a lower mean cost, [scenario].

    Parameters
    ----------
    costs : xarray.Dataset
        Result of `price`.
    cost : str
        A cost of the sender.
    """
    return frontier(costs[cost].mean("member").values, -costs["mean_regret"].values)


def frontier(cost: np.ndarray, gain: np.ndarray) -> np.ndarray:
    """Whether each point is on the frontier: no other gains as much at a lower or equal cost."""
    cheaper = cost[None, :] <= cost[:, None]
    better = gain[None, :] >= gain[:, None]
    strictly = (cost[None, :] < cost[:, None]) | (gain[None, :] > gain[:, None])
    return ~(cheaper & better & strictly).any(axis=1)
