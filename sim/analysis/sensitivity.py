"""The task `sensitivity`: which inputs the spread of the lag, and of its change, is due to.

Inputs are all parameters, drawn from their priors; the sender's instruments, each at a level from
open to closed; and luck, one input that picks the member number and with it all noise, so that what
nobody controls has an index of its own and is not mixed into the others'. All parameters together
and all instruments together are reported besides. Parameters that a task does not name one by one
are one input, which takes fewer runs.

Total orders count interactions, with luck above all: a parameter that moves the calendar of labs'
runs, as the interval between them does, deals luck anew, and has a large total order even where its
first order, what it does on average, is nothing.

A regime belongs to a block of members in the kernel. Rows of the design therefore come in blocks
that share their instruments' levels, in both samples (`sim.analysis.sobol` says why that is sound,
and why intervals are taken over blocks): a few dozen regimes, each with as many members as run side
by side, cost what as many rows in one regime would.

Draws of a posterior are not independent: parameters trade off against each other and against luck,
and a variance cannot then be split without choosing who gets what is shared. Indices are therefore
always those of the priors.
"""

import hashlib
from collections.abc import Sequence
from typing import Any

import numpy as np
import xarray as xr

from sim.analysis.experiment import MEASURES, Experiment, draw_levels
from sim.analysis.options import Sensitivity
from sim.analysis.regimes import until
from sim.analysis.sobol import (
    INTERVAL_90,
    Convergence,
    Design,
    Indices,
    convergence,
    indices,
    run,
)
from sim.ensemble.progress import Progress
from sim.settings.errors import SettingsError, did_you_mean
from sim.settings.settings import Settings
from sim.storage.build import attributes
from sim.world.draws import Draws, quantile, shares_of_prior
from sim.world.noise_keys import GROUPS
from sim.world.parameters import Parameters

NAMES = Parameters._fields
LUCK = "luck"
PARAMETERS, INSTRUMENTS, OTHERS = "all parameters", "all instruments", "other parameters"
GROUPED = (PARAMETERS, INSTRUMENTS, OTHERS)

OUTCOMES = (*MEASURES, *(f"{measure}_change" for measure in MEASURES))
"""Lag and gap, and their changes against the reference regime on the same member."""

UNITS = {"capability_lag": "months", "capability_gap": "dex"}


def check_parameters(names: Sequence[str] | None) -> None:
    """Check that the parameters that are to be inputs exist.

    Raises
    ------
    SettingsError
        If not.
    """
    for name in names or ():
        if name not in NAMES:
            takes = f"names of parameters{did_you_mean(name, NAMES)}, or null for all"
            raise SettingsError("task.parameters", name, takes)
    if names is not None and len(set(names)) < len(names):
        raise SettingsError("task.parameters", ", ".join(names), "each parameter once")


def sensitivity(
    settings: Settings, task: Sensitivity, progress: Progress | None = None
) -> xr.Dataset:
    """Sobol indices of the follower's lag and of its change, over parameters, instruments and luck.

    Parameters
    ----------
    settings : Settings
        Scenario and priors; instruments that are not drawn stay as the scenario says.
    task : Sensitivity
        Date, instruments, and the size of the sample.
    progress : callable, optional
        Called with the number of finished runs; `runs_of` says how many there are.

    Returns
    -------
    xarray.Dataset
        `first_order` and `total_order` with their intervals and their values from half the sample,
        by `input` and `outcome`; mean, standard deviation and convergence by `outcome`.

    Raises
    ------
    SimulationError
        If a member ends in a value that is not finite.
    """
    design = design_of(settings, task)
    runs = run(_Model(until(settings, task.date), task, progress), design)
    whole = indices(runs, task.resamples, settings.ensemble.seed)
    half = indices(runs.half(), task.resamples, settings.ensemble.seed)
    names = list(design.inputs)
    ranked = [place for place, name in enumerate(names) if kind_of(name) != "group"]
    convergences = [convergence(whole, half, outcome, ranked) for outcome in range(len(OUTCOMES))]
    values = np.concatenate([runs.first, runs.second])
    dataset = _dataset(names, whole, half).assign(
        mean=("outcome", values.mean(axis=0)),
        standard_deviation=("outcome", values.std(axis=0)),
        **_converged(names, convergences),
    )
    return dataset.assign_attrs(_attributes(settings, task), blocks=whole.blocks)


def design_of(settings: Settings, task: Sensitivity) -> Design:
    """Two samples of the inputs: members of the priors, in blocks of one regime.

    Columns are parameters, as the share of the prior below them, the member number, and levels.
    Rows of the first sample are members 0, 1, ... of `calibration=prior`.
    """
    rows, seed = task.regimes * task.members_each, settings.ensemble.seed
    levels = draw_levels(task.regimes, 2 * len(task.instruments), seed)
    levels = np.repeat(levels, task.members_each, axis=0)
    of_first, of_second = np.split(levels, 2, axis=1)
    first = np.hstack([_members(seed, np.arange(rows)), of_first])
    second = np.hstack([_members(seed, np.arange(rows, 2 * rows)), of_second])
    # without instruments all rows have one regime, and are independent
    block = task.members_each if task.instruments else 1
    return Design(first, second, _inputs(task), block)


