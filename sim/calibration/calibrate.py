"""The task `calibrate`: infers a posterior from priors and targets; it is seeded and can resume."""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from functools import cache, partial
from pathlib import Path

import numpy as np

from sim.calibration.adaptation import Adaptation
from sim.calibration.bank import Members, Simulator, parameter_table
from sim.calibration.checkpoint import load_checkpoint, save_checkpoint
from sim.calibration.criteria import FUTURES, criteria_of, expected_lag, forecast_lags
from sim.calibration.decisive import decisive_labs, searching_labs
from sim.calibration.fingerprint import fingerprints, hash_of, sampler_hash
from sim.calibration.from_posterior import population_of
from sim.calibration.likelihood import log_likelihood
from sim.calibration.luck import Owners
from sim.calibration.options import EVERY, ISLANDS, Calibrate, Inference
from sim.calibration.population import Population
from sim.calibration.posterior import Posterior
from sim.calibration.smc import Sampler
from sim.calibration.states import states_of
from sim.calibration.targets import all_targets, last_day, targets_of
from sim.ensemble.progress import Bars, without_bars
from sim.rules.cache import fingerprint, sources_of_compiled_code
from sim.settings.errors import SettingsError
from sim.settings.settings import Settings
from sim.world.noise_keys import STORED_INVESTORS

WORK = Path("outputs/calibration")
"""Folder of banks and checkpoints, from which the same command resumes."""

MEMBERS_FOR_LABS = 512
"""Number of likely members of the bank in which the labs that lead are looked for."""


@dataclass(frozen=True)
class Calibrated:
    """A posterior, with what it was made from.

    Attributes
    ----------
    posterior : Posterior
        Some of the draws, in random order.
    members : Members
        The same draws.
    simulator : Simulator
        What simulated them.
    """

    posterior: Posterior
    members: Members
    simulator: Simulator


def simulator_of(settings: Settings, seed: int) -> Simulator:
    """Create the simulator of a calibration, under the measures enacted by its cut-off."""
    until = settings.calibration.until
    targets = targets_of(settings.calibration.targets, until)
    last = last_day(target.period for target in all_targets())
    if not targets or until > last:
        takes = f"a day by which a target's period has ended, at most {last}, when the last one has"
        raise SettingsError("calibration.until", until, takes)
    return Simulator.as_enacted(settings, until, targets, seed)


def calibrate(
    settings: Settings, task: Calibrate, work: Path = WORK, bars: Bars = without_bars
) -> Calibrated:
    """Infer parameters and noise from the targets.

    Parameters
    ----------
    settings : Settings
        Priors, targets, cut-off, cast.
    task : Calibrate
        Sizes and seed of the inference.
    work : Path
        Folder of banks and checkpoints; finished work is not repeated.
    bars : callable
        Makes a progress bar of a number of members and a description.

    Returns
    -------
    Calibrated
        The posterior, with its draws in random order.
    """
    simulator, predictions = bank_of(settings, task, work, bars)
    simulator = storing(simulator, predictions)
    sampler = Sampler(simulator, simulator.targets)
    file = work / f"population-{_key(settings, task)}.npz"
    population = load_checkpoint(file) or sampler.start(
        predictions, task.draws // ISLANDS, _rng(task.seed, simulator.quarters, 0), ISLANDS
    )
    return _sampled(settings, sampler, task, population, bars, partial(save_checkpoint, file))


def calibrate_further(
    before: Posterior,
    settings: Settings,
    task: Calibrate,
    slopes: Mapping[str, np.ndarray],
    bars: Bars = without_bars,
    before_sweeps: int = 0,
) -> Calibrated:
    """Infer a posterior from an earlier one by the targets that became known since.

    Parameters
    ----------
    before : Posterior
        Of a cut-off before that of the settings; all its draws are moved.
    settings : Settings
        Of a cut-off whose targets include those of the earlier one.
    task : Calibrate
        Sweeps, states and seed.
    slopes : mapping of str to ndarray
        Of each target's id, [parameter].
    bars : callable
        Makes a progress bar of a number of members and a description.
    before_sweeps : int
        Moves of the earlier draws by what they know, before the later targets count. If there are
        any, the draws after each hundred of them are resampled together.
    """
    rng = _rng(task.seed, before.past_member.shape[1], 0)
    sampler, population = continued(before, settings, task.seed, slopes, rng, ISLANDS)
    if before_sweeps:
        size = len(before) // ISLANDS
        states = states_of(sampler, population, before_sweeps, rng, "earlier draws", bars)
        population = sampler.step_to(states, size, size, task.sweeps, rng)
    task = task.model_copy(update={"draws": len(before), "kept": len(before)})
    found = _sampled(settings, sampler, task, population, bars)
    account = found.posterior.account | {"before_sweeps": before_sweeps}
    return replace(found, posterior=replace(found.posterior, account=account))


def continued(
    before: Posterior,
    settings: Settings,
    seed: int,
    slopes: Mapping[str, np.ndarray],
    rng: np.random.Generator,
    islands: int = 1,
) -> tuple[Sampler, Population]:
    """The sampler of a posterior that starts from an earlier one, and the draws of that one."""
    simulator = simulator_of(settings, seed)
    owners = replace(before.owners, searching=searching_labs(simulator))
    earlier = targets_of(settings.calibration.targets, before.until)
    known = frozenset(target.id for target in earlier)
    sampler = Sampler(replace(simulator, owners=owners), simulator.targets, known)
    rows = np.stack([slopes[target.id] for target in sampler.targets])
    adaptation = Adaptation.before_moves(rows, before.past_member[0].size)
    first = population_of(before, settings.calibration, adaptation, rng, islands)
    return sampler, sampler.go_on(first, rows)


