"""Simulation-based calibration: checks whether the inference recovers known truths.

A truth is a member drawn from the priors. Its predictions, with errors drawn from the tolerances,
replace the record, and a posterior is inferred from them without the truth in the bank. If the
inference is correct, the rank of the truth among the draws of its posterior is uniform, for every
parameter, for the quantity of every target, and for the lag that is forecast from them. So is the
rank of its distance to a random point, which sees what is wrong of parameters together. Truths may
also be draws of an earlier posterior, of which only what came later is simulated and inferred.

References
----------
Talts, Betancourt, Simpson, Vehtari and Gelman (2018), Validating Bayesian inference algorithms
with simulation-based calibration.
Lemos, Coogan, Hezaveh and Perreault-Levasseur (2023), Sampling-based accuracy testing of posterior
estimators for general inference: tests of accuracy with random points (TARP).
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
from scipy import stats

from sim.calibration.bank import Members, Simulator
from sim.calibration.calibrate import WORK, bank_folder, bank_of, slopes_in, storing
from sim.calibration.check_update import Earlier, earlier_draws, infer_draw
from sim.calibration.criteria import YEARS, lags_after, years_ahead
from sim.calibration.fingerprint import hash_of, sampler_hash
from sim.calibration.likelihood import simulated_record
from sim.calibration.options import CheckInference
from sim.calibration.posterior import load_posterior
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
    ahead = Ahead(build_world(years_ahead(settings, settings.calibration.until)), settings)
    folder = bank_folder(settings, task.seed, work)
    sizes = (task.bank, task.draws, task.sweeps, task.last_sweeps)
    name = "-".join(map(str, (*sizes, sampler_hash())))
    if task.before is None:
        stored = storing(simulator, predictions)
        rank = partial(_ranks_of, stored, predictions, task=task, ahead=ahead)
    else:
        before = load_posterior(task.before, "task.before")
        slopes = slopes_in(simulator, predictions)
        of_before = f"{task.before_sweeps}-{hash_of([before.parameters.tobytes().hex()])}"
        file = folder / f"earlier-{of_before}-{sampler_hash()}.npz"
        earlier = earlier_draws(before, settings, task, slopes, file, bars)
        rank = partial(_ranks_of_draw, earlier, task=task, ahead=ahead)
        name += f"-{of_before}"
    file = folder / f"ranks-{name}.json"
    of_targets = (target.id for target in simulator.targets)
    names = (*Parameters._fields, TOGETHER, *of_targets, *FORECASTS)
    return Ranks(names, _all_ranks(rank, task.truths, file, bars))


def _all_ranks(
    rank: Callable[[int], np.ndarray], truths: int, file: Path, bars: Bars
) -> np.ndarray:
    """Ranks of truths, [truth, name]: those of a file, to which each further one is written."""
    ranks = _load_ranks(file)
    with bars(truths, "truths") as advance:
        advance(min(len(ranks), truths))
        for truth in range(len(ranks), truths):
            ranks.append(rank(truth).tolist())
            with replacing(file, again=True) as unfinished:
                unfinished.write_text(json.dumps(ranks), encoding="utf-8")
            advance(1)
    return np.array(ranks[:truths])


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
    ahead: Ahead | None = None,
) -> np.ndarray:
    """Infer one truth from its predictions with errors, using the rest of the bank."""
    rng = _rng_of(task, truth)
    targets = simulated_record(predictions[truth], simulator.targets, rng)
    sampler = Sampler(simulator, targets)
    population = sampler.start(predictions, task.draws, rng, without=truth)
    population, _ = sampler.run(population, task.sweeps, task.last_sweeps, lambda _step: rng)
    true = simulator.of_priors(np.array([truth]))
    true = replace(true, predictions=predictions[[truth]])
    return _ranks_among(simulator, true, population.members, truth, rng, ahead)


def _ranks_of_draw(earlier: Earlier, truth: int, task: CheckInference, ahead: Ahead) -> np.ndarray:
    """Infer one truth, a draw of an earlier posterior, from what it shows later."""
    rng = _rng_of(task, truth)
    true, members = infer_draw(earlier, truth, task, rng)
    return _ranks_among(earlier.sampler.simulator, true, members, truth, rng, ahead)


def _rng_of(task: CheckInference, truth: int) -> np.random.Generator:
    return np.random.Generator(np.random.Philox(key=[task.seed, 1_000_000 + truth]))


def _ranks_among(
    simulator: Simulator,
    true: Members,
    members: Members,
    truth: int,
    rng: np.random.Generator,
    ahead: Ahead | None,
) -> np.ndarray:
    """Ranks of a truth, one member, among the draws of its posterior, [name]."""
    point = rng.standard_normal(true.scores.shape[1:])
    values = [true.scores[0], _distances(true, point), true.predictions[0]]
    draws = [members.scores, _distances(members, point)[:, None], members.predictions]
    if ahead is not None:
        # no two truths have a future in common, or their ranks would not be independent
        first = FIRST_OWN + truth * (1 + len(members))
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
