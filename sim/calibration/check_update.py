"""Truths for the check of an update: draws of an earlier posterior, inferred from what came later.

References
----------
Säilynoja, Schmitt, Bürkner and Vehtari (2025), Posterior SBC: simulation-based calibration checking
conditional on data.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from sim.calibration.bank import Members
from sim.calibration.calibrate import continued
from sim.calibration.checkpoint import load_checkpoint, save_checkpoint
from sim.calibration.likelihood import simulated_record
from sim.calibration.options import ISLANDS, CheckInference
from sim.calibration.population import Population
from sim.calibration.posterior import Posterior
from sim.calibration.smc import Sampler
from sim.calibration.states import draws_of_states, states_of
from sim.ensemble.progress import Bars, without_bars
from sim.settings.errors import SettingsError
from sim.settings.settings import Settings


@dataclass(frozen=True)
class Earlier:
    """Draws of an earlier posterior, simulated up to a later cut-off.

    Attributes
    ----------
    sampler : Sampler
        Of the later cut-off.
    population : Population
        All states of its draws, on one island.
    draw : ndarray
        Of which draw each state is, [state].
    """

    sampler: Sampler
    population: Population
    draw: np.ndarray

    def split(self, truth: int, rng: np.random.Generator) -> tuple[Members, Members]:
        """One state of a draw, at random, and all states of the other draws."""
        members = self.population.members
        place = rng.choice(np.flatnonzero(self.draw == truth))
        return members.rows(np.array([place])), members.rows(self.draw != truth)


def earlier_draws(
    before: Posterior,
    settings: Settings,
    task: CheckInference,
    slopes: Mapping[str, np.ndarray],
    file: Path,
    bars: Bars = without_bars,
) -> Earlier:
    """Simulate the draws of an earlier posterior, and move them by what they know.

    Parameters
    ----------
    before : Posterior
        The earlier posterior.
    settings : Settings
        Of the later cut-off.
    task : CheckInference
        Moves and seed.
    slopes : mapping of str to ndarray
        Of each target's id, [parameter].
    file : Path
        Keeps the draws of a check that was interrupted.
    bars : callable
        Makes a progress bar of a number of members and a description.
    """
    rng = np.random.default_rng(task.seed)
    sampler, population = continued(before, settings, task.seed, slopes, rng, ISLANDS)
    states = load_checkpoint(file)
    if states is None:
        sweeps = task.before_sweeps
        states = states_of(sampler, population, sweeps, rng, "earlier draws", bars)
        states = replace(states, islands=1)
        save_checkpoint(file, states)
    draw = draws_of_states(task.before_sweeps, len(before), ISLANDS)
    return Earlier(sampler, states, draw)


def infer_draw(
    earlier: Earlier, truth: int, task: CheckInference, rng: np.random.Generator
) -> tuple[Members, Members]:
    """Infer one draw of an earlier posterior from what it shows after that.

    The earlier targets keep their values; the later ones are simulated. The inference starts from
    all states of the other draws, of which it resamples some.

    Parameters
    ----------
    earlier : Earlier
        All draws of the earlier posterior.
    truth : int
        Number of the draw.
    task : CheckInference
        Sizes.
    rng : numpy.random.Generator
        Source of all that is drawn.

    Returns
    -------
    Members, Members
        The truth, and the draws of its posterior.
    """
    true, others = earlier.split(truth, rng)
    known = earlier.sampler.known
    record = simulated_record(true.predictions[0], earlier.sampler.targets, rng, known)
    sampler = replace(earlier.sampler, targets=record)
    population = sampler.with_members(earlier.population, others)
    population = sampler.step_to(population, task.draws, task.draws, task.sweeps, rng)
    moved, _ = sampler.run(population, task.sweeps, task.last_sweeps, lambda _step: rng)
    return true, moved.members


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
    if task.truths > len(before):
        takes = f"at most {len(before)}, as many as task.before has draws"
        raise SettingsError("task.truths", task.truths, takes)
