"""Simulation-based calibration: checks whether the inference recovers known truths.

A truth is a member drawn from the priors. Its predictions, with errors drawn from the tolerances,
replace the record, and a posterior is inferred from them without the truth in the bank. If the
inference is correct, the rank of the truth among the draws of its posterior is uniform, for every
parameter and for the quantity of every target.

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
from sim.calibration.calibrate import WORK, bank_folder, bank_of, storing
from sim.calibration.likelihood import simulated_record
from sim.calibration.options import CheckInference
from sim.calibration.smc import Sampler
from sim.ensemble.progress import Bars, without_bars
from sim.settings.settings import Settings
from sim.storage.atomic import replacing
from sim.world.parameters import Parameters

TEST_LEVEL = 0.05
"""Probability that a correct inference fails the check, over all ranks together (Holm)."""


@dataclass(frozen=True)
class Ranks:
    """Ranks of truths among the draws of their posteriors.

    Attributes
    ----------
    names : tuple of str
        Names of the parameters, then ids of the targets.
    shares : ndarray
        Ranks as shares, [truth, name], uniform from 0 to 1 if the inference is correct.
    """

    names: tuple[str, ...]
    shares: np.ndarray

    def p_values(self) -> np.ndarray:
        """P-value of a KS test of uniform ranks, by name."""
        return np.array([stats.kstest(column, "uniform").pvalue for column in self.shares.T])

    def non_uniform(self) -> list[str]:
        """Names whose ranks are not uniform, corrected for multiple tests (Holm 1979)."""
        return non_uniform(self.names, self.p_values())


def non_uniform(names: Sequence[str], p_values: np.ndarray) -> list[str]:
    """Names whose p-values are significant, corrected for multiple tests (Holm 1979)."""
    significant = []
    for place, index in enumerate(np.argsort(p_values)):
        if p_values[index] > TEST_LEVEL / (len(p_values) - place):
            break
        significant.append(names[index])
    return significant


def check_inference(
    settings: Settings, task: CheckInference, work: Path = WORK, bars: Bars = without_bars
) -> Ranks:
    """Infer a posterior for each truth, and rank the truth in it.

    Parameters
    ----------
    settings : Settings
        Settings whose calibration is checked.
    task : CheckInference
        Sizes and seed.
    work : Path
        Folder of the bank, and of the ranks of an interrupted check.
    bars : callable
        Makes a progress bar of a number and a description.
    """
    simulator, predictions = bank_of(settings, task, work, bars)
    simulator = storing(simulator, predictions)
    sizes = task.bank, task.draws, task.sweeps, task.last_sweeps
    folder = bank_folder(settings, task.seed, work)
    file = folder / f"ranks-{'-'.join(map(str, sizes))}.json"
    ranks = _load_ranks(file)
    with bars(task.truths, "truths") as advance:
        advance(min(len(ranks), task.truths))
        for truth in range(len(ranks), task.truths):
            ranks.append(_ranks_of(simulator, predictions, truth, task).tolist())
            with replacing(file, again=True) as unfinished:
                unfinished.write_text(json.dumps(ranks), encoding="utf-8")
            advance(1)
    names = (*Parameters._fields, *(target.id for target in simulator.targets))
    return Ranks(names, np.array(ranks[: task.truths]))


def _load_ranks(file: Path) -> list[list[float]]:
    """Load the ranks of an interrupted check."""
    try:
        ranks: list[list[float]] = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    return ranks


def _ranks_of(
    simulator: Simulator, predictions: np.ndarray, truth: int, task: CheckInference
) -> np.ndarray:
    """Infer one truth from its predictions with errors, using the rest of the bank."""
    rng = np.random.Generator(np.random.Philox(key=[task.seed, 1_000_000 + truth]))
    targets = simulated_record(predictions[truth], simulator.targets, rng)
    sampler = Sampler(simulator, targets)
    population = sampler.start(predictions, task.draws, rng, without=truth)
    while population.tempering < 1.0:
        population = sampler.step(population, task.sweeps, rng)
    population, _ = sampler.move(population, task.last_sweeps, rng)
    true = simulator.of_priors(np.array([truth])).scores[0]
    members = population.members
    values = np.concatenate([true, predictions[truth]])
    draws = np.concatenate([members.scores, members.predictions], axis=1)
    return _rank_shares(values, draws, rng)


def _rank_shares(truth: np.ndarray, draws: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Share of draws below each truth; ties are broken at random."""
    below, equal = (draws < truth).sum(axis=0), (draws == truth).sum(axis=0)
    return (below + rng.random(len(truth)) * (equal + 1)) / (len(draws) + 1)
