"""The task `sensitivity`: Sobol indices of the lag and of its change.

The inputs are all parameters, drawn from their priors; the sender's instruments, each at a level
from open to closed; and the noise, one input that selects the member number and with it all random
draws of a member. The noise thus has an index of its own. All parameters together and all
instruments together have indices, too. The parameters that a task does not name form one input,
which saves runs.

Total orders include interactions, mostly with the noise. A parameter that shifts the calendar of
the labs' runs, such as the interval between them, changes which random draws matter. Its total
order is large even if its first order, the average effect, is zero.

The kernel simulates a block of members under one regime. Rows of the design therefore come in
blocks with the same levels of the instruments, in both samples; `sim.analysis.sobol` explains why
this is valid, and why blocks are resampled for the intervals. A few dozen regimes with full blocks
then cost no more than the same number of rows under one regime.

Draws of a posterior are not independent: parameters are correlated with each other and with the
noise, so there is no unique way to divide the variance among them. Indices are therefore always
computed over the priors.
"""

import hashlib
from collections.abc import Sequence
from typing import Any

import numpy as np
import xarray as xr

from sim.analysis.experiment import MEASURES, Experiment, draw_levels
from sim.analysis.options import Sensitivity
from sim.analysis.pieces import NOTHING_KEPT, Pieces
from sim.analysis.regimes import with_horizon_end
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
NOISE = "noise"
PARAMETERS, INSTRUMENTS, OTHERS = "all parameters", "all instruments", "other parameters"
GROUPS_OF_INPUTS = (PARAMETERS, INSTRUMENTS, OTHERS)

OUTCOMES = (*MEASURES, *(f"{measure}_change" for measure in MEASURES))
"""Lag and gap, and their changes from the reference regime on the same member."""

UNITS = {"capability_lag": "months", "capability_gap": "dex"}


def check_parameters(names: Sequence[str] | None) -> None:
    """Check that the parameters exist, and that none is named twice.

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
    settings: Settings,
    task: Sensitivity,
    progress: Progress | None = None,
    pieces: Pieces = NOTHING_KEPT,
) -> xr.Dataset:
    """Compute Sobol indices of the follower's lag and of its change.

    Parameters
    ----------
    settings : Settings
        Scenario and priors; instruments that are not drawn are as in the scenario.
    task : Sensitivity
        Date, instruments, and the size of the sample.
    progress : callable, optional
        Called with the number of finished runs; `runs_of` gives their total.
    pieces : Pieces
        Keeps the tables of the design that were run.

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
    runs = run(_Model(with_horizon_end(settings, task.date), task, progress, pieces), design)
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
    """Two samples of the inputs: members of the priors, in blocks with the same regime.

    The columns are the parameters, as quantile levels of their priors, the member number, and
    levels. Rows of the first sample are members 0, 1, ... of `calibration=prior`.
    """
    rows, seed = task.regimes * task.members_each, settings.ensemble.seed
    levels = draw_levels(task.regimes, 2 * len(task.instruments), seed)
    levels = np.repeat(levels, task.members_each, axis=0)
    first_levels, second_levels = np.split(levels, 2, axis=1)
    first = np.hstack([_members(seed, np.arange(rows)), first_levels])
    second = np.hstack([_members(seed, np.arange(rows, 2 * rows)), second_levels])
    # without instruments, all rows have the same regime and are independent
    block = task.members_each if task.instruments else 1
    return Design(first, second, _inputs(task), block)


def _inputs(task: Sensitivity) -> dict[str, Sequence[int]]:
    """Columns of each input: parameters, noise, instruments, and groups of inputs."""
    columns = (*NAMES, NOISE, *task.instruments)
    alone = NAMES if task.parameters is None else task.parameters
    inputs: dict[str, Sequence[int]] = {
        name: [columns.index(name)] for name in (*alone, NOISE, *task.instruments)
    }
    if others := [place for place, name in enumerate(NAMES) if name not in alone]:
        inputs[OTHERS] = others
    inputs[PARAMETERS] = range(len(NAMES))
    if task.instruments:
        inputs[INSTRUMENTS] = range(len(NAMES) + 1, len(columns))
    return inputs


