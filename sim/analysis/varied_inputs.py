"""The runs of the sensitivity analysis: its two samples, what is varied, and what becomes of it."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from sim.analysis.experiment import Experiment, draw_levels
from sim.analysis.options import Sensitivity
from sim.analysis.pieces import NOTHING_KEPT, Pieces
from sim.analysis.sobol import Design, Runs, indices, run
from sim.ensemble.progress import Progress
from sim.settings.settings import Settings
from sim.world import build_world
from sim.world.draws import Draws, quantile, shares_of_prior
from sim.world.noise_keys import GROUPS
from sim.world.parameters import Parameters

NAMES = Parameters._fields
NOISE = "noise"
PARAMETERS, INSTRUMENTS, OTHERS = "all parameters", "all instruments", "other parameters"
GROUPS_OF_INPUTS = (PARAMETERS, INSTRUMENTS, OTHERS)

FIRST_REGIMES = 8
"""Regimes of the first look, in which every parameter is varied by itself."""

MOST_PARAMETERS = 16
"""Parameters that are varied by themselves under all regimes: those that lead in the first look."""


def kind_of(name: str) -> str:
    """Whether an input is a parameter, an instrument, the noise or a group of inputs."""
    if name in GROUPS_OF_INPUTS:
        return "group"
    return "noise" if name == NOISE else "parameter" if name in NAMES else "instrument"


def run_design(
    settings: Settings,
    task: Sensitivity,
    progress: Progress | None = None,
    pieces: Pieces = NOTHING_KEPT,
) -> Runs:
    """Run the design: all inputs in a first look, then all rows of those that matter."""
    model, design = Model(settings, task, progress, pieces), design_of(settings, task)
    look = first_look(task)
    runs = run(model, design.part(slice(0, look), design.inputs))
    if look == len(design.first):
        return runs
    seen = indices(runs, 1, settings.ensemble.seed)
    leading = leading_parameters(list(runs.mixed), seen.total)
    inputs = _inputs(task.model_copy(update={"parameters": leading}))
    of_others = run(model, design.part(slice(0, look), {OTHERS: inputs[OTHERS]}))
    runs = replace(runs, mixed={**runs.mixed, **of_others.mixed})
    return runs.followed_by(run(model, design.part(slice(look, None), inputs)))


def first_look(task: Sensitivity) -> int:
    """Number of rows in which every parameter is varied by itself."""
    regimes = task.regimes if task.parameters is not None else min(task.regimes, FIRST_REGIMES)
    return regimes * task.members_each


def leading_parameters(names: Sequence[str], total: np.ndarray) -> tuple[str, ...]:
    """The parameters with the largest total orders of any outcome, in the order of their names.

    Parameters
    ----------
    names : sequence of str
        Of all inputs.
    total : ndarray
        [input, outcome]; missing where an outcome does not vary.
    """
    largest = np.nan_to_num(total, nan=-np.inf).max(axis=1)
    parameters = [place for place, name in enumerate(names) if kind_of(name) == "parameter"]
    leading = sorted(parameters, key=lambda place: -largest[place])[:MOST_PARAMETERS]
    return tuple(names[place] for place in sorted(leading))


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
    """Number of runs of members, under drawn regimes and under the reference."""
    look = first_look(task)
    runs = _runs_a_row(_inputs(task).values()) * look
    if look == task.regimes * task.members_each:
        return runs
    leading = task.model_copy(update={"parameters": NAMES[:MOST_PARAMETERS]})
    rest = task.regimes * task.members_each - look
    return runs + 2 * look + _runs_a_row(_inputs(leading).values()) * rest


def _runs_a_row(inputs: Iterable[Sequence[int]]) -> int:
    """Runs for a row of a design: with other members a reference is needed too."""
    different = {tuple(columns) for columns in inputs}
    of_regimes = [columns for columns in different if min(columns) > len(NAMES)]
    return 2 * (2 + len(different) - len(of_regimes)) + len(of_regimes)


class Model:
    """Computes the outcomes of tables of inputs, [row, outcome], and their changes.

    Tables with the same members are run together, since these have a past in common and one
    reference; and each table only once.
    """

    def __init__(
        self,
        settings: Settings,
        task: Sensitivity,
        progress: Progress | None,
        pieces: Pieces = NOTHING_KEPT,
    ):
        self.priors, self.seed = settings.calibration.parameters, settings.ensemble.seed
        self.regimes = Experiment(settings, task.instruments)
        self.reference = build_world(settings.reference()).regime
        self.progress, self.pieces = progress, pieces
        self.known: dict[str, np.ndarray] = {}

    def __call__(self, tables: Sequence[np.ndarray]) -> list[np.ndarray]:
        names = [_digest(table) for table in tables]
        unknown = dict(zip(names, tables, strict=True))
        together: dict[str, list[str]] = {}
        for name, table in unknown.items():
            if name not in self.known:
                together.setdefault(_digest(table[:, : len(NAMES) + 1]), []).append(name)
        for same_members in together.values():
            self._run([unknown[name] for name in same_members], same_members)
        return [self.known[name] for name in names]

    def _run(self, tables: Sequence[np.ndarray], names: Sequence[str]) -> None:
        """Run tables with the same members, as one piece of the analysis."""
        draws = self._draws(tables[0][:, : len(NAMES) + 1])
        levels = np.stack([table[:, len(NAMES) + 1 :] for table in tables], axis=1)
        outcomes = self.pieces.result(
            _digest(np.stack(tables)),
            lambda: {
                "outcomes": self.regimes.run_against(self.reference, draws, levels, self.progress)
            },
            self.progress,
            len(draws) * (1 + len(tables)),
        )["outcomes"]
        for name, of_table in zip(names, outcomes[:, 1:].swapaxes(0, 1), strict=True):
            self.known[name] = np.hstack([of_table, of_table - outcomes[:, 0]])

    def _draws(self, members: np.ndarray) -> Draws:
        values = {
            name: quantile(self.priors[name], members[:, place]) for place, name in enumerate(NAMES)
        }
        numbers = members[:, -1].astype(np.uint64)
        seeds = np.full(len(numbers), self.seed, dtype=np.uint64)
        no_past = np.empty((len(numbers), 0, GROUPS), dtype=np.uint64)
        return Draws(values, seeds, no_past, seeds, numbers)


def _digest(table: np.ndarray) -> str:
    return hashlib.blake2b(table.tobytes(), digest_size=16).hexdigest()
