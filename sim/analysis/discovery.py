"""The task `discover`: which parameters and instruments make the lag long, or the follower lead.

Every member runs under one regime, whose levels of the instruments are drawn from open to closed; a
few members share each regime. Half of the regimes are held out with their members: a box that was
found on the other half is tested on members, draws and regimes that the search did not use. Members
may come from any calibration. A box cannot restrict the random draws, so no box has a density of 1.
"""

from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np
import xarray as xr

from sim.analysis.boxes import (
    Box,
    Record,
    best_box,
    enough_cases,
    lift,
    path_of_boxes,
    record_of,
    unlimited_box,
)
from sim.analysis.experiment import Experiment, draw_levels
from sim.analysis.options import Discover
from sim.analysis.pieces import NOTHING_KEPT, Arrays, Pieces
from sim.analysis.regimes import with_horizon_end
from sim.analysis.regret import scenarios_to_compare
from sim.calibration.members import draws_of
from sim.calibration.posterior import load_posterior
from sim.ensemble.progress import Progress
from sim.settings.errors import SettingsError
from sim.settings.settings import Settings
from sim.storage.build import attributes
from sim.world.draws import Draws
from sim.world.parameters import Parameters

NAMES = Parameters._fields
LONG_LAG = 24.0
"""Months of lag that count as long: the upper end of the article's claim."""

OUTCOMES = {
    "lag_over_two_years": f"the lag exceeds {LONG_LAG:g} months",
    "follower_leads": "the follower leads",
}
REGIMES_OF_A_PIECE = 64
"""Drawn regimes whose results are kept together, so that a stopped task goes on from there."""

HALVES = ("search half", "held-out half")
"""The half on which a box is found, and the half on which it is tested."""


def check_halves(settings: Settings, task: Discover) -> None:
    """Check that no draw of a posterior lies in both halves.

    Raises
    ------
    SettingsError
        If a draw would lie in both.
    """
    if settings.calibration.posterior is None:
        return
    draws = len(load_posterior(settings.calibration.posterior))
    both = 2 * task.members_each
    if task.regimes * task.members_each > draws and draws % both != 0:
        takes = f"up to {draws // task.members_each}, so that the halves share no draw"
        raise SettingsError("task.regimes", task.regimes, takes)


def discover(
    settings: Settings,
    task: Discover,
    progress: Progress | None = None,
    pieces: Pieces = NOTHING_KEPT,
) -> xr.Dataset:
    """Find a box of parameters and instruments for each outcome, and test it on held-out members.

    Parameters
    ----------
    settings : Settings
        Scenario and calibration; instruments that are not drawn are as in the scenario.
    task : Discover
        Date, instruments, and the size of the sample.
    progress : callable, optional
        Called with the number of finished runs.
    pieces : Pieces
        Keeps the regimes that were run.

    Returns
    -------
    xarray.Dataset
        By `outcome`: `limits` of the box on each `input` and its record on each `part`, the same
        for all boxes on PRIM's path by `step`; by `member`, inputs, lag, gap and half.

    Raises
    ------
    SimulationError
        If a member ends in a value that is not finite.
    """
    short, seed = with_horizon_end(settings, task.date), settings.ensemble.seed
    draws = draws_of(short, members=task.regimes * task.members_each)
    levels_of_regimes = draw_levels(task.regimes, len(task.instruments), seed)
    levels = np.repeat(levels_of_regimes, task.members_each, axis=0)
    experiment = Experiment(short, task.instruments)
    rows = REGIMES_OF_A_PIECE * task.members_each
    results = _outcomes_of_rows(experiment, draws, levels, rows, progress, pieces)
    blocks = np.arange(len(draws)) // task.members_each
    held_out = blocks % 2 == 1
    table, names = _inputs(draws, levels), [*NAMES, *task.instruments]
    happens = _outcomes(results)
    searches = [search_boxes(table, happens[name], held_out, task.most_limits) for name in OUTCOMES]
    boxes = boxes_dataset(names, list(OUTCOMES), searches)
    dataset = _of_members(names, table, results, held_out).merge(boxes)
    lifts = [
        lift(box or path[0], table[held_out], happens[name][held_out], blocks[held_out], seed)
        for name, (path, box, _) in zip(OUTCOMES, searches, strict=True)
    ]
    return _described(dataset.assign(_lifts(lifts)), settings, task, len(draws))


def _outcomes_of_rows(
    experiment: Experiment,
    draws: Draws,
    levels: np.ndarray,
    rows_of_a_piece: int,
    progress: Progress | None,
    pieces: Pieces,
) -> np.ndarray:
    """Outcomes of all rows, [row, measure], in pieces that are kept."""

    def run(rows: np.ndarray) -> Arrays:
        return {"outcomes": experiment.run(draws.rows(rows), levels[rows], progress)}

    places = np.arange(len(draws))
    parts = [places[start : start + rows_of_a_piece] for start in places[::rows_of_a_piece]]
    return np.concatenate([
        pieces.result(f"rows-{rows[0]}", partial(run, rows), progress, len(rows))["outcomes"]
        for rows in parts
    ])  # fmt: skip


def _outcomes(results: np.ndarray) -> dict[str, np.ndarray]:
    """Whether each outcome happens, by member."""
    return {
        "lag_over_two_years": results[:, 0] > LONG_LAG,
        "follower_leads": results[:, 1] < 0.0,
    }


def _described(dataset: xr.Dataset, settings: Settings, task: Discover, draws: int) -> xr.Dataset:
    """The dataset with the unit of each input, and what it was made from."""
    units = [_unit(settings, name) for name in dataset["input"].values]
    return dataset.assign_coords(unit=("input", units)).assign_attrs(
        attributes(settings, draws)
        | {"title": "Where the lag is long, and where the follower leads", "date": str(task.date)}
        | {"regimes": task.regimes, "calibration": settings.calibration.name}
    )


