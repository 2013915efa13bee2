"""Posteriors as files: parameter draws, their noise keys, and what they were made from."""

import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from sim.settings.errors import SettingsError
from sim.settings.shipped import SUFFIX, is_name, posterior_file, shipped_names
from sim.storage.atomic import UNREADABLE, read_arrays, write_arrays
from sim.world.noise_keys import GROUPS, PAST_YEARS
from sim.world.parameters import Parameters


@dataclass(frozen=True)
class Posterior:
    """Equally weighted draws that met the targets with their luck.

    Attributes
    ----------
    parameters : ndarray
        [draw, parameter], single precision, in the order of `sim.world.parameters`; not a number
        where the posterior was made before the model had the parameter.
    past_member : ndarray
        Noise keys, [draw, year since the start, group of agents].
    seed : int
        Of that noise.
    until : date
        Last day whose targets were used: from the next month on a member has its own luck.
    fingerprints : dict of str to str
        Hashes of what it was made from.
    account : dict
        How it was made: sizes, steps, tails.
    """

    parameters: np.ndarray
    past_member: np.ndarray
    seed: int
    until: date
    fingerprints: dict[str, str]
    account: dict[str, Any]

    def __len__(self) -> int:
        return len(self.parameters)

    @property
    def lacks(self) -> tuple[str, ...]:
        """Parameters that the model did not have when the posterior was made."""
        absent = np.isnan(self.parameters).all(axis=0)
        return tuple(
            name for name, is_absent in zip(Parameters._fields, absent, strict=True) if is_absent
        )

    def check(self) -> None:
        """See that its parts fit together.

        Raises
        ------
        ValueError
            If not.
        """
        draws, years, groups = self.past_member.shape
        if not 0 < draws == len(self.parameters) or years > PAST_YEARS or groups != GROUPS:
            raise ValueError("draws and noise keys of other shapes")
        known = [name not in self.lacks for name in Parameters._fields]
        if not any(known) or not np.isfinite(self.parameters[:, known]).all():
            raise ValueError("a parameter that is not finite")
        if self.past_member.dtype != np.uint32 or not 0 <= self.seed < 2**64:
            raise ValueError("noise keys that are no whole numbers from 0")

    def save(self, file: Path) -> None:
        """Write all or nothing."""
        words = {
            "names": list(Parameters._fields),
            "seed": self.seed,
            "until": str(self.until),
            "fingerprints": self.fingerprints,
            "account": self.account,
        }
        arrays = {
            "parameters": self.parameters.astype(np.float32),
            "past_member": self.past_member.astype(np.uint32),
            "words": np.array(json.dumps(words)),
        }
        write_arrays(file, arrays, compressed=True)


@cache
def load_posterior(named: str) -> Posterior:
    """A posterior that is shipped, or that a calibration has left.

    Raises
    ------
    SettingsError
        If there is none, or the file does not hold one of this version's parameters.
    """
    file = posterior_file(named)
    takes = f"null, {', '.join(shipped_names())}, or a file that `task=calibrate` has left"
    if not (is_name(named) or named.endswith(SUFFIX)) or not _is_file(file):
        raise SettingsError("calibration.posterior", named, takes)
    try:
        stored = read_arrays(file)
        words = json.loads(str(stored["words"]))
        posterior = Posterior(
            parameters=_in_order(stored["parameters"], words["names"]),
            past_member=stored["past_member"],
            seed=int(words["seed"]),
            until=date.fromisoformat(words["until"]),
            fingerprints=dict(words["fingerprints"]),
            account=words["account"],
        )
        posterior.check()
        return posterior
    except UNREADABLE as error:
        raise SettingsError(
            "calibration.posterior",
            f"{named} ({type(error).__name__})",
            takes,
        ) from None


def _in_order(draws: np.ndarray, names: list[str]) -> np.ndarray:
    """Draws by the present parameters; columns that the file does not have are not a number."""
    ordered = np.full((len(draws), len(Parameters._fields)), np.nan, dtype=np.float32)
    for column, name in enumerate(Parameters._fields):
        if name in names:
            ordered[:, column] = draws[:, names.index(name)]
    return ordered


def _is_file(file: Path) -> bool:
    """Whether a file is there; a name that no file can have is none."""
    try:
        return file.is_file()
    except (OSError, ValueError):
        return False
