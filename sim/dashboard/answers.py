"""The answer to a choice: an ensemble under its regime, and the reference on the same members.

What choices share is kept: draws and the reference by calibration, members and horizon, and where
members stand in the month from which a regime differs, so that only later months are simulated.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from threading import Event, Lock

import numpy as np
import xarray as xr
from cachetools import LRUCache

from sim.analysis.split import COMPONENTS
from sim.calibration.members import draws_of
from sim.calibration.targets import FOLLOWER, LEADER
from sim.dashboard.choice import Choice
from sim.dashboard.controls import CONTROLS
from sim.dashboard.regimes import Standing, settings_of, standing_levels
from sim.dashboard.summaries import (
    ATTRIBUTES,
    REGIMES,
    SHOWN,
    Summary,
    members_of,
    summary_of,
    told_months,
)
from sim.ensemble.engine import simulate_by, take_snapshot
from sim.ensemble.snapshot import Snapshot
from sim.plots.bands import quantiles_of
from sim.settings.settings import Settings
from sim.settings.variables import QUANTILES
from sim.world import World, build_world
from sim.world.draws import Draws
from sim.world.regime import build_regime, months_in_common

SHOWN_IN: Mapping[str, tuple[str, ...]] = {
    "lag": ("capability_lag_mean",),
    "change": ("capability_lag_mean_change", "chance_of_longer_lag", "chance_of_shorter_lag"),
    "split": ("split",),
    "compute": ("compute_stock", "rented_compute"),
    "chips": ("chips_delivered", "grey_market_chips"),
    "investment": ("ai_investment",),
    "direct_investment": ("fdi",),
}
"""Variables that each figure shows."""

MEMORY = 600_000_000
"""Bytes of pasts that are kept: of six dates, for a thousand members each."""


class SupersededError(Exception):
    """Nobody waits for this answer any more."""


@dataclass(frozen=True, eq=False)
class Answer:
    """What a page shows.

    Attributes
    ----------
    choice : Choice
        That is answered.
    settings : Settings
        That it composes to.
    standing : mapping of str to Standing
        Levels by the key of their control.
    is_reference : bool
        Whether the regime is that of the reference in every month.
    figures : mapping of str to xarray.Dataset
        What each figure shows, by the names of `SHOWN_IN`.
    """

    choice: Choice
    settings: Settings
    standing: Mapping[str, Standing]
    is_reference: bool
    figures: Mapping[str, xr.Dataset]


@dataclass(frozen=True)
class Reference:
    """The reference regime, which all choices of a calibration, size and horizon share."""

    world: World
    draws: Draws
    summary: Summary
    labels: xr.Dataset


def answer(choice: Choice, is_wanted: Callable[[], bool] = lambda: True) -> Answer:
    """Simulate a choice.

    Parameters
    ----------
    choice : Choice
        What is asked.
    is_wanted : callable
        Asked again and again; once it says no, the work ends.

    Raises
    ------
    SettingsError
        If what is chosen does not go together.
    SupersededError
        If the answer is not wanted any more.
    """
    settings = settings_of(choice)
    with SIMULATING:
        _end_unless(is_wanted)
        if choice not in ANSWERS:
            ANSWERS[choice] = _answer(choice, settings, is_wanted)
        return ANSWERS[choice]


def warm_up(choice: Choice) -> None:
    """Make ready what answers to this choice, and to moves away from it, start from."""
    answer(choice)
    key, control = next(iter(CONTROLS.items()))
    for stop in control.lever.stops[:2]:
        answer(choice.moved(key, stop))


def stop_answering() -> None:
    """Want no answer any more, and wait for the end of the one that is at work."""
    STOPPED.set()
    with SIMULATING:
        pass


STOPPED = Event()

SIMULATING = Lock()
"""One ensemble at a time takes all cores; pages wait for each other."""

ANSWERS: LRUCache[Choice, Answer] = LRUCache(64)
"""What was answered last: some hundred kilobytes each."""


def _answer(choice: Choice, settings: Settings, is_wanted: Callable[[], bool]) -> Answer:
    asked = Choice(calibration=choice.calibration, members=choice.members, end=choice.end)
    reference = _reference(asked)
    regime = build_regime(settings, reference.world.calendar)
    parted = months_in_common(regime, reference.world.regime)
    is_reference = parted == reference.world.calendar.months
    if is_reference:
        summary = reference.summary
    else:
        results = simulate_by(
            settings.engine,
            replace(reference.world, regime=regime),
            reference.draws,
            progress=lambda _: _end_unless(is_wanted),
            only=SHOWN,
            snapshot=_snapshot(asked, parted),
        )
        summary = summary_of(members_of(results, reference.world))
    standing = standing_levels(settings, regime)
    return Answer(choice, settings, standing, is_reference, _figures(summary, reference))


def _end_unless(is_wanted: Callable[[], bool]) -> None:
    if STOPPED.is_set() or not is_wanted():
        raise SupersededError


@lru_cache(maxsize=4)
def _reference(asked: Choice) -> Reference:
    """The reference regime on the members that are asked for."""
    settings = settings_of(asked)
    world, draws = build_world(settings), draws_of(settings)
    results = simulate_by(settings.engine, world, draws, only=SHOWN)
    members = members_of(results, world)
    return Reference(world, draws, summary_of(members), members.drop_vars(SHOWN))


SNAPSHOTS: LRUCache[tuple[Choice, int], Snapshot] = LRUCache(
    MEMORY, getsizeof=lambda snapshot: snapshot.nbytes
)


def _snapshot(asked: Choice, months: int) -> Snapshot | None:
    """Where members stand after some months of the reference; none at the start."""
    if months == 0:
        return None
    key = (asked, months)
    if key not in SNAPSHOTS:
        reference = _reference(asked)
        snapshot = take_snapshot(reference.world, reference.draws, months, only=SHOWN)
        if snapshot.nbytes > MEMORY:
            return snapshot
        SNAPSHOTS[key] = snapshot
    return SNAPSHOTS[key]


def _figures(chosen: Summary, reference: Reference) -> dict[str, xr.Dataset]:
    """A dataset for each figure, of the chosen regime and of the reference."""
    change = chosen.lag - reference.summary.lag
    shown = {
        "capability_lag_mean_change": (("quantile", "time"), quantiles_of(change)),
        "chance_of_longer_lag": (("time",), _share(change, change > 0)),
        "chance_of_shorter_lag": (("time",), _share(change, change < 0)),
    }
    for name, (dims, values) in chosen.shown.items():
        pair = np.stack([values, reference.summary.shown[name][1]])
        shown[name] = (("regime", *dims), pair)
    labels = _labels(reference.labels)
    return {
        figure: xr.Dataset(
            {name: (*shown[name], ATTRIBUTES[name]) for name in names},
            {dim: labels[dim] for name in names for dim in shown[name][0]},
        )
        for figure, names in SHOWN_IN.items()
    }


def _share(change: np.ndarray, of: np.ndarray) -> np.ndarray:
    """Share of members, [time]; missing where there is no mean lag yet."""
    return np.where(np.isnan(change[0]), np.nan, of.mean(axis=0))


def _labels(members: xr.Dataset) -> dict[str, object]:
    """The labels of every dimension of a figure."""
    return {
        "time": members["time"],
        "supplier": members["supplier"],
        "source_region": members["source_region"],
        "quantile": list(QUANTILES),
        "regime": list(REGIMES),
        "owner": [LEADER, FOLLOWER],
        "part": list(COMPONENTS),
        "month": told_months(members),
    }
