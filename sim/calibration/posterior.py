"""Posteriors and their files: parameter draws, noise keys and fingerprints."""

import json
from dataclasses import asdict, dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from sim.calibration.luck import Owners, no_octaves
from sim.settings.errors import SettingsError
from sim.settings.shipped import SUFFIX, is_name, posterior_file, shipped_names
from sim.storage.atomic import UNREADABLE, read_arrays, write_arrays
from sim.world.noise_keys import (
    GROUPS,
    PAST_QUARTERS,
    SEARCHING_LABS,
    STORED_INVESTORS,
    STORED_LABS,
    STORED_MONTHS,
)
from sim.world.parameters import Parameters


@dataclass(frozen=True)
class Posterior:
    """Equally weighted posterior draws of parameters and noise keys.

    A draw of each island of the sampler follows one of another: i is of island i modulo their
    number. Otherwise their order is random.

    Attributes
    ----------
    parameters : ndarray
        [draw, parameter], single precision, in the order of `sim.world.parameters`; NaN for a
        parameter that the model did not have when the posterior was made.
    past_member : ndarray
        Noise keys, [draw, quarter since the start, group of agents].
    owners : Owners
        Labs and investors whose luck is stored.
    luck : ndarray
        Normal scores of their luck, half precision [draw, score], as in `sim.calibration.luck`;
        NaN for what is used after the last target only.
    octaves : ndarray
        Octaves of the draws about breakthroughs, [draw, lab, month since the start], as in
        `sim.world.noise_keys`.
    seed : int
        Seed of that noise.
    until : date
        Last day whose targets were used: from the next month on a member has its own noise.
    fingerprints : dict of str to str
        Hashes of what the posterior depends on.
    account : dict
        How it was made: sizes, steps, tails.
    """

    parameters: np.ndarray
    past_member: np.ndarray
    owners: Owners
    luck: np.ndarray
    octaves: np.ndarray
    seed: int
    until: date
    fingerprints: dict[str, str]
    account: dict[str, Any]

    def __len__(self) -> int:
        return len(self.parameters)

    def rows(self, chosen: np.ndarray) -> "Posterior":
        """Select some draws."""
        return replace(
            self,
            parameters=self.parameters[chosen],
            past_member=self.past_member[chosen],
            luck=self.luck[chosen],
            octaves=self.octaves[chosen],
        )

    @property
    def lacks(self) -> tuple[str, ...]:
        """Parameters that the model did not have when the posterior was made."""
        absent = np.isnan(self.parameters).all(axis=0)
        return tuple(
            name for name, is_absent in zip(Parameters._fields, absent, strict=True) if is_absent
        )

    def check(self) -> None:
        """Check that shapes and values are consistent.

        Raises
        ------
        ValueError
            If they are not.
        """
        draws, quarters, groups = self.past_member.shape
        fits = quarters <= PAST_QUARTERS and groups == GROUPS
        if not 0 < draws == len(self.parameters) or not fits:
            raise ValueError("draws and noise keys do not have matching shapes")
        known = [name not in self.lacks for name in Parameters._fields]
        if not any(known) or not np.isfinite(self.parameters[:, known]).all():
            raise ValueError("a parameter is not finite")
        if self.past_member.dtype != np.uint32 or not 0 <= self.seed < 2**64:
            raise ValueError("noise keys must be non-negative whole numbers")
        if self.luck.shape != (draws, self.owners.scores) or np.isinf(self.luck).any():
            raise ValueError("the stored luck is not finite, or that of others")
        labs, months = self.octaves.shape[1:]
        if self.octaves.dtype != np.uint8 or len(self.octaves) != draws:
            raise ValueError("draws and octaves do not have matching shapes")
        if labs not in (0, len(self.owners.searching)) or labs > SEARCHING_LABS:
            raise ValueError("the octaves are those of other labs")
        if months > STORED_MONTHS:
            raise ValueError("the octaves of too many months are stored")
        if len(self.owners.labs) > STORED_LABS or len(self.owners.investors) > STORED_INVESTORS:
            raise ValueError("the luck of too many labs or investors is stored")

    def save(self, file: Path) -> None:
        """Write the posterior to a file, atomically."""
        words: dict[str, Any] = {
            "names": list(Parameters._fields),
            "seed": self.seed,
            "until": str(self.until),
            "fingerprints": self.fingerprints,
            "owners": asdict(self.owners),
            "account": self.account,
        }
        arrays: dict[str, np.ndarray] = {
            "parameters": self.parameters.astype(np.float32),
            "past_member": self.past_member.astype(np.uint32),
            "luck": self.luck.astype(np.float16),
            "octaves": self.octaves.astype(np.uint8),
            "words": np.array(json.dumps(words)),
        }
        write_arrays(file, arrays, compressed=True)


@cache
def load_posterior(named: str, key: str = "calibration.posterior") -> Posterior:
    """Load a posterior that ships, or one that a calibration has written.

    Parameters
    ----------
    named : str
        Name of one that ships, or a file.
    key : str
        The setting that names it.

    Raises
    ------
    SettingsError
        If it does not exist, or the file does not contain a valid posterior.
    """
    file = posterior_file(named)
    takes = f"null, {', '.join(shipped_names())}, or a file that `task=calibrate` has written"
    if not (is_name(named) or named.endswith(SUFFIX)) or not _is_file(file):
        raise SettingsError(key, named, takes)
    try:
        stored = read_arrays(file)
        words = json.loads(str(stored["words"]))
        posterior = Posterior(
            parameters=_in_order(stored["parameters"], words["names"]),
            past_member=stored["past_member"],
            owners=Owners(**{who: tuple(keys) for who, keys in words["owners"].items()}),
            luck=stored["luck"],
            octaves=stored.get("octaves", no_octaves(len(stored["luck"]))),
            seed=int(words["seed"]),
            until=date.fromisoformat(words["until"]),
            fingerprints=dict(words["fingerprints"]),
            account=words["account"],
        )
        posterior.check()
        return posterior
    except UNREADABLE as error:
        raise SettingsError(key, f"{named} ({type(error).__name__})", takes) from None


def _in_order(draws: np.ndarray, names: list[str]) -> np.ndarray:
    """Draws in the order of the present parameters; NaN for those that the file lacks."""
    ordered = np.full((len(draws), len(Parameters._fields)), np.nan, dtype=np.float32)
    for column, name in enumerate(Parameters._fields):
        if name in names:
            ordered[:, column] = draws[:, names.index(name)]
    return ordered


def _is_file(file: Path) -> bool:
    """Whether a file exists; False if its name is invalid."""
    try:
        return file.is_file()
    except (OSError, ValueError):
        return False
