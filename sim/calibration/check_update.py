"""Truths for the check of an update: draws of an earlier posterior, inferred from what came later.

References
----------
Säilynoja, Schmitt, Bürkner and Vehtari (2025), Posterior SBC: simulation-based calibration checking
conditional on data.
"""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from sim.calibration.bank import Members, Simulator
from sim.calibration.calibrate import continued
from sim.calibration.likelihood import simulated_record
from sim.calibration.options import CheckInference
from sim.calibration.posterior import Posterior
from sim.settings.errors import SettingsError
from sim.settings.settings import Settings


def infer_draw(
    before: Posterior,
    settings: Settings,
    slopes: Mapping[str, np.ndarray],
    truth: int,
    task: CheckInference,
    rng: np.random.Generator,
) -> tuple[Members, Members, Simulator]:
    """Infer one draw of an earlier posterior from what it shows after that.

    The earlier targets keep their values; the later ones are simulated. The inference starts from
    all other draws of the earlier posterior, of which it resamples some. Truths beyond the number
    of draws begin with the first one again.

    Parameters
    ----------
    before : Posterior
        The earlier posterior.
    settings : Settings
        Of the later cut-off.
    slopes : mapping of str to ndarray
        Of each target's id, [parameter].
    truth : int
        Number of the truth.
    task : CheckInference
        Sizes and seed.
    rng : numpy.random.Generator
        Source of all that is drawn.

    Returns
    -------
    Members, Members, Simulator
        The truth, the draws of its posterior, and what simulated them.
    """
    place = truth % len(before)
    chosen = np.array([place, *np.delete(np.arange(len(before)), place)])
    sampler, population = continued(before.rows(chosen), settings, task.seed, slopes, rng)
    true, members = (population.members.rows(slice(*ends)) for ends in ((0, 1), (1, None)))
    record = simulated_record(true.predictions[0], sampler.targets, rng, sampler.known)
    sampler = replace(sampler, targets=record)
    others = sampler.with_members(population, members)
    population = sampler.step_to(others, task.draws, task.draws, task.sweeps, rng)
    moved, _ = sampler.run(population, task.sweeps, task.last_sweeps, lambda _step: rng)
    return true, moved.members, sampler.simulator


def check_before(before: Posterior, settings: Settings, task: CheckInference) -> None:
    """Check that a posterior is of an earlier cut-off and has enough draws.

    Raises
    ------
    SettingsError
        If not.
    """
    if before.until >= settings.calibration.until:
        takes = f"a posterior of a cut-off before {settings.calibration.until}"
        raise SettingsError("task.before", task.before, f"{takes}; its own is {before.until}")
    if task.draws >= len(before):
        takes = f"fewer than the {len(before)} of task.before"
        raise SettingsError("task.draws", task.draws, takes)
