"""The task `sensitivity`: Sobol indices of the lag and of its change.

The inputs are all parameters, drawn from their priors; the sender's instruments, each at a level
from open to closed; and the noise, one input that selects the member number and with it all random
draws of a member. The noise thus has an index of its own. All parameters together and all
instruments together have indices, too. The parameters that a task does not name form one input,
which saves runs. If it names none, all are varied in a first look at some of the rows, and those
that lead there in all rows; the rest are then one input together, and by themselves are known from
the first look alone, with wide intervals.

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

from collections.abc import Sequence
from typing import Any

import numpy as np
import xarray as xr

from sim.analysis.experiment import MEASURES
from sim.analysis.options import Sensitivity
from sim.analysis.pieces import NOTHING_KEPT, Pieces
from sim.analysis.regimes import with_horizon_end
from sim.analysis.sobol import Convergence, Indices, convergence, indices
from sim.analysis.varied_inputs import NAMES, kind_of, run_design
from sim.ensemble.progress import Progress
from sim.settings.errors import SettingsError, did_you_mean
from sim.settings.settings import Settings
from sim.settings.variables import INTERVAL_90
from sim.storage.build import attributes

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
    runs = run_design(with_horizon_end(settings, task.date), task, progress, pieces)
    whole = indices(runs, task.resamples, settings.ensemble.seed)
    half = indices(runs.half(), task.resamples, settings.ensemble.seed)
    names = list(runs.mixed)
    ranked = [
        place
        for place, name in enumerate(names)
        if kind_of(name) != "group" and whole.rows[place] == len(runs.first)
    ]
    convergences = [convergence(whole, half, outcome, ranked) for outcome in range(len(OUTCOMES))]
    values = np.concatenate([runs.first, runs.second])
    dataset = _dataset(names, whole, half).assign(
        mean=("outcome", values.mean(axis=0)),
        standard_deviation=("outcome", values.std(axis=0)),
        **_converged(names, convergences),
    )
    return dataset.assign_attrs(_attributes(settings, task), blocks=whole.blocks)


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
        "rows": ("input", whole.rows, {"long_name": "rows of the design that were run"}),
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
