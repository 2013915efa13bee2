"""The answer to a choice: an ensemble under its regime, and the reference on the same members.

Results that several choices share are cached: the draws and the reference, by calibration, members
and horizon; and a snapshot of all members in the month from which a regime differs from the
reference, so that only later months have to be simulated.
"""

import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from threading import Event, Lock

import numpy as np
import xarray as xr
from cachetools import LRUCache

from sim.analysis.changes import DIRECTIONS, shares_by_direction
from sim.analysis.split import COMPONENTS
from sim.calibration.members import draws_of
from sim.calibration.targets import FOLLOWER, LEADER
from sim.dashboard.choice import Choice, reference_of
from sim.dashboard.controls import CONTROLS
from sim.dashboard.regimes import CurrentLevel, current_levels, settings_of
from sim.dashboard.summaries import (
    ATTRIBUTES,
    NEEDED_VARIABLES,
    REGIMES,
    Summary,
    summary_months,
    summary_of,
)
from sim.dashboard.turns import Turns
from sim.ensemble.engine import simulate_by, take_snapshot
from sim.ensemble.snapshot import Snapshot
from sim.plots.bands import quantiles_of
from sim.settings.settings import Settings
from sim.settings.variables import QUANTILES
from sim.storage.build import dataset_of
from sim.world import World, build_world
from sim.world.draws import Draws
from sim.world.regime import build_regime, months_in_common

FIGURE_VARIABLES: Mapping[str, tuple[str, ...]] = {
    "lag": ("capability_lag_mean",),
    "change": ("capability_lag_mean_change", "shares_by_direction"),
    "split": ("split",),
    "compute": ("compute_stock", "rented_compute"),
    "chips": ("chips_delivered", "grey_market_chips"),
    "investment": ("ai_investment",),
    "direct_investment": ("fdi",),
}
"""Variables that each figure shows."""

SNAPSHOT_MEMORY = 600_000_000
"""Bytes of snapshots in the cache: enough for six dates with a thousand members each."""


class SupersededError(Exception):
    """The reader has changed the choice, so this answer is no longer needed."""


@dataclass(frozen=True, eq=False)
class Answer:
    """The result that a page shows.

    Attributes
    ----------
    choice : Choice
        The choice that was simulated.
    settings : Settings
        Settings of the choice.
    levels : mapping of str to CurrentLevel
        Current levels, by the key of their control.
    is_reference : bool
        Whether the regime is that of the reference in every month.
    cautions : tuple of str
        What is wrong with the calibration.
    figures : mapping of str to xarray.Dataset
        Data of each figure, by the names of `FIGURE_VARIABLES`.
    lag : xarray.DataArray
        Mean lag over twelve months, single precision [member, time], to compare members with.
    """

    choice: Choice
    settings: Settings
    levels: Mapping[str, CurrentLevel]
    is_reference: bool
    cautions: tuple[str, ...]
    figures: Mapping[str, xr.Dataset]
    lag: xr.DataArray


@dataclass(frozen=True)
class Reference:
    """The reference regime, which all choices of a calibration, size and horizon share."""

    world: World
    draws: Draws
    summary: Summary
    labels: xr.Dataset
    cautions: tuple[str, ...]


def answer(choice: Choice, is_wanted: Callable[[], bool] = lambda: True) -> Answer:
    """Simulate a choice.

    Parameters
    ----------
    choice : Choice
        The choice to simulate.
    is_wanted : callable
        Called often during the simulation, which stops once it returns False.

    Raises
    ------
    SettingsError
        If the settings of the choice contradict each other.
    SupersededError
        If the answer is no longer wanted.
    """
    known = _known(choice)
    if known is not None:
        return known
    settings = settings_of(choice)
    with SIMULATING.taken(lambda: _end_unless(is_wanted)):
        _end_unless(is_wanted)
        known = _known(choice)  # others may have asked for it meanwhile
        return _remembered(_answer(choice, settings, is_wanted)) if known is None else known


def warm_up(choice: Choice) -> None:
    """Fill the caches, so that this choice and small changes of it are answered quickly."""
    answer(choice)
    key, control = next(iter(CONTROLS.items()))
    for stop in control.lever.stops[:2]:
        answer(choice.with_level(key, stop))


def stop_answering() -> None:
    """Stop the simulation that is running, and wait until it has ended."""
    STOPPED.set()
    with SIMULATING.taken():
        pass


