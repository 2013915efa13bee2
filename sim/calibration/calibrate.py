"""The task `calibrate`: infers a posterior from priors and targets; it is seeded and can resume."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sim.calibration.adaptation import Adaptation
from sim.calibration.bank import Members, Simulator, parameters_of
from sim.calibration.fingerprint import fingerprints, hash_of
from sim.calibration.options import Calibrate, Inference
from sim.calibration.population import Population, Step
from sim.calibration.posterior import Posterior
from sim.calibration.smc import Sampler
from sim.calibration.targets import all_targets, last_day, targets_of
from sim.calibration.weights import distinct_histories
from sim.ensemble.progress import Bars, Progress, without_bars
from sim.rules.cache import fingerprint, sources_of_compiled_code
from sim.settings.errors import SettingsError
from sim.settings.settings import Settings
from sim.storage.atomic import UNREADABLE, read_arrays, write_arrays
from sim.world import build_world
from sim.world.parameters import Parameters

WORK = Path("outputs/calibration")
"""Folder of banks and checkpoints, from which the same command resumes."""

SWEEPS_BETWEEN_COUNTS = 6
"""Number of sweeps between two counts of distinct histories."""


@dataclass(frozen=True)
class Calibrated:
    """A posterior, with the members and the simulator from which it was made."""

    posterior: Posterior
    members: Members
    simulator: Simulator


def simulator_of(settings: Settings, seed: int) -> Simulator:
    """Create the simulator of a calibration, under the measures enacted by its cut-off."""
    until = settings.calibration.until
    targets = targets_of(settings.calibration.targets, until)
    last = last_day(all_targets())
    if not targets or until > last:
        takes = f"a day by which a target's period has ended, at most {last}, when the last one has"
        raise SettingsError("calibration.until", until, takes)
    return Simulator(
        world=build_world(settings.as_enacted(until)),
        priors=settings.calibration,
        targets=targets,
        seed=seed,
        threads=settings.engine.threads,
    )


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
    sampler = Sampler(simulator, simulator.targets)
    file = work / f"population-{_key(settings, task)}.npz"
    population = _load_checkpoint(file) or sampler.start(
        predictions, task.draws, _rng(task.seed, 0)
    )
    while population.tempering < 1.0:
        with bars(task.draws * task.sweeps, f"tempering {population.tempering:.2f}") as advance:
            rng = _rng(task.seed, len(population.steps))
            population = sampler.step(population, task.sweeps, rng, advance)
        _save_checkpoint(file, population)
    rng = _rng(task.seed, len(population.steps))
    with bars(task.draws * task.most_sweeps, "final mixing steps") as advance:
        population, mixing = mix(sampler, population, task, rng, advance)
    members = population.members.rows(rng.permutation(task.draws))
    posterior = _posterior(settings, simulator, task, population, members, mixing)
    return Calibrated(posterior, members, simulator)


def bank_of(
    settings: Settings, task: Inference, work: Path, bars: Bars
) -> tuple[Simulator, np.ndarray]:
    """Create the simulator of a calibration, and simulate its bank, [member, target]."""
    simulator = simulator_of(settings, task.seed)
    with bars(task.bank, "bank") as advance:
        predictions = simulator.bank(task.bank, bank_folder(settings, task.seed, work), advance)
    return simulator, predictions


def mix(
    sampler: Sampler,
    population: Population,
    task: Inference,
    rng: np.random.Generator,
    advance: Progress | None = None,
) -> tuple[Population, dict[str, Any]]:
    """Move members until there are enough distinct histories, or `most_sweeps` is reached.

    Returns
    -------
    Population, dict
        The members, and an account: number of sweeps, last acceptance rates and effective number of
        distinct histories.
    """
    sweeps, accepted = 0, dict[str, float]()
    distinct = distinct_histories(population.members.numbers)
    while distinct < task.effective and sweeps < task.most_sweeps:
        more = min(SWEEPS_BETWEEN_COUNTS, task.most_sweeps - sweeps)
        population, accepted = sampler.move(population, more, rng, advance)
        sweeps += more
        distinct = distinct_histories(population.members.numbers)
    return population, {"sweeps": sweeps, "accepted": accepted, "distinct_histories": distinct}


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
    return hash_of(
        [_dependencies(settings), task.model_dump_json(include={"bank", "draws", "sweeps", "seed"})]
    )


def _rng(seed: int, step: int) -> np.random.Generator:
    """Generator of one step, which does not depend on whether the run was resumed before it."""
    return np.random.Generator(np.random.Philox(key=[seed, step]))


def _save_checkpoint(file: Path, population: Population) -> None:
    """Write a population atomically."""
    words = {
        "steps": [asdict(step) for step in population.steps],
        "next_number": population.next_number,
        "tempering": population.tempering,
        "budget": population.adaptation.budget,
    }
    arrays = {
        "scores": population.members.scores,
        "numbers": population.members.numbers,
        "predictions": population.members.predictions,
        "log_likelihood": population.log_likelihood,
        "costs": population.adaptation.costs,
        "slopes": population.adaptation.slopes,
        "words": np.array(json.dumps(words)),
    }
    write_arrays(file, arrays)


def _load_checkpoint(file: Path) -> Population | None:
    """Read a population; None if the file is missing or damaged."""
    try:
        arrays = read_arrays(file)
        words = json.loads(str(arrays["words"]))
        return Population(
            members=Members(arrays["scores"], arrays["numbers"], arrays["predictions"]),
            log_likelihood=arrays["log_likelihood"],
            adaptation=Adaptation(arrays["costs"], words["budget"], arrays["slopes"]),
            next_number=words["next_number"],
            tempering=words["tempering"],
            steps=tuple(Step(**step) for step in words["steps"]),
        )
    except UNREADABLE:
        return None


def _posterior(
    settings: Settings,
    simulator: Simulator,
    task: Calibrate,
    population: Population,
    members: Members,
    mixing: dict[str, Any],
) -> Posterior:
    values = parameters_of(members.scores, settings.calibration)
    parameters = np.stack([values[name] for name in Parameters._fields], axis=-1)
    return Posterior(
        parameters=parameters.astype(np.float32),
        past_member=members.numbers,
        seed=task.seed,
        until=settings.calibration.until,
        fingerprints=fingerprints(settings, simulator.targets),
        account={
            "bank": task.bank,
            "sweeps": task.sweeps,
            "effective": task.effective,
            "most_sweeps": task.most_sweeps,
            "steps": [asdict(step) for step in population.steps],
            "mixing": mixing,
            "mean_log_likelihood": float(population.log_likelihood.mean()),
            "distinct": len(np.unique(parameters, axis=0)),
        },
    )
