"""Simulation-based calibration: does the inference find truths as often as it says?

A truth is a member drawn from the priors. What it shows, with errors drawn from the tolerances, is
taken for the record, and the posterior is inferred from that, without the truth in the bank. If
priors, likelihood and sampler fit together, the rank of a truth among its posterior's draws is
uniform, for every parameter and for every quantity that members show.

References
----------
Talts, Betancourt, Simpson, Vehtari and Gelman (2018), Validating Bayesian inference algorithms
with simulation-based calibration.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy import stats

from sim.calibration.bank import Simulator
from sim.calibration.calibrate import WORK, bank_folder, bank_of, mixed
from sim.calibration.likelihood import record_of
from sim.calibration.options import CheckInference
from sim.calibration.smc import Sampler
from sim.ensemble.progress import Bars, without_bars
from sim.settings.settings import Settings
from sim.storage.atomic import replacing
from sim.world.parameters import Parameters

TEST_LEVEL = 0.05
"""Chance that a sound inference fails the check, over all ranks together (Holm)."""


@dataclass(frozen=True)
class Ranks:
    """Where truths lie among the draws of their posteriors.

    Attributes
    ----------
    names : tuple of str
        Parameters, then the targets' quantities.
    shares : ndarray
        [truth, name], uniform from 0 to 1 if the inference is sound.
    """

    names: tuple[str, ...]
    shares: np.ndarray

    def chances(self) -> np.ndarray:
        """Chance of ranks as uneven as these under a sound inference, by name (KS test)."""
        return np.array([stats.kstest(column, "uniform").pvalue for column in self.shares.T])

    def failed(self) -> list[str]:
        """Names whose ranks are not uniform, with many tests allowed for (Holm 1979)."""
        return failing(self.names, self.chances())


def failing(names: Sequence[str], chances: np.ndarray) -> list[str]:
    """Names whose chance is too small to be one, with many tests allowed for (Holm 1979)."""
    found = []
    for place, index in enumerate(np.argsort(chances)):
        if chances[index] > TEST_LEVEL / (len(chances) - place):
            break
        found.append(names[index])
    return found


def check_inference(
    settings: Settings, task: CheckInference, work: Path = WORK, bars: Bars = without_bars
) -> Ranks:
    """Infer truths of the priors, and rank them.

    Parameters
    ----------
    settings : Settings
        The calibration that is checked.
    task : CheckInference
        Numbers and seed.
    work : Path
        Where the bank is, and where ranks found so far wait.
    bars : callable
        Makes a progress bar of a number and a description.
    """
    simulator, predictions = bank_of(settings, task, work, bars)
    sizes = task.bank, task.draws, task.sweeps, task.effective, task.most_sweeps
    folder = bank_folder(settings, task.seed, work)
    file = folder / f"ranks-{'-'.join(map(str, sizes))}.json"
    found = _found_so_far(file)
    with bars(task.truths, "truths") as advance:
        advance(min(len(found), task.truths))
        for truth in range(len(found), task.truths):
            found.append(_ranks_of(simulator, predictions, truth, task).tolist())
            with replacing(file, again=True) as unfinished:
                unfinished.write_text(json.dumps(found), encoding="utf-8")
            advance(1)
    names = (*Parameters._fields, *(target.id for target in simulator.targets))
    return Ranks(names, np.array(found[: task.truths]))


def _found_so_far(file: Path) -> list[list[float]]:
    """Ranks that an interrupted check has left."""
    try:
        found: list[list[float]] = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    return found


def _ranks_of(
    simulator: Simulator, predictions: np.ndarray, truth: int, task: CheckInference
) -> np.ndarray:
    """Infer one truth from what it showed, with the rest of the bank."""
    rng = np.random.Generator(np.random.Philox(key=[task.seed, 1_000_000 + truth]))
    targets = record_of(predictions[truth], simulator.targets, rng)
    sampler = Sampler(simulator, targets)
    population = sampler.start(predictions, task.draws, rng, without=truth)
    while population.tempering < 1.0:
        population = sampler.step(population, task.sweeps, rng)
    population, _ = mixed(sampler, population, task, rng)
    true = simulator.of_priors(np.array([truth])).scores[0]
    members = population.members
    values = np.concatenate([true, predictions[truth]])
    draws = np.concatenate([members.scores, members.predictions], axis=1)
    return _rank_shares(values, draws, rng)


def _rank_shares(truth: np.ndarray, draws: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Share of draws below a truth; it takes a random place among its equals."""
    below, equal = (draws < truth).sum(axis=0), (draws == truth).sum(axis=0)
    return (below + rng.random(len(truth)) * (equal + 1)) / (len(draws) + 1)
