"""Simulates members and keeps their predictions of the targets; a stopped bank resumes."""

from collections.abc import Iterable
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from scipy.special import ndtr, ndtri

from sim.calibration.luck import NOBODY, Owners, no_octaves
from sim.calibration.measures import VARIABLES, measured
from sim.calibration.targets import Target
from sim.ensemble import simulate
from sim.ensemble.engine import take_snapshot
from sim.ensemble.progress import Progress
from sim.ensemble.runner import Rooms, pool_of
from sim.settings.priors import Calibration
from sim.settings.settings import Settings
from sim.storage.atomic import replacing
from sim.storage.build import dataset_of
from sim.world import World, build_world
from sim.world.draws import Draws, quantile, shares_of_prior
from sim.world.noise_keys import GROUPS, QUARTER, STORED_MONTHS
from sim.world.parameters import Parameters

CHUNK = 2048
"""Members whose series are in memory at a time."""

MONTHS = 36
"""Months before the last target of which octaves are stored."""

MEMBERS_PER_FILE = 8 * CHUNK
"""Members of the bank in one file."""


@dataclass(frozen=True)
class Members:
    """Members as normal scores, noise keys and luck, with their predictions of the targets.

    Attributes
    ----------
    scores : ndarray
        Normal scores of the parameters, [member, parameter]: standard normal under the priors.
    numbers : ndarray
        Member numbers of the noise keys, [member, quarter since the start, group of agents].
    luck : ndarray
        Normal scores of the stored luck, [member, score], as in `sim.calibration.luck`.
    octaves : ndarray
        Octaves of the draws about breakthroughs, as in `sim.world.noise_keys`: uint8 [member, lab,
        month since the start].
    predictions : ndarray
        [member, target].
    """

    scores: np.ndarray
    numbers: np.ndarray
    luck: np.ndarray
    octaves: np.ndarray
    predictions: np.ndarray

    def __len__(self) -> int:
        return len(self.numbers)

    def rows(self, chosen: np.ndarray | slice) -> "Members":
        """Select some members."""
        return Members(*(values[chosen] for values in self.arrays))

    @property
    def arrays(self) -> tuple[np.ndarray, ...]:
        """All that a member is, in the order of the attributes."""
        return self.scores, self.numbers, self.luck, self.octaves, self.predictions


def parameters_of(scores: np.ndarray, priors: Calibration) -> dict[str, np.ndarray]:
    """Parameters at normal scores, rounded to single precision as a posterior stores them."""
    shares = ndtr(scores.astype(np.float64))
    return {
        name: quantile(priors.parameters[name], shares[:, column]).astype(np.float32).astype(float)
        for column, name in enumerate(Parameters._fields)
    }


def parameter_table(scores: np.ndarray, priors: Calibration) -> np.ndarray:
    """The same as a posterior keeps them, float32 [member, parameter]."""
    values = parameters_of(scores, priors)
    return np.stack([values[name] for name in Parameters._fields], axis=-1).astype(np.float32)


def with_new_keys(numbers: np.ndarray, quarters: int, first: int) -> np.ndarray:
    """Noise keys up to a number of quarters: those that are new have a number for each member.

    Parameters
    ----------
    numbers : ndarray
        Member numbers of the keys, [member, quarter since the start, group of agents].
    quarters : int
        Number of quarters, at least as many.
    first : int
        New number of the first member.
    """
    size, known, groups = numbers.shape
    fresh = (first + np.arange(size))[:, None, None]
    new = np.broadcast_to(fresh, (size, quarters - known, groups))
    return np.concatenate([numbers, new], axis=1).astype(np.uint32)