def _inputs(task: Sensitivity) -> dict[str, Sequence[int]]:
    """Columns of each input: parameters, luck, instruments, and the groups."""
    columns = (*NAMES, LUCK, *task.instruments)
    alone = NAMES if task.parameters is None else task.parameters
    inputs: dict[str, Sequence[int]] = {
        name: [columns.index(name)] for name in (*alone, LUCK, *task.instruments)
    }
    if others := [place for place, name in enumerate(NAMES) if name not in alone]:
        inputs[OTHERS] = others
    inputs[PARAMETERS] = range(len(NAMES))
    if task.instruments:
        inputs[INSTRUMENTS] = range(len(NAMES) + 1, len(columns))
    return inputs


def _members(seed: int, numbers: np.ndarray) -> np.ndarray:
    """Shares of every parameter's prior, and the number, of some members."""
    numbers = numbers.astype(np.uint64)
    shares = [shares_of_prior(name, seed, numbers) for name in NAMES]
    return np.column_stack([*shares, numbers.astype(np.float64)])


def runs_of(task: Sensitivity) -> int:
    """Simulations of a member that a task takes: each table, and the reference of new members."""
    inputs = _inputs(task)
    of_regimes = [name for name in inputs if name in (*task.instruments, INSTRUMENTS)]
    tables = 2 * (len(inputs) + 2) - len(of_regimes)
    return tables * task.regimes * task.members_each


class _Model:
    """Outcomes of a table of inputs, [row, outcome], against the reference on the same members."""

    def __init__(self, settings: Settings, task: Sensitivity, progress: Progress | None):
        self.priors, self.seed = settings.calibration.parameters, settings.ensemble.seed
        self.regimes = Experiment(settings, task.instruments)
        self.reference = Experiment(settings.reference(), ())
        self.progress = progress
        self.of_members: dict[bytes, np.ndarray] = {}

    def __call__(self, table: np.ndarray) -> np.ndarray:
        members, levels = np.split(table, [len(NAMES) + 1], axis=1)
        draws = self._draws(members)
        outcomes = self.regimes.run(draws, levels, self.progress)
        return np.hstack([outcomes, outcomes - self._of_reference(members, draws)])

    def _draws(self, members: np.ndarray) -> Draws:
        values = {
            name: quantile(self.priors[name], members[:, place]) for place, name in enumerate(NAMES)
        }
        numbers = members[:, -1].astype(np.uint64)
        seeds = np.full(len(numbers), self.seed, dtype=np.uint64)
        no_past = np.empty((len(numbers), 0, GROUPS), dtype=np.uint64)
        return Draws(values, seeds, no_past, seeds, numbers)

    def _of_reference(self, members: np.ndarray, draws: Draws) -> np.ndarray:
        """Outcomes of the members under the reference, which does not depend on the levels."""
        key = hashlib.blake2b(members.tobytes()).digest()
        if key not in self.of_members:
            unchanged = np.empty((len(draws), 0))
            self.of_members[key] = self.reference.run(draws, unchanged, self.progress)
        return self.of_members[key]


def kind_of(name: str) -> str:
    """Whether an input is a parameter, an instrument, luck or a group of inputs."""
    if name in GROUPED:
        return "group"
    return "luck" if name == LUCK else "parameter" if name in NAMES else "instrument"


def _dataset(names: Sequence[str], whole: Indices, half: Indices) -> xr.Dataset:
    """Indices with names and meanings."""
    order = ("input", "outcome")
    meanings = {"first": "explained by the input alone", "total": "left when all others are known"}
    variables: dict[str, Any] = {}
    for name, meaning in meanings.items():
        of_whole, of_half = getattr(whole, name), getattr(half, name)
        about = {"units": "1", "long_name": f"part of the variance {meaning}"}
        variables |= {
            f"{name}_order": (order, of_whole, about),
            f"{name}_order_interval": (
                (*order, "bound"),
                getattr(whole, f"{name}_interval"),
                about,
            ),
            f"{name}_order_half": (order, of_half, about | {"comment": "from half the sample"}),
        }
    coordinates = {
        "input": list(names),
        "kind": ("input", [kind_of(name) for name in names]),
        "outcome": list(OUTCOMES),
        "unit": ("outcome", [UNITS[name.removesuffix("_change")] for name in OUTCOMES]),
        "bound": list(INTERVAL_90),
    }
    return xr.Dataset(variables, coordinates)


def _converged(names: Sequence[str], convergences: Sequence[Convergence]) -> dict[str, Any]:
    """The check of convergence, by outcome."""
    return {
        "converged": ("outcome", np.array([int(c.is_reached) for c in convergences], np.int8)),
        "same_leaders": ("outcome", np.array([int(c.same_leaders) for c in convergences], np.int8)),
        "widest_interval": ("outcome", [c.widest for c in convergences]),
        "largest_move": ("outcome", [c.moved for c in convergences]),
        "leading": (
            ("outcome", "rank"),
            [[names[place] for place in c.leading] for c in convergences],
        ),
    }


def _attributes(settings: Settings, task: Sensitivity) -> dict[str, str | int]:
    rows = task.regimes * task.members_each
    posterior = settings.calibration.posterior
    return attributes(settings, rows) | {
        "title": "Sobol indices of the follower's lag and of its change",
        "date": str(task.date),
        "regimes": task.regimes if task.instruments else 1,
        "drawn_from": "priors" if posterior is None else f"priors, not the posterior {posterior}",
    }
