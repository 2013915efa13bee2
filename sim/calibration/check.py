"""Simulation-based calibration: checks whether the inference recovers known truths.

A truth is a member drawn from the priors. Its predictions, with errors drawn from the tolerances,
replace the record, and a posterior is inferred from them without the truth in the bank. If the
inference is correct, the rank of the truth among the draws of its posterior is uniform, for every
parameter, for the quantity of every target, and for the lag that is forecast from them. So is the
rank of its distance to a random point, which sees what is wrong of parameters together.

References
----------
Talts, Betancourt, Simpson, Vehtari and Gelman (2018), Validating Bayesian inference algorithms
with simulation-based calibration.
Lemos, Coogan, Hezaveh and Perreault-Levasseur (2023), Sampling-based accuracy testing of posterior
estimators for general inference: tests of accuracy with random points (TARP).
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from scipy import stats

from sim.calibration.bank import Members, Simulator
from sim.calibration.calibrate import WORK, bank_folder, bank_of, storing
from sim.calibration.criteria import YEARS, lags_after, years_ahead
from sim.calibration.likelihood import simulated_record
from sim.calibration.options import CheckInference
from sim.calibration.smc import Sampler
from sim.ensemble.progress import Bars, without_bars
from sim.settings.settings import Settings
from sim.storage.atomic import replacing
from sim.world import World, build_world
from sim.world.parameters import Parameters

TEST_LEVEL = 0.05
"""Probability that a correct inference fails the check, over all ranks together (Holm)."""


FORECASTS = tuple(f"lag_after_{year}_years" for year in YEARS)
"""Names of the lag that is forecast, by years after the cut-off."""

TOGETHER = "all_parameters"
"""Name of the distance of all parameters to a random point."""

FIRST_OWN = 2_000_000_000
"""First number of a member's own noise after the cut-off."""


@dataclass(frozen=True)
class Ahead:
    """The world after the cut-off, in which the lag is forecast.

    Attributes
    ----------
    world : World
        Under the measures as enacted.
    settings : Settings
        Cut-off and threads.
    """

    world: World
    settings: Settings

    def lags(self, simulator: Simulator, members: Members, first: int) -> np.ndarray:
        """Lags of members that have noise of their own after the cut-off, [member, year]."""
        own = np.arange(first, first + len(members), dtype=np.uint64)
        draws = replace(simulator.draws(members), member=own)
        until = self.settings.calibration.until
        return lags_after(self.world, draws, until, self.settings.engine.threads)


@dataclass(frozen=True)
class Ranks:
    """Ranks of truths among the draws of their posteriors.

    Attributes
    ----------
    names : tuple of str
        Names of the parameters, of these together, ids of the targets, years of the forecast.
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
    ahead = Ahead(build_world(years_ahead(settings, settings.calibration.until)), settings)
    folder = bank_folder(settings, task.seed, work)
    file = folder / f"ranks-{'-'.join(map(str, sizes))}.json"
    ranks = _load_ranks(file)
    with bars(task.truths, "truths") as advance:
        advance(min(len(ranks), task.truths))
        for truth in range(len(ranks), task.truths):
            ranks.append(_ranks_of(simulator, predictions, truth, task, ahead).tolist())
            with replacing(file, again=True) as unfinished:
                unfinished.write_text(json.dumps(ranks), encoding="utf-8")
            advance(1)
    of_targets = (target.id for target in simulator.targets)
    names = (*Parameters._fields, TOGETHER, *of_targets, *FORECASTS)
    return Ranks(names, np.array(ranks[: task.truths]))


def _load_ranks(file: Path) -> list[list[float]]:
    """Load the ranks of an interrupted check."""
    try:
        ranks: list[list[float]] = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    return ranks


def _ranks_of(
    simulator: Simulator,
    predictions: np.ndarray,
    truth: int,
    task: CheckInference,
    ahead: "Ahead | None" = None,
) -> np.ndarray:
    """Infer one truth from its predictions with errors, using the rest of the bank."""
    rng = np.random.Generator(np.random.Philox(key=[task.seed, 1_000_000 + truth]))
    targets = simulated_record(predictions[truth], simulator.targets, rng)
    sampler = Sampler(simulator, targets)
    population = sampler.start(predictions, task.draws, rng, without=truth)
    population, _ = sampler.run(population, task.sweeps, task.last_sweeps, lambda _step: rng)
    true, members = simulator.of_priors(np.array([truth])), population.members
    point = rng.standard_normal(true.scores.shape[1:])
    values = [true.scores[0], _distances(true, point), predictions[truth]]
    draws = [members.scores, _distances(members, point)[:, None], members.predictions]
    if ahead is not None:
        # no two truths have a future in common, or their ranks would not be independent
        first = FIRST_OWN + truth * (1 + task.draws)
        values.append(ahead.lags(simulator, true, first)[0])
        draws.append(ahead.lags(simulator, members, first + 1))
    return _rank_shares(np.concatenate(values), np.concatenate(draws, axis=1), rng)


def _distances(members: Members, point: np.ndarray) -> np.ndarray:
    """Distance of each member's parameters to a point, both as normal scores."""
    return np.asarray(np.linalg.norm(members.scores - point, axis=1))


def _rank_shares(truth: np.ndarray, draws: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Share of draws below each truth; ties are broken at random."""
    below, equal = (draws < truth).sum(axis=0), (draws == truth).sum(axis=0)
    return (below + rng.random(len(truth)) * (equal + 1)) / (len(draws) + 1)