def _members(seed: int, numbers: np.ndarray) -> np.ndarray:
    """Quantile levels of every parameter, and the number, of some members."""
    numbers = numbers.astype(np.uint64)
    shares = [shares_of_prior(name, seed, numbers) for name in NAMES]
    return np.column_stack([*shares, numbers.astype(np.float64)])


def runs_of(task: Sensitivity) -> int:
    """Number of members to simulate for all tables, and for the reference of each new sample."""
    inputs = _inputs(task)
    of_regimes = [name for name in inputs if name in (*task.instruments, INSTRUMENTS)]
    tables = 2 * (len(inputs) + 2) - len(of_regimes)
    return tables * task.regimes * task.members_each


class _Model:
    """Computes the outcomes of a table of inputs, [row, outcome], and their changes."""

    def __init__(
        self,
        settings: Settings,
        task: Sensitivity,
        progress: Progress | None,
        pieces: Pieces = NOTHING_KEPT,
    ):
        self.priors, self.seed = settings.calibration.parameters, settings.ensemble.seed
        self.regimes = Experiment(settings, task.instruments)
        self.reference = Experiment(settings.reference(), ())
        self.progress, self.pieces = progress, pieces
        self.reference_outcomes: dict[str, np.ndarray] = {}

    def __call__(self, table: np.ndarray) -> np.ndarray:
        members, levels = np.split(table, [len(NAMES) + 1], axis=1)
        draws = self._draws(members)
        outcomes = self._run(self.regimes, draws, levels, f"drawn-{_digest(table)}")
        return np.hstack([outcomes, outcomes - self._of_reference(members, draws)])

    def _run(
        self, experiment: Experiment, draws: Draws, levels: np.ndarray, name: str
    ) -> np.ndarray:
        """Outcomes of an experiment, kept as a piece of the analysis."""
        return self.pieces.result(
            name,
            lambda: {"outcomes": experiment.run(draws, levels, self.progress)},
            self.progress,
            len(draws),
        )["outcomes"]

    def _draws(self, members: np.ndarray) -> Draws:
        values = {
            name: quantile(self.priors[name], members[:, place]) for place, name in enumerate(NAMES)
        }
        numbers = members[:, -1].astype(np.uint64)
        seeds = np.full(len(numbers), self.seed, dtype=np.uint64)
        no_past = np.empty((len(numbers), 0, GROUPS), dtype=np.uint64)
        return Draws(values, seeds, no_past, seeds, numbers)

    def _of_reference(self, members: np.ndarray, draws: Draws) -> np.ndarray:
        """Outcomes under the reference, which do not depend on the levels and so are cached."""
        key = _digest(members)
        if key not in self.reference_outcomes:
            unchanged = np.empty((len(draws), 0))
            name = f"reference-{key}"
            self.reference_outcomes[key] = self._run(self.reference, draws, unchanged, name)
        return self.reference_outcomes[key]


def _digest(table: np.ndarray) -> str:
    return hashlib.blake2b(table.tobytes(), digest_size=16).hexdigest()


def kind_of(name: str) -> str:
    """Whether an input is a parameter, an instrument, the noise or a group of inputs."""
    if name in GROUPS_OF_INPUTS:
        return "group"
    return "noise" if name == NOISE else "parameter" if name in NAMES else "instrument"


def _dataset(names: Sequence[str], whole: Indices, half: Indices) -> xr.Dataset:
    """A dataset of the indices, with names and meanings."""
    order = ("input", "outcome")
    meanings = {
        "first": "explained by the input alone",
        "total": "left when all other inputs are known",
    }
    variables: dict[str, Any] = {}
    for name, meaning in meanings.items():
        of_whole, of_half = getattr(whole, name), getattr(half, name)
        about = {"units": "1", "long_name": f"share of the variance {meaning}"}
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
    """Variables of the check of convergence, by outcome."""
    return {
        "converged": ("outcome", np.array([int(c.is_reached) for c in convergences], np.int8)),
        "same_leaders": ("outcome", np.array([int(c.same_leaders) for c in convergences], np.int8)),
        "widest_interval": ("outcome", [c.widest for c in convergences]),
        "largest_move": ("outcome", [c.largest_move for c in convergences]),
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