@dataclass(frozen=True)
class Simulator:
    """Simulates members in one world to predict the targets.

    Attributes
    ----------
    world : World
        Its horizon ends with the last target.
    priors : Calibration
        Priors that translate normal scores into parameters.
    targets : tuple of Target
        Targets to predict.
    seed : int
        Seed of the noise.
    threads : int, optional
        All cores by default.
    owners : Owners
        Those whose luck is stored; that of the others is drawn by key.
    """

    world: World
    priors: Calibration
    targets: tuple[Target, ...]
    seed: int
    threads: int | None = None
    owners: Owners = NOBODY

    @classmethod
    def as_enacted(
        cls,
        settings: Settings,
        until: date,
        targets: Iterable[Target],
        seed: int,
        owners: Owners = NOBODY,
    ) -> "Simulator":
        """A simulator in the world under the measures enacted by a day."""
        return cls(
            world=build_world(settings.as_enacted(until)),
            priors=settings.calibration,
            targets=tuple(targets),
            seed=seed,
            threads=settings.engine.threads,
            owners=owners,
        )

    def draws(self, members: Members) -> Draws:
        """The table of draws of some members."""
        keys = members.numbers.astype(np.uint64)
        seeds = np.full(len(keys), self.seed, dtype=np.uint64)
        return Draws(
            values=parameters_of(members.scores, self.priors),
            past_seed=seeds,
            past_member=keys,
            seed=seeds,
            member=keys[:, 0, 0],
            own_from=self.world.calendar.months,
            octaves=members.octaves,
            **self.owners.stored(members.luck),
        )

    @property
    def quarters(self) -> int:
        """Number of quarters up to the last target, each of which has its own noise keys."""
        return -(-self.world.calendar.months // QUARTER)

    @property
    def keys(self) -> int:
        """Number of noise keys of a member."""
        return self.quarters * GROUPS

    def of_priors(self, numbers: np.ndarray) -> Members:
        """Members of the priors by their numbers, not simulated yet."""
        scores = self.scores_of_priors(numbers)
        keys = np.empty((len(numbers), self.quarters, GROUPS), dtype=np.uint32)
        keys[:] = numbers[:, None, None]
        luck = self.owners.of_priors(self.seed, numbers)
        nothing = np.empty((len(numbers), 0), dtype=np.float32)
        return Members(scores, keys, luck, no_octaves(len(numbers)), nothing)

    def scores_of_priors(self, numbers: np.ndarray) -> np.ndarray:
        """Normal scores of members of the priors, float32 [member, parameter]."""
        scores = np.empty((len(numbers), len(Parameters._fields)), dtype=np.float32)
        for column, name in enumerate(Parameters._fields):
            scores[:, column] = ndtri(shares_of_prior(name, self.seed, numbers))
        return scores

    def with_octaves(self, members: Members) -> Members:
        """Members whose draws about breakthroughs are stored in octaves; nothing else changes."""
        end = self.world.calendar.months
        months = range(max(0, end - MONTHS), min(end, STORED_MONTHS))
        octaves = self.owners.octaves(self.seed, members.numbers, months, members.octaves)
        return replace(members, octaves=octaves)

    def run(self, members: Members, progress: Progress | None = None) -> Members:
        """Simulate members to predict the targets."""
        predictions = np.empty((len(members), len(self.targets)), dtype=np.float32)
        for start in range(0, len(members), CHUNK):
            rows = slice(start, min(start + CHUNK, len(members)))
            predictions[rows] = self.predict(self.draws(members.rows(rows)))
            if progress is not None:
                progress(rows.stop - rows.start)
        return replace(members, predictions=predictions)

    def used_luck(self, members: Members) -> np.ndarray:
        """The luck that has been used by the last target; NaN for what comes later.

        Returns
        -------
        ndarray
            Half precision [member, score].
        """
        draws = self.draws(members)
        runs = np.stack([self._runs(draws, quarter) for quarter in range(self.quarters + 1)], -1)
        return self.owners.without_unused(members.luck, np.diff(runs, axis=-1) > 0)

    def _runs(self, draws: Draws, quarter: int) -> np.ndarray:
        """Runs that the labs whose luck is stored launched before a quarter, [member, lab]."""
        months = min(QUARTER * quarter, self.world.calendar.months)
        snapshot = take_snapshot(self.world, draws, months, threads=self.threads, only=())
        launched: Any = [block.state["labs"]["generation"] for block in snapshot.blocks]
        keys = self.world.cast.labs.key.tolist()
        places = [keys.index(lab) for lab in self.owners.labs]
        return np.concatenate(launched, axis=-1)[places, : len(draws)].T

    def bank(self, size: int, folder: Path, progress: Progress | None = None) -> np.ndarray:
        """Predictions of the first members of the priors, [member, target].

        Files that are already in the folder are reused.
        """
        parts = []
        for start in range(0, size, MEMBERS_PER_FILE):
            numbers = np.arange(start, min(start + MEMBERS_PER_FILE, size))
            file = folder / f"{start}-{numbers[-1]}.npy"
            predictions = _stored(file, (len(numbers), len(self.targets)))
            if predictions is None:
                predictions = self.run(self.of_priors(numbers), progress).predictions
                _store(file, predictions)
            elif progress is not None:
                progress(len(numbers))
            parts.append(predictions)
        return np.concatenate(parts)

    @cached_property
    def _pool(self) -> Executor:
        """Threads that outlast a call, as a sampler calls thousands of times."""
        return pool_of(self.threads)

    @cached_property
    def _rooms(self) -> Rooms:
        """Memory that these threads use again, as new memory costs time in each call."""
        return Rooms()

    def predict(self, draws: Draws) -> np.ndarray:
        """Predictions of the targets by some members, [member, target]."""
        results = simulate(self.world, draws, threads=self._pool, only=VARIABLES, rooms=self._rooms)
        values = measured(dataset_of(results, self.world), self.targets)
        return np.stack([values[target.id] for target in self.targets], axis=-1)


def _stored(file: Path, shape: tuple[int, int]) -> np.ndarray | None:
    """Read predictions from a file; None if it is missing, damaged or of another shape."""
    try:
        predictions = np.load(file, allow_pickle=False)
    except (OSError, ValueError, EOFError):
        return None
    return predictions if predictions.shape == shape else None


def _store(file: Path, predictions: np.ndarray) -> None:
    with replacing(file, again=True) as unfinished, unfinished.open("wb") as stream:
        np.save(stream, predictions)