def _lifts(lifts: Sequence[tuple[float, float, float]]) -> dict[str, Any]:
    values = np.array(lifts)
    meaning = {"units": "1", "long_name": "density in the box over that of all, held-out members"}
    return {
        "held_out_lift": ("outcome", values[:, 0], meaning),
        "held_out_lift_interval": (("outcome", "bound"), values[:, 1:], meaning),
        "holds": ("outcome", (values[:, 1] > 1.0).astype(np.int8)),
    }


def runs_of(settings: Settings, task: Discover) -> int:
    """Number of members to simulate, including those for costs and regret."""
    compared = {settings.reference().title, *regimes_compared(settings, task)}
    return task.regimes * task.members_each + len(compared) * settings.ensemble.members


def regimes_compared(settings: Settings, task: Discover) -> tuple[str, ...]:
    """Scenarios whose costs and regret are compared."""
    return scenarios_to_compare(with_horizon_end(settings, task.date), task.scenarios)


def _inputs(draws: Draws, levels: np.ndarray) -> np.ndarray:
    return np.column_stack([*(draws.values[name] for name in NAMES), levels])


def _unit(settings: Settings, name: str) -> str:
    """Unit of an input; that of an instrument is a level."""
    priors = settings.calibration.parameters
    return priors[name].unit if name in priors else "level"


def search_boxes(
    table: np.ndarray, happens: np.ndarray, held_out: np.ndarray, most_limits: int
) -> tuple[list[Box], Box | None, list[tuple[Record, Record]]]:
    """PRIM's path on the rows that are not held out, the chosen box, and the records of all boxes.

    If the outcome is too rare or too common, the path is one box without limits and no box
    is chosen.
    """
    search = table[~held_out], happens[~held_out]
    test = table[held_out], happens[held_out]
    if not enough_cases(search[1]):
        unlimited = unlimited_box(table.shape[1])
        return [unlimited], None, [(record_of(unlimited, *search), record_of(unlimited, *test))]
    path = path_of_boxes(*search, most_limits)
    records = [(record_of(box, *search), record_of(box, *test)) for box in path]
    return path, best_box(path, *search), records


BoxSearch = tuple[list[Box], Box | None, list[tuple[Record, Record]]]
"""Boxes on the path, the chosen one, and the record of each box on both halves."""

RECORD_SHARES = ("density", "coverage", "mass")
RECORD_MEANINGS = {
    "density": "share of members in the box with the outcome",
    "coverage": "share of members with the outcome that lie in the box",
    "mass": "share of all members that lie in the box",
}


def boxes_dataset(
    names: Sequence[str], outcomes: Sequence[str], searches: Sequence[BoxSearch]
) -> xr.Dataset:
    """The chosen box of each outcome, and the path that leads to it.

    Returns
    -------
    xarray.Dataset
        `limits` are infinite on a side that is open, and missing if no box was chosen; `in_box`,
        `cases_in_box` and `cases` count members.
    """
    longest = max(len(path) for path, _, _ in searches)
    shares = np.full((len(RECORD_SHARES), len(outcomes), longest, len(HALVES)), np.nan)
    counts = np.zeros((3, len(outcomes), len(HALVES)), dtype=np.int64)
    limits = np.full((len(outcomes), len(names), 2), np.nan)
    step = np.zeros(len(outcomes), dtype=np.int64)
    for place, (path, box, records) in enumerate(searches):
        for name, values in zip(RECORD_SHARES, shares, strict=True):
            values[place, : len(path)] = [[getattr(r, name) for r in both] for both in records]
        if box is not None:
            step[place] = next(at for at, other in enumerate(path) if other is box)
            limits[place] = box.limits
        of_box = records[step[place]]
        counts[:, place] = np.transpose([(r.inside, r.cases, r.all_cases) for r in of_box])
    return _dataset(names, outcomes, shares, counts, limits, step)


def _dataset(
    names: Sequence[str],
    outcomes: Sequence[str],
    shares: np.ndarray,
    counts: np.ndarray,
    limits: np.ndarray,
    step: np.ndarray,
) -> xr.Dataset:
    by_part, by_step = ("outcome", "part"), ("outcome", "step", "part")
    rows = np.arange(len(outcomes))
    variables: dict[str, Any] = {
        "limits": (("outcome", "input", "bound"), limits, {"long_name": "limits of the box"}),
        "box_step": ("outcome", step, {"long_name": "step of the path that is the box"}),
    }
    for name, path in zip(RECORD_SHARES, shares, strict=True):
        about = {"units": "1", "long_name": RECORD_MEANINGS[name]}
        variables[name] = (by_part, path[rows, step], about)
        variables[f"path_{name}"] = (by_step, path, about)
    for name, values in zip(("in_box", "cases_in_box", "cases"), counts, strict=True):
        variables[name] = (by_part, values)
    coordinates = {
        "outcome": list(outcomes),
        "input": list(names),
        "part": list(HALVES),
        "bound": ["low", "high"],
    }
    return xr.Dataset(variables, coordinates)


def _of_members(
    names: Sequence[str], table: np.ndarray, results: np.ndarray, held_out: np.ndarray
) -> xr.Dataset:
    return xr.Dataset(
        {
            "capability_lag": ("member", results[:, 0], {"units": "month"}),
            "capability_gap": ("member", results[:, 1], {"units": "dex"}),
            "input_value": (("member", "input"), table),
            "held_out": ("member", held_out.astype(np.int8)),
        },
        {"member": np.arange(len(table)), "input": list(names)},
    )