STOPPED = Event()

SIMULATING = Turns()
"""Each ensemble uses all cores, so only one is simulated at a time; other pages wait in line."""

ANSWERS: LRUCache[Choice, Answer] = LRUCache(64)
"""The latest answers, of a megabyte each with a thousand members."""

ANSWERS_LOCK = Lock()
"""The cache of answers is read while an ensemble is simulated: known answers do not wait for it."""


def _known(choice: Choice) -> Answer | None:
    with ANSWERS_LOCK:
        return ANSWERS.get(choice)


def _remembered(result: Answer) -> Answer:
    with ANSWERS_LOCK:
        ANSWERS[result.choice] = result
    return result


def _answer(choice: Choice, settings: Settings, is_wanted: Callable[[], bool]) -> Answer:
    base = replace(choice.reset(), scenario=reference_of(choice.calibration))
    reference = _reference(base)
    regime = build_regime(settings, reference.world.calendar)
    common = months_in_common(regime, reference.world.regime)
    is_reference = common == reference.world.calendar.months
    if is_reference:
        summary = reference.summary
    else:
        results = simulate_by(
            settings.engine,
            replace(reference.world, regime=regime),
            reference.draws,
            progress=lambda _: _end_unless(is_wanted),
            only=NEEDED_VARIABLES,
            snapshot=_snapshot(base, common),
        )
        summary = summary_of(dataset_of(results, reference.world))
    return Answer(
        choice=choice,
        settings=settings,
        levels=current_levels(settings, regime),
        is_reference=is_reference,
        cautions=reference.cautions,
        figures=_figures(summary, reference),
        lag=xr.DataArray(
            summary.lag.astype(np.float32),
            {"time": reference.labels["time"].values},
            ("member", "time"),
        ),
    )


def _end_unless(is_wanted: Callable[[], bool]) -> None:
    if STOPPED.is_set() or not is_wanted():
        raise SupersededError


@lru_cache(maxsize=4)
def _reference(base: Choice) -> Reference:
    """The reference regime, for the calibration, members and horizon of a choice."""
    settings = settings_of(base)
    world = build_world(settings)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        draws = draws_of(settings)
    cautions = tuple(str(warning.message) for warning in caught)
    results = simulate_by(settings.engine, world, draws, only=NEEDED_VARIABLES)
    members = dataset_of(results, world)
    labels = members.drop_vars(NEEDED_VARIABLES)
    return Reference(world, draws, summary_of(members), labels, cautions)


SNAPSHOTS: LRUCache[tuple[Choice, int], Snapshot] = LRUCache(
    SNAPSHOT_MEMORY, getsizeof=lambda snapshot: snapshot.nbytes
)


def _snapshot(base: Choice, months: int) -> Snapshot | None:
    """Snapshot of the members after some months of the reference; None for no months."""
    if months == 0:
        return None
    key = (base, months)
    if key not in SNAPSHOTS:
        reference = _reference(base)
        snapshot = take_snapshot(reference.world, reference.draws, months, only=NEEDED_VARIABLES)
        if snapshot.nbytes > SNAPSHOT_MEMORY:
            return snapshot
        SNAPSHOTS[key] = snapshot
    return SNAPSHOTS[key]


def _figures(chosen: Summary, reference: Reference) -> dict[str, xr.Dataset]:
    """Datasets of all figures, with the chosen regime and the reference."""
    change = chosen.lag - reference.summary.lag
    shares = np.where(np.isnan(change[0]), np.nan, shares_by_direction(change))
    variables: dict[str, tuple[tuple[str, ...], np.ndarray]] = {
        "capability_lag_mean_change": (("quantile", "time"), quantiles_of(change)),
        "shares_by_direction": (("direction", "time"), shares),
    }
    for name, (dims, values) in chosen.variables.items():
        pair = np.stack([values, reference.summary.variables[name][1]])
        variables[name] = (("regime", *dims), pair)
    labels = _labels(reference.labels)
    return {
        figure: xr.Dataset(
            {name: (*variables[name], ATTRIBUTES[name]) for name in names},
            {dim: labels[dim] for name in names for dim in variables[name][0]},
        )
        for figure, names in FIGURE_VARIABLES.items()
    }


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
        "month": summary_months(members),
        "direction": list(DIRECTIONS),
    }