def slopes_of(
    settings: Settings, task: Inference, work: Path = WORK, bars: Bars = without_bars
) -> dict[str, np.ndarray]:
    """Slopes of each target, by its id, among likely members of the bank, [parameter]."""
    return slopes_in(*bank_of(settings, task, work, bars))


def slopes_in(simulator: Simulator, predictions: np.ndarray) -> dict[str, np.ndarray]:
    """`slopes_of` in a bank that is there."""
    likelihood = log_likelihood(predictions, simulator.targets)
    slopes = Sampler(simulator, simulator.targets).adaptation(predictions, likelihood).slopes
    return dict(zip((target.id for target in simulator.targets), slopes, strict=True))


def _sampled(
    settings: Settings,
    sampler: Sampler,
    task: Calibrate,
    population: Population,
    bars: Bars,
    save: Callable[[Population], None] | None = None,
) -> Calibrated:
    """Temper and move a population, and make the posterior."""
    # the generator of the final moves goes on to choose the draws that are kept
    rng_of = cache(partial(_rng, task.seed, sampler.simulator.quarters))
    population, accepted = sampler.run(
        population, task.sweeps, task.last_sweeps, rng_of, bars, save
    )
    rng = rng_of(len(population.steps))
    population = states_of(sampler, population, EVERY * (task.states - 1), rng, "states", bars)
    posterior = _posterior(settings, sampler.simulator, task, population, accepted)
    lags = forecast_lags(posterior, settings, FUTURES)
    criteria = criteria_of(posterior, lags)
    kept = _in_turn(expected_lag(lags, len(posterior)), task.kept, rng)
    members = population.members.rows(kept)
    posterior = replace(
        posterior.rows(kept),
        luck=sampler.simulator.used_luck(members),
        account=posterior.account | {"criteria": asdict(criteria)},
    )
    return Calibrated(posterior, members, sampler.simulator)


def _in_turn(lag: np.ndarray, kept: int, rng: np.random.Generator) -> np.ndarray:
    """Places of draws of each island, one island after the other in turn.

    Draws of an island are kept at even distances in the order of the lag that they forecast, from a
    random first one (systematic sampling): each is kept with the same probability, and quantiles of
    the lag hardly change.
    """
    size, count = len(lag) // ISLANDS, kept // ISLANDS
    ordered = lag.reshape(ISLANDS, size).argsort(axis=1, kind="stable")
    places = ((rng.random((ISLANDS, 1)) + np.arange(count)) * size / count).astype(int)
    chosen = np.take_along_axis(ordered, places, axis=1) + size * np.arange(ISLANDS)[:, None]
    return np.asarray(rng.permuted(chosen, axis=1).T.ravel())


def storing(simulator: Simulator, predictions: np.ndarray) -> Simulator:
    """The simulator with luck stored: of investors, and of labs that lead in likely members."""
    likeliest = np.argsort(-log_likelihood(predictions, simulator.targets), kind="stable")
    members = simulator.of_priors(likeliest[:MEMBERS_FOR_LABS])
    investors = tuple(int(key) for key in simulator.world.cast.investors.key[:STORED_INVESTORS])
    owners = Owners(decisive_labs(simulator, members), investors, searching_labs(simulator))
    return replace(simulator, owners=owners)


def bank_of(
    settings: Settings, task: Inference, work: Path, bars: Bars
) -> tuple[Simulator, np.ndarray]:
    """Create the simulator of a calibration, and simulate its bank, [member, target]."""
    simulator = simulator_of(settings, task.seed)
    with bars(task.bank, "bank") as advance:
        predictions = simulator.bank(task.bank, bank_folder(settings, task.seed, work), advance)
    return simulator, predictions


def bank_folder(settings: Settings, seed: int, work: Path = WORK) -> Path:
    """Folder of the bank, named by a hash of everything that it depends on."""
    return work / f"bank-{hash_of([_dependencies(settings), str(seed)])}"


def _dependencies(settings: Settings) -> str:
    """Text of everything that a checkpoint depends on, which is part of the name of its file."""
    targets = targets_of(settings.calibration.targets, settings.calibration.until)
    parts = fingerprints(settings, targets) | {
        "until": str(settings.calibration.until),
        "start": str(settings.horizon.start),
        "kernel": fingerprint(sources_of_compiled_code()),
    }
    return json.dumps(parts)


def _key(settings: Settings, task: Calibrate) -> str:
    sizes = task.model_dump_json(include={"bank", "draws", "sweeps", "seed"})
    return hash_of([_dependencies(settings), sampler_hash(), sizes])


def _rng(seed: int, quarters: int, step: int) -> np.random.Generator:
    """Generator of a step to a cut-off, which does not depend on whether the run was resumed."""
    return np.random.default_rng([seed, quarters, step])


def _posterior(
    settings: Settings,
    simulator: Simulator,
    task: Calibrate,
    population: Population,
    accepted: dict[str, float],
) -> Posterior:
    """The posterior with its draws in the order of the islands."""
    members = population.members
    return Posterior(
        parameters=parameter_table(members.scores, settings.calibration),
        past_member=members.numbers,
        owners=simulator.owners,
        luck=members.luck.astype(np.float16),
        octaves=members.octaves,
        seed=task.seed,
        until=settings.calibration.until,
        fingerprints=fingerprints(settings, simulator.targets),
        account={
            "bank": task.bank,
            "sweeps": task.sweeps,
            "last_sweeps": task.last_sweeps,
            "states": task.states,
            "steps": [asdict(step) for step in population.steps],
            "accepted": accepted,
            "mean_log_likelihood": float(population.log_likelihood.mean()),
        },
    )
